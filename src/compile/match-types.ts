// SPDX-License-Identifier: MIT
// Whether the types that code was written for are still the ones that an overlay's code has. A type is spelled out where
// it is used and never replaced, so two versions of one type would meet in the same memory, each read as the other.

import { type DeclarationId, fileOf, nameOf, type Tree } from '../lang/tree.ts';
import { agree } from './agree.ts';
import type { Linked } from './link.ts';
import type { Misfit } from './match-declaration.ts';
import { mentionedIn } from './mentioned.ts';
import type { Use } from './uses.ts';

type TypeUse = Extract<Use, { kind: 'type' }>;

export function typeMisfits(use: TypeUse, tree: Tree, linked: Linked): readonly Misfit[] {
  const where = `${use.place.file}:${use.place.line}`;
  const { declared, tables } = mentionedIn(use.type);
  const misfits: Misfit[] = [];
  for (const id of declared) {
    const below = tree.types.get(id);
    const above = linked.type(id);
    if (below === undefined || above === null || above === below) continue;
    // New members may make the range of an enum wider. A field of such a type is compared where it is used.
    const isEnum = below.type.kind === 'int' && below.type.labels !== undefined;
    if (agree(below.type, above.type, linked, isEnum ? 'any range' : 'same ranges')) continue;
    const detail = `${above.name}, and ${where} is written for that of ${fileOf(id)}`;
    misfits.push({ key: 'overlay-type', about: above.id, place: above.place, detail });
  }
  for (const id of tables) {
    const above = linked.type(id);
    if (above === null || above.id === id) continue;
    const detail = `${above.name}, and ${where} is written for that of ${fileOf(id)}`;
    misfits.push({ key: 'overlay-table-type', about: above.id, place: above.place, detail });
  }
  return misfits;
}

/** Finds, over all uses, two classes or types of tables that share a name although no overlay makes them one. */
export class SameNames {
  readonly #tree: Tree;
  readonly #linked: Linked;
  readonly #known = new Map<string, DeclarationId>();

  constructor(tree: Tree, linked: Linked) {
    this.#tree = tree;
    this.#linked = linked;
  }

  misfits(use: TypeUse): readonly Misfit[] {
    const { classes, tables } = mentionedIn(use.type);
    return [...classes, ...tables].flatMap((mentioned) => {
      const id = this.#linked.resolve(mentioned);
      const name = nameOf(id);
      const other = this.#known.get(name) ?? id;
      this.#known.set(name, other);
      if (other === id) return [];
      const place = this.#tree.declarations.get(id)?.place ?? this.#tree.types.get(id)?.place ?? use.place;
      return { key: 'same-name', about: name, place, detail: `${name} of ${fileOf(id)} and of ${fileOf(other)}` };
    });
  }
}

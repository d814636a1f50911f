// SPDX-License-Identifier: MIT
// Two classes, or two types of tables, that share a name although no overlay makes them one.

import { type DeclarationId, fileOf, nameOf, type Tree } from '../../lang/tree.ts';
import type { Linked } from './link.ts';
import type { Misfit } from './match-declaration.ts';
import { mentionedIn } from './mentioned.ts';
import type { Use } from './uses.ts';

type TypeUse = Extract<Use, { kind: 'type' }>;

/** Over all uses. */
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

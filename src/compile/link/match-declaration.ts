// SPDX-License-Identifier: MIT
// Whether one function, constant or table of an overlay fits one use of what it stands over. Classes, enums and types are
// one for all who use them before TypeScript looks (lang/parse/view.ts).

import type { Place } from '../../lang/diagnostic.ts';
import { foldNumber } from '../../lang/parse/fold.ts';
import type { OverlayRefusalKey } from '../../lang/subset-overlays.ts';
import {
  type ConstantDeclaration,
  type Declaration,
  type DeclarationId,
  type FunctionDeclaration,
  nameOf,
  type Tree,
} from '../../lang/tree.ts';
import { there } from '../there.ts';
import { agree, signatureText, typeText } from './agree.ts';
import type { Linked } from './link.ts';
import type { Use } from './uses.ts';

export interface Misfit {
  readonly key: OverlayRefusalKey;
  /** What is refused once, however often it is used. */
  readonly about: string;
  readonly place: Place;
  readonly detail: string;
}

export type DeclarationUse = Exclude<Use, { kind: 'type' }>;

export function idOf(use: DeclarationUse): DeclarationId {
  return use.kind === 'field' || use.kind === 'new' ? use.class : use.id;
}

/** What the use sees (`below`) and what it gets (`above`). */
interface Pair<D> {
  readonly below: D;
  readonly above: D;
  readonly where: string;
}

export function declarationMisfit(use: DeclarationUse, tree: Tree, linked: Linked): Misfit | null {
  const id = idOf(use);
  const below = tree.declarations.get(id);
  const above = linked.declaration(id);
  if (below === undefined) throw new Error(`checker bug: no declaration ${id}`);
  if (below === above) return null;
  const where = `${use.place.file}:${use.place.line}`;
  const misfit = (key: OverlayRefusalKey, detail: string): Misfit => {
    return { key, about: above.id, place: above.place, detail };
  };
  if (below.kind === 'function' && above.kind === 'function') {
    if (sameCall({ below, above, where }, linked)) return null;
    return misfit('overlay-function', `${signatureText(above)}, and ${where} calls ${signatureText(below)}`);
  }
  if (below.kind === 'class' && above.kind === 'class') {
    throw new Error(`checker bug: ${where} was read with ${below.id}, and ${above.id} stands over it`);
  }
  if (below.kind === 'constant' && above.kind === 'constant') {
    return constantMisfit({ below, above, where }, tree, linked, misfit);
  }
  if (below.kind === 'table' && above.kind === 'table' && linked.resolve(below.of) === linked.resolve(above.of))
    return null;
  return misfit('overlay-kind', `${above.name} is a ${kindText(above)}, and ${where} uses a ${kindText(below)}`);
}

type Make = (key: OverlayRefusalKey, detail: string) => Misfit;

function sameCall({ below, above }: Pair<FunctionDeclaration>, linked: Linked): boolean {
  return (
    below.parameters.length === above.parameters.length &&
    below.parameters.every(({ type }, i) =>
      agree(type, there(above.parameters, i, 'parameter').type, linked, 'any range'),
    ) &&
    agree(below.result, above.result, linked, 'any range')
  );
}

function constantMisfit(
  { below, above, where }: Pair<ConstantDeclaration>,
  tree: Tree,
  linked: Linked,
  misfit: Make,
): Misfit | null {
  const before = numberIn(below, (id) => tree.declarations.get(id));
  const value = numberIn(above, linked.declaration);
  const fits =
    below.type.kind === 'int'
      ? value !== null && below.type.min <= value && value <= below.type.max
      : above.type.kind === below.type.kind;
  if (!fits) return misfit('overlay-constant', `${above.name}, and in ${where} it is ${typeText(below.type)}`);
  if (!tree.sizes.has(below.id) || value === before) return null;
  return misfit('overlay-size', `${above.name}, which is ${String(before)} in ${below.place.file}`);
}

/** Null where it is no number. */
function numberIn(constant: ConstantDeclaration, named: (id: DeclarationId) => Declaration | undefined): number | null {
  return foldNumber(constant.value, (id) => {
    const other = named(id);
    return other?.kind === 'constant' ? numberIn(other, named) : null;
  });
}

function kindText(declared: Declaration): string {
  return declared.kind === 'table' ? `table of type ${nameOf(declared.of)}` : declared.kind;
}

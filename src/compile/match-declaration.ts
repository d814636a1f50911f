// SPDX-License-Identifier: MIT
// Whether one declaration of an overlay fits one use of what it stands over. Functions are compared as calls see them,
// classes field by field, because a field that nobody uses may go.

import type { Place } from '../lang/diagnostic.ts';
import { foldNumber } from '../lang/parse/fold.ts';
import type { OverlayRefusalKey } from '../lang/subset-overlays.ts';
import {
  type ClassDeclaration,
  type ClassField,
  type ConstantDeclaration,
  type Declaration,
  type DeclarationId,
  type FunctionDeclaration,
  nameOf,
  type Tree,
} from '../lang/tree.ts';
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

/** What the use sees (`below`) and what it gets (`above`). */
interface Pair<D> {
  readonly below: D;
  readonly above: D;
  readonly where: string;
}

export function declarationMisfit(use: DeclarationUse, tree: Tree, linked: Linked): Misfit | null {
  const id = use.kind === 'field' || use.kind === 'new' ? use.class : use.id;
  const below = tree.declarations.get(id);
  const above = linked.declaration(id);
  if (below === undefined || below === above) return null;
  const where = `${use.place.file}:${use.place.line}`;
  const misfit = (key: OverlayRefusalKey, detail: string, part: { name: string; place: Place } = above): Misfit => {
    return { key, about: `${above.id}.${part.name}`, place: part.place, detail };
  };
  if (below.kind === 'function' && above.kind === 'function') {
    if (sameCall({ below, above, where }, linked)) return null;
    return misfit('overlay-function', `${signatureText(above)}, and ${where} calls ${signatureText(below)}`);
  }
  if (below.kind === 'class' && above.kind === 'class') {
    const pair = { below, above, where };
    if (use.kind === 'field') return fieldMisfit(pair, use.name, linked, misfit);
    if (use.kind !== 'new' || sameConstructor(pair, use.given, linked)) return null;
    return misfit('overlay-new', `${constructorText(above)}, and ${where} makes ${constructorText(below)}`);
  }
  if (below.kind === 'constant' && above.kind === 'constant') {
    return constantMisfit({ below, above, where }, tree, linked, misfit);
  }
  if (below.kind === 'table' && above.kind === 'table' && linked.resolve(below.of) === linked.resolve(above.of))
    return null;
  return misfit('overlay-kind', `${above.name} is a ${kindText(above)}, and ${where} uses a ${kindText(below)}`);
}

type Make = (key: OverlayRefusalKey, detail: string, part?: { name: string; place: Place }) => Misfit;

function sameCall({ below, above }: Pair<FunctionDeclaration>, linked: Linked): boolean {
  return (
    below.parameters.length === above.parameters.length &&
    below.parameters.every(({ type }, i) => agree(type, above.parameters[i]?.type ?? nothing, linked, 'any range')) &&
    agree(below.result, above.result, linked, 'any range')
  );
}

const nothing = { kind: 'void' } as const;

function fieldMisfit(
  { below, above, where }: Pair<ClassDeclaration>,
  name: string,
  linked: Linked,
  misfit: Make,
): Misfit | null {
  const old = below.fields.find((field) => field.name === name);
  const now = above.fields.find((field) => field.name === name);
  if (old === undefined) return null;
  const asked = `${where} uses ${above.name}.${name}: ${fieldText(old)}`;
  if (now === undefined) return misfit('overlay-field', asked, { name, place: above.place });
  if (now.ghost === old.ghost && agree(old.type, now.type, linked, 'same ranges')) return null;
  return misfit('overlay-field', `${fieldText(now)}, and ${asked}`, now);
}

/** The arguments that are given set the same fields; what is not given has a default. */
function sameConstructor({ below, above }: Pair<ClassDeclaration>, given: number, linked: Linked): boolean {
  if (given > above.constructor_.length) return false;
  return above.constructor_.every((name, i) => {
    if (i >= given) return above.defaults[i] !== null;
    const old = below.fields.find((field) => field.name === below.constructor_[i]);
    const now = above.fields.find((field) => field.name === name);
    return old?.name === name && now !== undefined && agree(old.type, now.type, linked, 'any range');
  });
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

function fieldText({ type, ghost }: ClassField): string {
  return ghost ? `ghost<${typeText(type)}>` : typeText(type);
}

function constructorText(declared: ClassDeclaration): string {
  const parameters = declared.constructor_.map((name) => {
    const field = declared.fields.find((one) => one.name === name);
    return field === undefined ? name : `${name}: ${typeText(field.type)}`;
  });
  return `new ${declared.name}(${parameters.join(', ')})`;
}

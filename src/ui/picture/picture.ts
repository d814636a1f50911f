// SPDX-License-Identifier: MIT
// A state as what one draws on a whiteboard, as data: a card per object with its flags, counts, references and slots, cards of one
// kind together, what is embedded within. It is derived from the fields alone, so a model's own classes are drawn as well. Marked
// are what the last step changed and read, what the property that fails looked at, and copies whose original has changed.

import type { Datum, View } from '../../compile/program.ts';
import { briefText, valueText } from '../../report/values.ts';
import { isIn } from '../lanes/jumps.ts';
import type { Marks } from './marks.ts';

export interface Value {
  /** The field, or the index of the slot. */
  readonly name: string;
  /** `page0.cells[1]`: the same in every state. */
  readonly cell: string;
  readonly kind: 'flag' | 'count' | 'reference' | 'record' | 'word';
  /** In few words, as the columns write it. */
  readonly text: string;
  /** All of it. */
  readonly full: string;
  /** Of a flag. */
  readonly on: boolean;
  /** Objects that it leads to. */
  readonly to: readonly string[];
  /** What it was before the last step, where that changed it. */
  readonly before: string | null;
  /** Whether the last step looked at it. */
  readonly read: boolean;
  /** Whether the property that fails looked at it. */
  readonly asked: boolean;
  /** Of a copy: why it is no longer what it is a copy of. */
  readonly stale: string | null;
  /** Whether it may be left out: it is what it was at the beginning, and no step of the run touches it. */
  readonly quiet: boolean;
  readonly ghost: boolean;
}

/** Fields of one kind, next to each other. */
export type Part =
  | { readonly kind: 'flags' | 'values'; readonly values: readonly Value[] }
  /** An array. */
  | { readonly kind: 'slots'; readonly name: string; readonly values: readonly Value[]; readonly quiet: boolean };

export interface Card {
  readonly object: string;
  /** Without the name of the card that it stands in. */
  readonly title: string;
  readonly class: string;
  /** What it is called in the plural: as the model says it, or its class. */
  readonly kind: string;
  readonly freed: boolean;
  readonly parts: readonly Part[];
  /** Objects that are embedded in it. */
  readonly inner: readonly Card[];
  readonly changed: boolean;
  readonly asked: boolean;
  readonly stale: boolean;
  /** Whether all of it may be left out. */
  readonly quiet: boolean;
}

export interface Section {
  readonly title: string;
  readonly cards: readonly Card[];
}

type Seen = View['objects'][number];

/** What the failure is about comes first, the others in the order in which the model made their objects: the same in every
 *  state of a run, so that nothing jumps. */
export function sectionsOf(view: View, marks: Marks): readonly Section[] {
  const cards = cardsOf(view.objects, marks);
  const rank = ({ object }: Card): number => {
    const first = marks.about.findIndex((name) => isIn(name, object));
    return first < 0 ? Infinity : first;
  };
  const titles = [...new Set(cards.map((card) => card.kind))];
  const sections = titles.map((title): Section => ({ title, cards: cards.filter((card) => card.kind === title) }));
  const ranks = new Map(sections.map((one) => [one, Math.min(...one.cards.map(rank))]));
  const rankOf = (one: Section): number => ranks.get(one) ?? Infinity;
  return [...sections].sort((a, b) => (rankOf(a) === rankOf(b) ? 0 : rankOf(a) - rankOf(b)));
}

function cardsOf(objects: readonly Seen[], marks: Marks): readonly Card[] {
  const names = new Set(objects.map(({ name }) => name));
  const inside = new Map<string | null, Seen[]>();
  for (const object of objects) {
    const owner = ownerOf(object.name, names);
    inside.set(owner, [...(inside.get(owner) ?? []), object]);
  }
  const cardOf = (object: Seen, owner: string | null): Card => {
    const parts = partsOf(object, marks);
    const inner = (inside.get(object.name) ?? []).map((one) => cardOf(one, object.name));
    const values = parts.flatMap((part) => part.values);
    const has = (is: (value: Value) => boolean, below: (card: Card) => boolean): boolean =>
      values.some(is) || inner.some(below);
    return {
      object: object.name,
      title: owner === null ? object.name : object.name.slice(owner.length + 1),
      class: object.class,
      kind: object.view?.title ?? object.class,
      freed: object.freed,
      parts,
      inner,
      changed: has(
        ({ before }) => before !== null,
        (card) => card.changed,
      ),
      asked: has(
        ({ asked }) => asked,
        (card) => card.asked,
      ),
      stale: has(
        ({ stale }) => stale !== null,
        (card) => card.stale,
      ),
      quiet: !has(
        (value) => !value.quiet,
        (card) => !card.quiet,
      ),
    };
  };
  return (inside.get(null) ?? []).map((object) => cardOf(object, null));
}

/** The longest name of another object that it begins with. */
function ownerOf(name: string, names: ReadonlySet<string>): string | null {
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1))
    if (names.has(name.slice(0, dot))) return name.slice(0, dot);
  return null;
}

function partsOf(object: Seen, marks: Marks): readonly Part[] {
  const flags: Value[] = [];
  const values: Value[] = [];
  const slots: Part[] = [];
  const { first = [], quiet = [] } = object.view ?? {};
  const named = first.flatMap((name) => object.fields.find((field) => field.name === name) ?? []);
  for (const field of [...named, ...object.fields.filter(({ name }) => !first.includes(name))]) {
    const cell = `${object.name}.${field.name}`;
    const about = { ghost: field.ghost, seldom: quiet.includes(field.name), marks };
    if (field.value.kind === 'array') {
      const items = field.value.items.map((item, i) => drawnAs(`${cell}[${i}]`, String(i), item, about));
      slots.push({ kind: 'slots', name: field.name, values: items, quiet: items.every(({ quiet }) => quiet) });
    } else {
      const value = drawnAs(cell, field.name, field.value, about);
      (value.kind === 'flag' ? flags : values).push(value);
    }
  }
  const parts: readonly Part[] = [
    { kind: 'flags', values: flags },
    { kind: 'values', values },
  ];
  return [...parts.filter((part) => part.values.length > 0), ...slots];
}

interface About {
  readonly ghost: boolean;
  /** Whether it is only drawn where something is to be said of it. */
  readonly seldom: boolean;
  readonly marks: Marks;
}

function drawnAs(cell: string, name: string, value: Datum, { ghost, seldom, marks }: About): Value {
  const before = marks.before.get(cell) ?? null;
  const asked = marks.asked.has(cell);
  const stale = marks.stale.get(cell) ?? null;
  return {
    name,
    cell,
    kind: kindOf(value),
    text: briefText(value),
    full: valueText(value),
    on: value.kind === 'bool' && value.value,
    to: objectsIn(value),
    before,
    read: marks.read.has(cell),
    asked,
    stale,
    quiet: !marks.busy.has(cell) || (seldom && before === null && !asked && stale === null),
    ghost,
  };
}

function kindOf(value: Datum): Value['kind'] {
  switch (value.kind) {
    case 'bool':
      return 'flag';
    case 'int':
      return 'count';
    case 'reference':
      return 'reference';
    case 'record':
      return 'record';
    case 'enum':
    case 'structure':
    case 'untold':
      return 'word';
    case 'array':
      throw new Error('checker bug: an array in an array');
  }
}

function objectsIn(value: Datum): readonly string[] {
  if (value.kind === 'reference') return value.to === null ? [] : [value.to];
  return value.kind === 'record' ? value.parts.flatMap((part) => objectsIn(part.value)) : [];
}

// SPDX-License-Identifier: MIT
// What the pieces of one line tell, and which stretch of a thread they may stand for.

import type { Told } from './jumps.ts';
import type { Piece } from './lines.ts';
import type { Activation, Cell, Happening, Run, ThreadRun } from './run.ts';
import { bare, partOf, says, type Value } from './values.ts';

/** From the first happening up to, but without, the last. */
export interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly told: readonly Told[];
}

interface Spot {
  readonly cell: Cell;
  /** Of a record; empty for all of it. */
  readonly part: string;
}

type Touch = Extract<Happening, { kind: 'read' | 'write' }>;
type Write = Extract<Happening, { kind: 'write' }>;

type Item =
  | {
      readonly kind: 'change';
      readonly spot: Spot;
      readonly before: string;
      readonly value: string;
      readonly compiled: Write['compiled'];
    }
  | { readonly kind: 'read'; readonly spot: Spot; readonly value: string; readonly how: Touch['how'] }
  /** A store that memory does not hold, or not for good. */
  | {
      readonly kind: 'store';
      readonly spot: Spot;
      readonly value: string;
      readonly how: Touch['how'];
      readonly compiled: Write['compiled'];
    }
  | { readonly kind: 'happening'; readonly fits: (one: Happening) => boolean }
  /** That it is what the call returned is seen before anything is looked for. */
  | { readonly kind: 'returned' }
  /** Where the last of it stands in the model. */
  | { readonly kind: 'place'; readonly place: string };

type Found = Exclude<Item, { kind: 'returned' | 'place' }>;

export class Telling {
  readonly #happenings: readonly Happening[];
  readonly #call: Activation | null;
  /** Each way to understand the line. */
  readonly #readings: readonly (readonly Item[])[];

  constructor(run: Run, thread: ThreadRun, pieces: readonly Piece[], call: Activation | null) {
    this.#happenings = thread.happenings;
    this.#call = call;
    this.#readings = new Understanding(run, thread, call).readings(pieces);
  }

  /** Stretches that fit, the one that ends first first. */
  *stretches(from: number, to: number): Generator<Stretch> {
    const found: Stretch[] = [];
    for (const items of this.#readings) {
      if (items.length === 0) continue;
      for (let start = from; start < to; start++) {
        const stretch = this.#stretch(items, start, to);
        if (stretch !== null && stretch.from === start) found.push(stretch);
      }
    }
    yield* found.sort((a, b) => a.to - b.to || b.from - a.from);
  }

  /** What the title of a call with lines below it tells. */
  beginning(from: number): Stretch | null {
    if (this.#call === null) return null;
    const none = this.#readings.find((items) => items.every((item) => item.kind === 'returned'));
    if (none !== undefined) return { from, to: from, told: [] };
    for (const stretch of this.stretches(from, this.#call.to)) return stretch;
    return null;
  }

  /** All of a call, if it did what is told. */
  whole(): Stretch | null {
    const call = this.#call;
    if (call === null) return null;
    const inside = this.#happenings.slice(call.from, call.to);
    for (const items of this.#readings) {
      const told = items.flatMap((item) => this.#inside(item, inside));
      const fits = items.every((item) => !isFound(item) || this.#inside(item, inside).length > 0);
      if (fits && isPlaced(items, told) && changesAddUp(items, inside))
        return { ...this.#dated(call), told: netOf(told, inside) };
    }
    return null;
  }

  /** Without what might have happened at any time. */
  #dated({ from, to }: Activation): { readonly from: number; readonly to: number } {
    const dated = this.#happenings.slice(from, to).map(({ timeless }) => !timeless);
    return dated.includes(true)
      ? { from: from + dated.indexOf(true), to: from + dated.lastIndexOf(true) + 1 }
      : { from: to, to };
  }

  #inside(item: Item, inside: readonly Happening[]): readonly Told[] {
    if (!isFound(item)) return [];
    if (item.kind === 'change') {
      const writes = inside.filter(isChange).filter(({ cell }) => cell.key === item.spot.cell.key);
      return isStarted(item, writes[0]) || writes.some((one) => isStarted(item, one)) ? writes.map(toldOf) : [];
    }
    const found = inside.find((one) => fits(item, one));
    return found === undefined ? [] : [toldOf(found)];
  }

  #stretch(items: readonly Item[], start: number, to: number): Stretch | null {
    const used = new Set<number>();
    const told: Told[] = [];
    let [first, last] = [Infinity, -1];
    for (const item of items) {
      if (item.kind === 'returned') return null;
      if (item.kind === 'place') continue;
      const [begin, end] = this.#find(item, start, to, used) ?? [-1, -1];
      if (end < 0) return null;
      for (let i = begin; i <= end; i++) {
        const one = this.#happenings[i];
        if (one === undefined || (i !== begin && i !== end && item.kind !== 'change')) continue;
        if (item.kind === 'change' && !(isChange(one) && one.cell.key === item.spot.cell.key)) continue;
        used.add(i);
        told.push(toldOf(one));
      }
      first = Math.min(first, begin);
      last = Math.max(last, end);
    }
    const inside = this.#happenings.slice(first, last + 1);
    if (last < 0 || !isPlaced(items, told)) return null;
    return changesAddUp(items, inside) ? { from: first, to: last + 1, told } : null;
  }

  /** The first that fits; a change may be the work of several writes. */
  #find(item: Found, start: number, to: number, used: ReadonlySet<number>): readonly [number, number] | null {
    for (let i = start; i < to; i++) {
      const one = this.#happenings[i];
      if (one === undefined || used.has(i)) continue;
      if (item.kind !== 'change') {
        if (fits(item, one)) return [i, i];
        continue;
      }
      if (!isChange(one) || !isStarted(item, one) || one.compiled !== item.compiled) continue;
      for (let j = i; j < to; j++) {
        const other = this.#happenings[j];
        if (other === undefined || !isChange(other) || other.cell.key !== one.cell.key) continue;
        if (isDone(item, other)) return [i, j];
      }
    }
    return null;
  }
}

const kinds: ReadonlyMap<string, Exclude<Extract<Happening, { kind: 'read' }>['how'], null>> = new Map([
  ['of its store buffer', 'own'],
  ['an old value', 'old'],
  ['read again by the compiler', 'again'],
  ['read early by the compiler', 'early'],
]);

/** Lines and lists that one effect is broken into. */
const MOST_PARTS = 12;

const isFound = (item: Item): item is Found => item.kind !== 'returned' && item.kind !== 'place';

function isPlaced(items: readonly Item[], told: readonly Told[]): boolean {
  return items.every((item) => item.kind !== 'place' || told.some(({ happening }) => happening.place === item.place));
}

const toldOf = (happening: Happening): Told => ({ happening });

function fits(item: Exclude<Found, { kind: 'change' }>, one: Happening): boolean {
  if (item.kind === 'happening') return item.fits(one);
  if (one.kind !== (item.kind === 'read' ? 'read' : 'write')) return false;
  if (!isTouch(one) || one.cell.key !== item.spot.cell.key || one.how !== item.how) return false;
  if (item.kind === 'store' && one.kind === 'write' && one.compiled !== item.compiled) return false;
  const part = partOf(one.value, item.spot.part);
  return part !== null && says(item.value, part);
}

const isTouch = (one: Happening): one is Touch => one.kind === 'read' || one.kind === 'write';
/** A change of memory itself. */
const isChange = (one: Happening): one is Write => one.kind === 'write' && one.how === null;

function isStarted({ spot, before }: Extract<Item, { kind: 'change' }>, one: Write | undefined): boolean {
  const part = one?.cell.key === spot.cell.key ? partOf(one.before, spot.part) : null;
  return part !== null && says(before, part);
}

function isDone({ spot, value }: Extract<Item, { kind: 'change' }>, one: Write): boolean {
  const part = one.cell.key === spot.cell.key ? partOf(one.value, spot.part) : null;
  return part !== null && says(value, part);
}

/** What is told of a cell begins with what was there before the stretch and ends with what is there after it. */
function changesAddUp(items: readonly Item[], inside: readonly Happening[]): boolean {
  const changes = items.filter((item) => item.kind === 'change');
  const keys = new Set(changes.map(({ spot }) => `${spot.cell.key} ${spot.part}`));
  return [...keys].every((key) => {
    const mine = changes.filter(({ spot }) => `${spot.cell.key} ${spot.part}` === key);
    const writes = inside.filter(isChange).filter(({ cell }) => cell.key === mine[0]?.spot.cell.key);
    const [first, last] = [mine[0], mine.at(-1)];
    const end = writes.at(-1);
    if (first === undefined || last === undefined || end === undefined) return false;
    return isStarted(first, writes[0]) && isDone(last, end);
  });
}

/** Of a cell that a call changed several times, what was told first and last. */
function netOf(told: readonly Told[], inside: readonly Happening[]): readonly Told[] {
  const wanted = new Set(told.map(({ happening }) => happening));
  return inside.filter((one) => wanted.has(one)).map(toldOf);
}

/** From words to what they may mean. */
class Understanding {
  readonly #run: Run;
  readonly #thread: ThreadRun;
  readonly #call: Activation | null;

  constructor(run: Run, thread: ThreadRun, call: Activation | null) {
    this.#run = run;
    this.#thread = thread;
    this.#call = call;
  }

  readings(pieces: readonly Piece[]): readonly (readonly Item[])[] {
    return this.#from(pieces, 0, false);
  }

  /** @param reading after `reads`: what follows a comma is read, too */
  #from(pieces: readonly Piece[], at: number, reading: boolean): readonly (readonly Item[])[] {
    if (at === pieces.length) return [[]];
    const ways: (readonly Item[])[] = [];
    for (let end = at + 1; end <= Math.min(pieces.length, at + MOST_PARTS); end++) {
      const text = pieces
        .slice(at, end)
        .map((piece, i) => `${i === 0 ? '' : piece.after === 'comma' ? ', ' : ' '}${piece.text}`)
        .join('');
      const broken = pieces.slice(at + 1, end).every((piece) => piece.after === 'break');
      for (const [items, reads] of this.#meanings(text, broken, reading))
        for (const rest of this.#from(pieces, end, reads)) ways.push([...items, ...rest]);
      if (ways.length > 0) break;
    }
    return ways;
  }

  #meanings(text: string, broken: boolean, reading: boolean): readonly (readonly [readonly Item[], boolean])[] {
    const ways: (readonly [readonly Item[], boolean])[] = [];
    if (broken) {
      if (text === '…') return [[[], false]];
      const place = bare(text);
      if (/^[\w.@+/-]+\.ts:\d+$/.test(place)) return [[[{ kind: 'place', place }], false]];
      for (const items of this.#structured(text)) ways.push([items, text.startsWith('reads ')]);
      if (reading) for (const items of this.#read(text)) ways.push([items, true]);
      const returned = this.#call?.returned ?? null;
      if (returned !== null && says(text, returned)) ways.push([[{ kind: 'returned' }], false]);
    }
    if (ways.length === 0) for (const items of this.#free(text)) ways.push([items, false]);
    return ways;
  }

  #structured(text: string): readonly (readonly Item[])[] {
    const choice = /^choice (-?\d+) of 0 … (\d+)$/.exec(text);
    if (choice !== null) {
      const [value, most] = [Number(choice[1]), Number(choice[2])];
      return [
        [{ kind: 'happening', fits: (one) => one.kind === 'choose' && one.value === value && one.of === most + 1 }],
      ];
    }
    const object = /^(allocates|frees) (.+)$/.exec(text);
    if (object !== null) {
      const kind = object[1] === 'frees' ? 'free' : 'alloc';
      return [[{ kind: 'happening', fits: (one) => one.kind === kind && bare(one.text) === bare(object[2] ?? '') }]];
    }
    if (text.startsWith('reads ')) return this.#read(text.slice('reads '.length));
    const moved = / \(written (early|late) by the compiler\)$/.exec(text);
    const compiled = moved === null ? null : moved[1] === 'early' ? 'early' : 'late';
    return this.#written(moved === null ? text : text.slice(0, moved.index), compiled);
  }

  #written(text: string, compiled: Write['compiled']): readonly (readonly Item[])[] {
    const stored = /^(.+?) = (.+) \((in its store buffer|behind a newer value)\)$/.exec(text);
    if (stored !== null) {
      const [, name = '', value = '', where] = stored;
      const how = where === 'in its store buffer' ? 'buffered' : 'behind';
      return this.#spots(name).map((spots) => spots.map((spot) => ({ kind: 'store', spot, value, how, compiled })));
    }
    const arrow = text.lastIndexOf(' → ');
    if (arrow < 0) return [];
    const [name, before] = lastValue(text.slice(0, arrow));
    const value = text.slice(arrow + 3);
    return this.#spots(name).map((spots) => spots.map((spot) => ({ kind: 'change', spot, before, value, compiled })));
  }

  #read(text: string): readonly (readonly Item[])[] {
    const old = / \((of its store buffer|an old value|read again by the compiler|read early by the compiler)\)$/.exec(
      text,
    );
    const how = old === null ? null : (kinds.get(old[1] ?? '') ?? null);
    const [name, value] = lastValue(old === null ? text : text.slice(0, old.index));
    return this.#spots(name).map((spots) => spots.map((spot) => ({ kind: 'read', spot, value, how })));
  }

  #free(text: string): readonly (readonly Item[])[] {
    const said = bare(text);
    const fits = (one: Happening): boolean => {
      if (one.kind === 'note') return [bare(one.text), `“${bare(one.text)}”`].includes(said);
      if (one.kind === 'waited') return said === bare(`waited for ${one.text}`);
      if (one.kind === 'fault') return said === bare(`✗ ${one.text}`);
      if (one.kind === 'about') return [bare(`✗ ${one.text}`), bare(`✗ ${one.text} (marked)`)].includes(said);
      return one.kind === 'blocked' && said === bare('✗ waits for ever');
    };
    return this.#thread.happenings.some(fits) ? [[{ kind: 'happening', fits }]] : [];
  }

  /** The cells that a name may mean: a range is several, and what the call was given need not be said. */
  #spots(name: string): readonly (readonly Spot[])[] {
    const said = bare(name);
    const range = /^(.*)\[(\d+)…(\d+)\](.*)$/.exec(said);
    if (range === null) return this.#spot(said).map((spot) => [spot]);
    const [, head = '', from = '', to = '', tail = ''] = range;
    // All of one array.
    return this.#spot(`${head}[${from}]${tail}`).flatMap(({ cell, part }) => {
      const each: Spot[] = [];
      for (let i = Number(from); i <= Number(to); i++) {
        const name = cell.name.replace(/\[\d+\]$/, `[${i}]`);
        const found = this.#run.cells.find((one) => one.name === name);
        if (found === undefined) return [];
        each.push({ cell: found, part });
      }
      return [each];
    });
  }

  #spot(said: string): readonly Spot[] {
    const owners = ['', ...(this.#call?.args ?? []).flatMap((arg) => (arg.kind === 'plain' ? [`${arg.text}.`] : []))];
    return this.#run.cells.flatMap((cell) =>
      owners.flatMap((owner) => {
        const whole = `${owner}${said}`;
        if (whole === cell.name) return [{ cell, part: '' }];
        if (!whole.startsWith(`${cell.name}.`)) return [];
        const part = whole.slice(cell.name.length + 1);
        return hasPart(this.#run, cell, part) ? [{ cell, part }] : [];
      }),
    );
  }
}

function hasPart(run: Run, cell: Cell, part: string): boolean {
  const touch = run.threads
    .flatMap(({ happenings }) => happenings)
    .find((one): one is Touch => (one.kind === 'read' || one.kind === 'write') && one.cell.key === cell.key);
  return touch !== undefined && partOf(valueIn(touch), part) !== null;
}

const valueIn = (touch: Touch): Value => touch.value;

/** `page0.entry {page1 W}` as the name and what is last. */
function lastValue(text: string): readonly [name: string, value: string] {
  if (text.endsWith('}')) {
    let depth = 0;
    for (let i = text.length - 1; i >= 0; i--) {
      if ('})]'.includes(text.charAt(i))) depth++;
      if ('{(['.includes(text.charAt(i))) depth--;
      if (depth === 0) return [text.slice(0, i).trim(), text.slice(i)];
    }
  }
  const blank = text.lastIndexOf(' ');
  return [text.slice(0, blank).trim(), text.slice(blank + 1)];
}

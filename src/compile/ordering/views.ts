// SPDX-License-Identifier: MIT
// The kernel's memory model without load buffering, as a machine. Each cell has a history: what was written to it, in the order in
// which it is written for good (coherence), as long as somebody may still read it. Each CPU has views: positions in all histories.
// A read takes any value that is no older than what its CPU has to know; a write is put anywhere behind that, so that it may be
// older for good than one that came before it. Barriers, acquire, release and dependencies move what a CPU has to know.
// docs/memory.md says where this comes from, and what it cannot show.
//
// Hard case: a write in the middle of a history moves the positions behind it, in every view there is.

import type { Fence, ReadOrder, SectionOrder, WriteOrder } from '../../lang/tree.ts';
import { there } from '../there.ts';
import { readPart, writePart } from './cells.ts';
import { bitsFor, Fields } from './fields.ts';
import type { Machine, MachineData, Pick, Written } from './machine.ts';
import { from, kept } from './store-buffers.ts';
import { join, raise, type View } from './view.ts';
import { Words } from './words.ts';

interface Message {
  values: number[];
  /** Written by a locked instruction that read the message before it: nothing comes between. */
  locked: boolean;
  /** A compiler may make of it what it likes. */
  plain: boolean;
  /** 1 + the CPU; 0: it was there from the beginning. */
  by: number;
  /** What has reached whoever this one has reached. */
  view: View;
  /** Of a release: the writes of its CPU before it. Where it is that of a lock, the next holder carries them on. */
  carried: View;
}

interface Cpu {
  /** What reads may not be older than, and what writes come behind. */
  reads: View;
  writes: View;
  /** What barriers between reads add to that, where a section may be of which nobody gets what it reads: they do not hold it back. */
  fenced: View;
  /** All that was read or written, with what came with it: what a release, or a full barrier, makes known. */
  seen: View;
  /** Its own writes, with what came with them: what a barrier between writes makes known. */
  own: View;
  /** What comes with the next plain write. */
  carried: View;
  /** What its writes had to come behind. */
  behind: View;
  done: boolean;
}

const views = ['reads', 'writes', 'seen', 'own', 'carried', 'behind'] as const;
const allViews = [...views, 'fenced'] as const;

export class Views implements Machine {
  readonly words: number;
  readonly #data: MachineData;
  readonly #fields: Fields;
  #states: Int32Array = new Int32Array(0);
  #at = 0;
  #cpu = 0;
  #pick: Pick = () => 0;
  #histories: Message[][] = [];
  #cpus: Cpu[] = [];
  /** What full barriers have made known to each other. */
  #global: View = [];
  readonly #shadows = new Map<number, View>();
  readonly #words = new Words();
  readonly #kept: readonly (typeof allViews)[number][];
  /** What this step has read and written, by cell. */
  readonly #read = new Map<number, { readonly message: Message; readonly view: View }>();
  readonly #written = new Map<number, Message>();
  #section: SectionOrder | null = null;
  /** Of the section; −1: it is about none. */
  #word = -1;
  /** The section is full, and has written. */
  #fenced = false;
  #finishes = false;
  /** Of the section's reads. */
  #acquired: View = [];

  constructor(data: MachineData) {
    this.#data = data;
    this.#kept = data.noreturn ? allViews : views;
    const { cells, cpus, depth } = data;
    const fields = new Fields(data.base);
    const position = bitsFor(depth - 1);
    for (const parts of cells) {
      fields.take(1, bitsFor(depth));
      for (let i = 0; i < depth; i++) {
        for (const { bits } of parts) fields.take(1, bits);
        fields.take(2, 1);
        fields.take(1, bitsFor(cpus));
        fields.take(2 * cells.length, position);
      }
    }
    for (let cpu = 0; cpu < cpus; cpu++) {
      fields.take(1, 1);
      fields.take(this.#kept.length * cells.length, position);
    }
    fields.take((1 + data.shadows + 3 * data.words) * cells.length, position);
    this.#fields = fields;
    this.words = Math.max(1, fields.end);
  }

  begin(states: Int32Array, at: number, cpu: number, pick: Pick): void {
    this.#states = states;
    this.#at = at;
    this.#cpu = cpu;
    this.#pick = pick;
    this.#section = null;
    this.#word = -1;
    this.#fenced = false;
    this.#finishes = false;
    this.#acquired = this.#nothing();
    this.#read.clear();
    this.#written.clear();
    this.#decode();
  }

  #nothing(): View {
    return this.#data.cells.map(() => 0);
  }

  /** A history is kept as its length less one, its messages, and nothing behind them. The newest message is what memory holds. */
  #decode(): void {
    let index = 0;
    const next = (): number => this.#fields.read(index++, this.#states, this.#at);
    const view = (): View => {
      index += this.#data.cells.length;
      return this.#fields.readAll(index - this.#data.cells.length, this.#data.cells.length, this.#states, this.#at);
    };
    const { cells, cpus, depth, shadows, words } = this.#data;
    this.#histories = cells.map((parts) => {
      const length = next() + 1;
      const messages: Message[] = [];
      for (let i = 0; i < length; i++) {
        const values = parts.map(next);
        const [locked, plain, by] = [next() !== 0, next() !== 0, next()];
        messages.push({ values, locked, plain, by, view: view(), carried: view() });
      }
      index += (depth - length) * this.#numbersOf(parts.length);
      const newest = there(messages, length - 1, 'message');
      newest.values = parts.map((slot) => kept(readPart(slot, this.#states, this.#at), slot));
      return messages;
    });
    this.#cpus = Array.from({ length: cpus }, () => {
      const done = next() !== 0;
      const [reads, writes, seen, own, carried, behind] = [view(), view(), view(), view(), view(), view()];
      const fenced = this.#data.noreturn ? view() : this.#nothing();
      return { done, reads, writes, seen, own, carried, behind, fenced };
    });
    this.#global = view();
    this.#shadows.clear();
    for (let shadow = 0; shadow < shadows; shadow++) this.#shadows.set(shadow, view());
    this.#words.decode(words, view);
  }

  /** So many numbers of the state a message is. */
  #numbersOf(parts: number): number {
    return parts + 3 + 2 * this.#data.cells.length;
  }

  end(): void {
    if (this.#finishes) {
      const mine = this.#mine();
      mine.done = true;
      for (const name of this.#kept) mine[name].fill(0);
    }
    this.#forget();
    let index = 0;
    this.#fields.clear(this.#states, this.#at);
    const next = (value: number): void => {
      if (value !== 0) this.#fields.write(index, this.#states, this.#at, value);
      index++;
    };
    const view = (of: View): void => {
      this.#fields.writeAll(index, of, this.#states, this.#at);
      index += of.length;
    };
    this.#histories.forEach((messages, cell) => {
      const parts = this.#parts(cell);
      const newest = messages.length - 1;
      next(newest);
      for (const [i, one] of messages.entries()) {
        for (const [part] of parts.entries()) next(i === newest ? 0 : there(one.values, part, 'part'));
        next(one.locked ? 1 : 0);
        next(one.plain ? 1 : 0);
        next(one.by);
        view(one.view);
        view(one.carried);
      }
      index += (this.#data.depth - messages.length) * this.#numbersOf(parts.length);
      const { values } = there(messages, newest, 'message');
      for (const [part, slot] of parts.entries())
        writePart(slot, this.#states, this.#at, from(there(values, part, 'part'), slot));
    });
    for (const cpu of this.#cpus) {
      next(cpu.done ? 1 : 0);
      for (const name of this.#kept) view(cpu[name]);
    }
    view(this.#global);
    const none = this.#nothing();
    for (let shadow = 0; shadow < this.#data.shadows; shadow++) view(this.#shadows.get(shadow) ?? none);
    for (const one of this.#words.views()) view(one);
  }

  /** What nobody can read any more is dropped, and a view of what everybody knows is one of nothing: equal states are equal. */
  #forget(): void {
    const running = this.#cpus.filter(({ done }) => !done);
    const drops = this.#histories.map((messages, cell) => {
      const least = running.map(({ reads, writes }) =>
        Math.min(there(reads, cell, 'cell'), there(writes, cell, 'cell')),
      );
      return least.length === 0 ? messages.length - 1 : Math.min(...least);
    });
    this.#histories.forEach((messages, cell) => {
      messages.splice(0, there(drops, cell, 'cell'));
      const oldest = there(messages, 0, 'message');
      // What it was attached to is gone, and who wrote it first matters to its CPU alone: everybody has to know it.
      oldest.locked = false;
      oldest.plain = false;
    });
    const dropped = [...drops.entries()].filter(([, drop]) => drop > 0);
    if (dropped.length === 0) return;
    for (const view of this.#everyView())
      for (const [cell, drop] of dropped) view[cell] = Math.max(0, there(view, cell, 'cell') - drop);
  }

  *#everyView(): Generator<View> {
    for (const messages of this.#histories) for (const { view, carried } of messages) yield* [view, carried];
    for (const cpu of this.#cpus) for (const name of this.#kept) yield cpu[name];
    yield this.#global;
    yield* this.#shadows.values();
    yield* this.#words.views();
    yield this.#acquired;
    for (const { view } of this.#read.values()) yield view;
  }

  finish(): void {
    this.#finishes = true;
  }

  load(cell: number, part: number, order: ReadOrder | null, shadows: readonly number[], to: number): number {
    const mine = this.#mine();
    const messages = there(this.#histories, cell, 'cell');
    const before = this.#read.get(cell);
    const known = this.#written.get(cell) ?? before?.message;
    const dependent = this.#joined(shadows);
    const least = Math.max(there(this.#floor(), cell, 'cell'), there(dependent, cell, 'cell'));
    const position =
      known === undefined ? messages.length - 1 - this.#pick(messages.length - least) : messages.indexOf(known);
    const message = there(messages, position, 'message');
    const slot = there(this.#parts(cell), part, 'part');
    if (known === undefined) {
      // Its own store is read before others see it: what came with it has not been waited for.
      const view = this.#nothing();
      if (message.by !== 1 + this.#cpu) join(view, message.view);
      raise(view, cell, position);
      join(view, dependent);
      join(mine.seen, view);
      raise(mine.reads, cell, position);
      raise(mine.writes, cell, position);
      join(view, this.#floor());
      if (this.#section === 'acquire' || this.#section === 'lock') join(this.#acquired, view);
      if (this.#section === 'lock') join(this.#acquired, message.carried);
      if (order === 'acquire') this.#order(view);
      this.#read.set(cell, { message, view });
      if (to >= 0) this.#shadows.set(to, [...view]);
    } else if (to >= 0) this.#shadows.set(to, [...(before?.view ?? this.#floor())]);
    return from(there(message.values, part, 'part'), slot);
  }

  store({
    cell,
    part,
    value,
    order,
    plain,
    shadows,
  }: {
    cell: number;
    part: number;
    value: number;
    order: WriteOrder | null;
    plain: boolean;
    shadows: readonly number[];
  }): Written {
    const slot = there(this.#parts(cell), part, 'part');
    const mine = this.#mine();
    const released = order === 'release' || this.#section === 'release' || this.#section === 'full';
    const again = this.#written.get(cell);
    if (again !== undefined) {
      again.values[part] = kept(value, slot);
      if (released) join(again.view, mine.seen);
      if (released) join(again.carried, mine.own);
      return 'done';
    }
    // What is local is no instruction that others would have to keep out of.
    const atomic = this.#section !== null && this.#section !== 'local';
    const messages = there(this.#histories, cell, 'cell');
    if (messages.length === this.#data.depth) this.#forget();
    if (messages.length === this.#data.depth) return 'full';
    if (this.#section === 'full' && !this.#fenced) this.fence('all');
    this.#fenced = this.#section === 'full';
    const dependent = this.#joined(shadows);
    const behind = [...mine.writes];
    join(behind, dependent);
    if (released) {
      join(behind, mine.seen);
      join(behind, mine.behind);
    }
    const base = atomic ? this.#read.get(cell)?.message : undefined;
    const position = this.#place(cell, there(behind, cell, 'cell'), base);
    if (position < 0) return 'not';
    for (const view of [...this.#everyView(), behind, dependent])
      if (there(view, cell, 'cell') >= position) view[cell] = there(view, cell, 'cell') + 1;
    const view = [...mine.carried];
    if (released) join(view, mine.seen);
    if (base !== undefined) join(view, base.view);
    if (base !== undefined && this.#section === 'lock') join(view, base.carried);
    view[cell] = position;
    // What a full barrier has shown to all, whatever comes behind it carries on, also where nothing releases it.
    for (const [other, known] of this.#global.entries())
      raise(view, other, Math.min(known, there(behind, other, 'cell')));
    const carried = released ? [...mine.own] : this.#nothing();
    const values = base === undefined ? this.#parts(cell).map(() => 0) : [...base.values];
    values[part] = kept(value, slot);
    const message: Message = { values, locked: base !== undefined, plain, by: 1 + this.#cpu, view, carried };
    messages.splice(position, 0, message);
    this.#written.set(cell, message);
    join(mine.behind, behind);
    join(mine.own, view);
    join(mine.seen, view);
    raise(mine.reads, cell, position);
    raise(mine.writes, cell, position);
    if (atomic && !this.#stillReads()) return 'not';
    const { writes, reads } = mine;
    if (this.#section === 'acquire' || this.#section === 'lock') this.#order(this.#acquired);
    if (this.#section === 'lock') for (const { message: one } of this.#read.values()) join(mine.carried, one.carried);
    raise(reads, cell, position);
    raise(writes, cell, position);
    return 'done';
  }

  /** Where a message comes to stand: behind the one that a locked instruction read, else anywhere that is behind what is known,
   *  and not between a locked instruction and what it read. −1: nowhere. */
  #place(cell: number, behind: number, base: Message | undefined): number {
    const messages = there(this.#histories, cell, 'cell');
    if (base !== undefined) {
      const at = messages.indexOf(base);
      return at < behind || messages[at + 1]?.locked === true ? -1 : at + 1;
    }
    const places: number[] = [];
    for (let at = messages.length; at > behind; at--) if (messages[at]?.locked !== true) places.push(at);
    return there(places, this.#pick(places.length), 'place');
  }

  /** Whether what the section has read is not too old, now that it writes and orders. */
  #stillReads(): boolean {
    const reads = this.#floor();
    for (const [cell, { message }] of this.#read) {
      if (this.#written.has(cell)) continue;
      if (there(this.#histories, cell, 'cell').indexOf(message) < there(reads, cell, 'cell')) return false;
    }
    return true;
  }

  missed(cell: number, plain: boolean): number {
    const message = this.#written.get(cell) ?? this.#read.get(cell)?.message;
    const messages = there(this.#histories, cell, 'cell');
    const at = message === undefined ? messages.length : messages.indexOf(message);
    const other = messages.find((one, i) => i > at && one.by > 0 && one.by !== 1 + this.#cpu && (plain || one.plain));
    return other === undefined ? -1 : other.by - 1;
  }

  howRead(cell: number): 'old' | null {
    return this.#isNewest(cell, this.#written.get(cell) ?? this.#read.get(cell)?.message) ? null : 'old';
  }

  howWritten(cell: number): 'behind' | null {
    return this.#isNewest(cell, this.#written.get(cell)) ? null : 'behind';
  }

  #isNewest(cell: number, message: Message | undefined): boolean {
    return message === undefined || there(this.#histories, cell, 'cell').at(-1) === message;
  }

  section(order: SectionOrder | null, word: number): boolean {
    this.#leave();
    this.#section = order;
    this.#word = word;
    this.#fenced = false;
    if (order === null || word < 0) return true;
    // It is an operation on the word, also where no field is written.
    if (order === 'full') this.fence('all');
    this.#fenced = order === 'full';
    this.#words.enter(word, order, this.#mine());
    return true;
  }

  #leave(): void {
    if (this.#fenced) this.fence('all');
    if (this.#section === null || this.#word < 0) return;
    const written = [...this.#written].map(([cell, message]) => {
      const at = this.#nothing();
      raise(at, cell, there(this.#histories, cell, 'cell').indexOf(message));
      return { at, with: message.view };
    });
    this.#words.leave(this.#word, this.#section, this.#mine(), written);
  }

  fence(fence: Fence): boolean {
    const mine = this.#mine();
    if (fence === 'reads') join(this.#data.noreturn ? mine.fenced : mine.reads, mine.seen);
    else if (fence === 'writes') {
      join(mine.carried, mine.own);
      join(mine.writes, mine.behind);
    } else {
      join(this.#global, mine.seen);
      join(mine.carried, mine.seen);
      join(mine.reads, mine.behind);
      this.#order(this.#global);
    }
    return true;
  }

  oldest(): null {
    return null;
  }

  drain(): boolean {
    return false;
  }

  depend(to: number, from: readonly number[]): void {
    this.#shadows.set(to, this.#joined(from));
  }

  control(from: readonly number[]): void {
    join(this.#mine().writes, this.#joined(from));
  }

  keep(live: readonly number[], of: readonly number[]): void {
    for (const one of of) if (!live.includes(one)) this.#shadows.set(one, this.#nothing());
  }

  /** What the next read may not be older than. */
  #floor(): View {
    const { reads, fenced } = this.#mine();
    if (!this.#data.noreturn || this.#section === 'noreturn') return reads;
    const floor = [...reads];
    join(floor, fenced);
    return floor;
  }

  #order(view: View): void {
    join(this.#mine().reads, view);
    join(this.#mine().writes, view);
  }

  #joined(shadows: readonly number[]): View {
    const view = this.#nothing();
    for (const one of shadows) join(view, this.#shadows.get(one) ?? []);
    return view;
  }

  #mine(): Cpu {
    return there(this.#cpus, this.#cpu, 'cpu');
  }

  #parts(cell: number) {
    return there(this.#data.cells, cell, 'cell');
  }
}

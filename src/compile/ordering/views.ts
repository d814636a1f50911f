// SPDX-License-Identifier: MIT
// The kernel's memory model without load buffering, as a machine. Each cell has a history: what was written to it, in the order in
// which it is written for good (coherence), as long as somebody may still read it. Each CPU has views: positions in all histories.
// A read takes any value that is no older than what its CPU has to know; a write is put anywhere behind that, so that it may be
// older for good than one that came before it. Barriers, acquire, release and dependencies move what a CPU has to know.
// docs/memory.md says where this comes from, and what it cannot show.
//
// Hard case: a write in the middle of a history moves the positions behind it, in every view there is.

import type { ReadOrder, SectionOrder, WriteOrder } from '../../lang/tree.ts';
import type { Barrier } from '../code/code.ts';
import { there } from '../there.ts';
import type { Cpu } from './cpu.ts';
import { Histories, type Message } from './histories.ts';
import type { Beside, Machine, MachineData, Pick, Written } from './machine.ts';
import { forgetUnlock, lettingGo, lockedAgain } from './relocking.ts';
import { from, kept } from './store-buffers.ts';
import { join, raise, type View } from './view.ts';
import { isOperation } from './words.ts';

export class Views implements Machine {
  readonly words: number;
  newest = false;
  emptied = false;
  readonly #data: MachineData;
  readonly #known: Histories;
  #cpu = 0;
  #pick: Pick = () => 0;
  /** What this step has read and written, by cell. */
  readonly #read = new Map<number, { readonly message: Message; readonly view: View }>();
  readonly #written = new Map<number, Message>();
  #section: SectionOrder | null = null;
  /** Of the section; −1: it is about none. */
  #word = -1;
  /** The section is full, and has written. */
  #fenced = false;
  /** The section has written. */
  #wrote = false;
  #finishes = false;
  /** Of the section's reads. */
  #acquired: View = [];

  constructor(data: MachineData) {
    this.#data = data;
    this.#known = new Histories(data);
    this.words = this.#known.words;
  }

  begin(states: Int32Array, at: number, cpu: number, pick: Pick): void {
    this.#cpu = cpu;
    this.#pick = this.newest ? () => 0 : pick;
    this.#section = null;
    this.#word = -1;
    this.#fenced = false;
    this.#wrote = false;
    this.#finishes = false;
    this.#acquired = this.#known.nothing();
    this.#read.clear();
    this.#written.clear();
    this.#known.begin(states, at);
  }

  end(): void {
    if (this.#finishes) this.#mine().finish();
    if (this.#data.relocks) forgetUnlock(this.#mine());
    this.#known.forget(this.#ofThisStep());
    this.#known.end();
  }

  /** Views that are in no state: what this step has read. */
  #ofThisStep(): readonly View[] {
    return [this.#acquired, ...[...this.#read.values()].map(({ view }) => view)];
  }

  finish(): void {
    this.#finishes = true;
  }

  load(cell: number, part: number, order: ReadOrder | null, shadows: readonly number[], to: number): number {
    const mine = this.#mine();
    const messages = this.#known.history(cell);
    const before = this.#read.get(cell);
    const known = this.#written.get(cell) ?? before?.message;
    const dependent = this.#joined(shadows);
    const least = Math.max(...[mine.own, this.#floor(), dependent].map((view) => there(view, cell, 'cell')));
    const position =
      known === undefined ? messages.length - 1 - this.#pick(messages.length - least) : messages.indexOf(known);
    const message = there(messages, position, 'message');
    const slot = there(this.#known.parts(cell), part, 'part');
    if (known === undefined) {
      // Its own store is read before others see it: what came with it has not been waited for.
      const view = this.#known.nothing();
      if (message.by !== 1 + this.#cpu) join(view, message.view);
      raise(view, cell, position);
      join(view, dependent);
      join(mine.seen, view);
      if (this.#data.noreturn && this.#section !== 'noreturn') join(mine.gotten, view);
      raise(mine.own, cell, position);
      join(view, this.#floor());
      if (this.#section === 'acquire' || this.#section === 'lock') join(this.#acquired, view);
      if (this.#section === 'lock') join(this.#acquired, message.carried);
      if (order === 'acquire') this.#order(view);
      this.#read.set(cell, { message, view });
      if (to >= 0) this.#known.setShadow(to, [...view]);
    } else if (to >= 0) this.#known.setShadow(to, [...(before?.view ?? this.#floor())]);
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
    const slot = there(this.#known.parts(cell), part, 'part');
    const mine = this.#mine();
    const released =
      order === 'release' || order === 'unlock' || this.#section === 'release' || this.#section === 'full';
    const again = this.#written.get(cell);
    // A store begins with its first part. A section is one for each cell, but for what is local: those are stores like all others.
    if (again !== undefined && (part > 0 || this.#section !== 'local')) {
      again.values[part] = kept(value, slot);
      if (released) join(again.view, mine.seen);
      if (released && this.#known.carries(cell)) join(again.carried, mine.written);
      return 'done';
    }
    // What is local is no instruction that others would have to keep out of.
    const atomic = this.#section !== null && this.#section !== 'local';
    const messages = this.#known.history(cell);
    const depth = this.#known.depth(cell);
    if (messages.length === depth) this.#known.forget(this.#ofThisStep());
    if (messages.length === depth) return 'full';
    if (this.#section === 'full' && !this.#fenced && !mine.led) this.fence('all');
    this.#fenced = this.#section === 'full';
    if (this.#data.relocks && order === 'unlock') lettingGo(mine);
    if (this.#data.relocks && this.#section === 'lock') lockedAgain(mine);
    if (atomic) {
      this.#barrierBefore();
      this.#wrote = true;
    }
    const dependent = this.#joined(shadows);
    const behind = [...mine.writes];
    join(behind, dependent);
    if (released) {
      join(behind, mine.seen);
      join(behind, mine.behind);
    }
    const base = atomic ? this.#read.get(cell)?.message : undefined;
    const position = this.#place(cell, Math.max(there(mine.own, cell, 'cell'), there(behind, cell, 'cell')), base);
    if (position < 0) return 'not';
    this.#known.makeRoom(cell, position, [...this.#ofThisStep(), behind, dependent]);
    const view = [...mine.carried];
    if (released) join(view, mine.seen);
    if (base !== undefined) join(view, base.view);
    if (base !== undefined && this.#section === 'lock') join(view, base.carried);
    view[cell] = position;
    // What a full barrier has shown to all, whatever comes behind it carries on, also where nothing releases it.
    join(view, this.#shown(behind));
    const carried = released && this.#known.carries(cell) ? [...mine.written] : this.#known.nothing();
    const values = base === undefined ? this.#known.parts(cell).map(() => 0) : [...base.values];
    values[part] = kept(value, slot);
    const message: Message = { values, locked: base !== undefined, plain, by: 1 + this.#cpu, view, carried };
    messages.splice(position, 0, message);
    this.#written.set(cell, message);
    join(mine.behind, behind);
    join(mine.written, view);
    join(mine.seen, view);
    raise(mine.own, cell, position);
    if (atomic && !this.#stillReads()) return 'not';
    if (this.#section === 'acquire' || this.#section === 'lock') this.#order(this.#acquired);
    if (this.#section === 'lock') for (const { message: one } of this.#read.values()) join(mine.carried, one.carried);
    if (atomic) this.#operated();
    return 'done';
  }

  /** Where a message comes to stand: behind the one that a locked instruction read, else anywhere that is behind what is known,
   *  and not between a locked instruction and what it read. −1: nowhere. */
  #place(cell: number, behind: number, base: Message | undefined): number {
    const messages = this.#known.history(cell);
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
      if (this.#known.history(cell).indexOf(message) < there(reads, cell, 'cell')) return false;
    }
    return true;
  }

  missed(cell: number, plain: boolean): number {
    const message = this.#written.get(cell) ?? this.#read.get(cell)?.message;
    const messages = this.#known.history(cell);
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
    return message === undefined || this.#known.history(cell).at(-1) === message;
  }

  section(order: SectionOrder | null, word: number): boolean {
    if (!this.#leave()) return false;
    this.#section = order;
    this.#word = word;
    this.#fenced = false;
    this.#wrote = false;
    if (order === null || word < 0) return true;
    // It is an operation on the word, also where no field is written.
    if (order === 'full' && !this.#mine().led) this.fence('all');
    this.#fenced = order === 'full';
    this.#barrierBefore();
    this.#known.locks.enter(word, order, this.#mine());
    return true;
  }

  /** False: what it has read is too old. */
  #leave(): boolean {
    if (this.#fenced) this.#mine().owes = true;
    if (this.#section === 'full') this.#mine().led = false;
    if (this.#section === null) return true;
    if (this.#section !== 'local' && !this.#wrote) {
      // A cmpxchg() that fails is an atomic operation, too, as far as the barriers beside it go.
      if (this.#barrierBefore() && !this.#stillReads()) return false;
      this.#operated();
    }
    if (this.#word < 0) return true;
    const written = [...this.#written].map(([cell, message]) => {
      const at = this.#known.nothing();
      raise(at, cell, this.#known.history(cell).indexOf(message));
      return { at, with: message.view };
    });
    const mine = this.#mine();
    this.#known.locks.leave(this.#word, this.#section, mine, written, this.#shown(mine.writes));
    return true;
  }

  fence(fence: Barrier): boolean {
    const mine = this.#mine();
    switch (fence) {
      case 'all':
        this.#full(mine);
        break;
      case 'led':
      case 'perhaps led':
        // Where it is made for nothing, because the section does not write, the other way has every run that this one has.
        mine.led = fence === 'led' || this.#pick(2) === 1;
        if (mine.led) this.#full(mine);
        break;
      case 'owed':
        if (mine.owes) this.#full(mine);
        mine.owes = false;
        break;
      case 'reads':
        if (this.#data.noreturn) join(mine.fenced, mine.gotten);
        else join(mine.reads, mine.seen);
        break;
      case 'writes':
        join(mine.carried, mine.written);
        join(mine.writes, mine.behind);
        break;
      case 'before-atomic':
        this.#remember(fence);
        break;
      case 'after-atomic':
      case 'after-spinlock':
        if (mine.beside[fence].done) this.#full(mine.beside[fence]);
    }
    return true;
  }

  /** Of all that was seen then, and all that comes now. */
  #full({ seen }: { readonly seen: View }): void {
    const { global } = this.#known;
    const mine = this.#mine();
    join(global, seen);
    join(mine.carried, seen);
    this.#order(global);
  }

  /** The barrier that stands in front of an atomic operation, now that there is one. Whether there was one. */
  #barrierBefore(): boolean {
    const half = this.#mine().beside['before-atomic'];
    if (!half.done || !isOperation(this.#section)) return false;
    this.#full(half);
    half.done = false;
    half.seen.fill(0);
    return true;
  }

  /** Something that a barrier may stand behind has been done. */
  #operated(): void {
    const isLock = this.#section === 'lock' || this.#section === 'locked';
    this.#remember(isLock ? 'after-spinlock' : 'after-atomic');
  }

  #remember(fence: Beside): void {
    if (!this.#data.beside.includes(fence)) return;
    const { seen, beside } = this.#mine();
    beside[fence].done = true;
    join(beside[fence].seen, seen);
  }

  oldest(): null {
    return null;
  }

  drain(): boolean {
    return false;
  }

  settling(): null {
    return null;
  }

  depend(to: number, from: readonly number[]): void {
    this.#known.setShadow(to, this.#joined(from));
  }

  control(from: readonly number[]): void {
    join(this.#mine().writes, this.#joined(from));
  }

  /** Equal states are equal: what the CPU has to know anyway, no shadow adds. */
  keep(live: readonly number[], of: readonly number[], reasons: readonly number[]): void {
    const { reads, writes } = this.#mine();
    const both = writes.map((known, cell) => Math.min(known, there(reads, cell, 'cell')));
    for (const one of of) {
      const view = live.includes(one) ? this.#known.shadow(one) : undefined;
      if (view === undefined) {
        this.#known.clearShadow(one);
        continue;
      }
      const anyway = reasons.includes(one) ? writes : both;
      const more = view.map((known, cell) => (known <= there(anyway, cell, 'cell') ? 0 : known));
      this.#known.setShadow(one, more);
    }
  }

  /** What the next read may not be older than. */
  #floor(): View {
    const mine = this.#mine();
    if (!this.#data.noreturn || this.#section === 'noreturn') return mine.reads;
    const floor = [...mine.reads];
    join(floor, mine.fenced);
    return floor;
  }

  #order(view: View): void {
    join(this.#mine().reads, view);
    join(this.#mine().writes, view);
  }

  /** Of what is written behind this, what a full barrier has shown to all. */
  #shown(behind: View): View {
    return this.#known.global.map((known, cell) => Math.min(known, there(behind, cell, 'cell')));
  }

  #joined(shadows: readonly number[]): View {
    const view = this.#known.nothing();
    for (const one of shadows) join(view, this.#known.shadow(one) ?? []);
    return view;
  }

  #mine(): Cpu {
    return there(this.#known.cpus, this.#cpu, 'cpu');
  }
}

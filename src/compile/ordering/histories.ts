// SPDX-License-Identifier: MIT
// What a state has of the weak machine (views.ts): the histories of the cells, and the views of CPUs, locks and registers. It is
// unpacked when a step begins, and packed when it ends.

import { there } from '../there.ts';
import { readPart, writePart } from './cells.ts';
import { bitsFor, Fields } from './fields.ts';
import type { Beside, MachineData } from './machine.ts';
import { from, kept } from './store-buffers.ts';
import type { View } from './view.ts';
import { Words } from './words.ts';

export interface Message {
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

export interface Cpu {
  /** What it has itself read or written of each cell: what it reads or writes of that cell later is not older. */
  own: View;
  /** What all reads may not be older than, and what all writes come behind. */
  reads: View;
  writes: View;
  /** Where a section may be of which nobody gets what it reads, barriers between reads hold it not back, and are not about what it
   *  read: what they add to `reads`, and what all other reads have seen. */
  fenced: View;
  gotten: View;
  /** All that was read or written, with what came with it: what a release, or a full barrier, makes known. */
  seen: View;
  /** Its writes, with what came with them: what a barrier between writes makes known. */
  written: View;
  /** What comes with the next plain write. */
  carried: View;
  /** What its writes had to come behind. */
  behind: View;
  /** The same three when it last let a spin lock go. The next one that it takes orders them before what follows. */
  seenAtUnlock: View;
  writtenAtUnlock: View;
  behindAtUnlock: View;
  /** What was seen in front of a barrier that is still to be made, or at the last operation that a barrier may stand behind. */
  readonly beside: Readonly<Record<Beside, Half>>;
  /** The barrier in front of a section that is full has been made. */
  led: boolean;
  /** A section has written that is full, and the barrier behind it is still to be made. */
  owes: boolean;
  done: boolean;
}

/** Of two that make a full barrier, the one that came first. */
interface Half {
  readonly seen: View;
  /** Whether it has come: what was known then may be known to all by now. */
  done: boolean;
}

const views = ['own', 'reads', 'writes', 'seen', 'written', 'carried', 'behind'] as const;
const noreturnViews = ['fenced', 'gotten'] as const;
const atUnlock = ['seenAtUnlock', 'writtenAtUnlock', 'behindAtUnlock'] as const;

export class Histories {
  /** Of a state, with all else that is in it. */
  readonly words: number;
  /** Of each cell what was written to it, the newest last: that is what memory holds. */
  histories: Message[][] = [];
  cpus: Cpu[] = [];
  /** What full barriers have made known to each other. */
  global: View = [];
  readonly shadows = new Map<number, View>();
  readonly locks = new Words();
  readonly #data: MachineData;
  readonly #fields: Fields;

  constructor(data: MachineData) {
    this.#data = data;
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
      fields.take(1 + (data.apart ? 2 : 0) + data.beside.length, 1);
      const lasting =
        views.length +
        (data.noreturn ? noreturnViews.length : 0) +
        data.beside.length +
        (data.relocks ? atUnlock.length : 0);
      fields.take(lasting * cells.length, position);
    }
    fields.take((1 + data.shadows + 3 * data.words.length) * cells.length, position);
    this.#fields = fields;
    this.words = Math.max(1, fields.end);
  }

  /** A history is kept as its length less one, its messages, and nothing behind them. The newest message is what memory holds.
   *  @param running the CPU that makes a step: what others know, and what was written, moves as a whole, and no zero of it changes */
  decode(states: Int32Array, at: number, running: number): void {
    let index = 0;
    const next = (): number => this.#fields.read(index++, states, at);
    const view = (own: boolean): View => {
      index += this.#data.cells.length;
      return this.#fields.readAll(index - this.#data.cells.length, this.#data.cells.length, states, at, own);
    };
    const { cells, cpus, depth, shadows, words } = this.#data;
    this.histories = cells.map((parts) => {
      const length = next() + 1;
      const messages: Message[] = [];
      for (let i = 0; i < length; i++) {
        const values = parts.map(next);
        const [locked, plain, by] = [next() !== 0, next() !== 0, next()];
        messages.push({ values, locked, plain, by, view: view(false), carried: view(false) });
      }
      index += (depth - length) * this.#numbersOf(parts.length);
      const newest = there(messages, length - 1, 'message');
      newest.values = parts.map((slot) => kept(readPart(slot, states, at), slot));
      return messages;
    });
    const none = this.nothing();
    const { apart, noreturn, relocks, beside } = this.#data;
    const flag = (is: boolean): boolean => is && next() !== 0;
    const [before, after, lock] = [
      beside.includes('before-atomic'),
      beside.includes('after-atomic'),
      beside.includes('after-spinlock'),
    ];
    // One literal, as it is kept: this is done for each step, and most of the time of a search goes into it.
    for (let cpu = 0; cpu < cpus; cpu++) {
      const own = cpu === running;
      const viewIf = (is: boolean): View => (is ? view(own) : none);
      const [done, led, owes] = [next() !== 0, flag(apart), flag(apart)];
      const [isBefore, isAfter, isLocked] = [flag(before), flag(after), flag(lock)];
      this.cpus[cpu] = {
        done,
        led,
        owes,
        own: view(own),
        reads: view(own),
        writes: view(own),
        seen: view(own),
        written: view(own),
        carried: view(own),
        behind: view(own),
        fenced: viewIf(noreturn),
        gotten: viewIf(noreturn),
        beside: {
          'before-atomic': { done: isBefore, seen: viewIf(before) },
          'after-atomic': { done: isAfter, seen: viewIf(after) },
          'after-spinlock': { done: isLocked, seen: viewIf(lock) },
        },
        seenAtUnlock: viewIf(relocks),
        writtenAtUnlock: viewIf(relocks),
        behindAtUnlock: viewIf(relocks),
      };
    }
    this.global = view(true);
    this.shadows.clear();
    for (let shadow = 0; shadow < shadows; shadow++) this.shadows.set(shadow, view(false));
    this.locks.decode(words, () => view(true));
  }

  /** So many numbers of the state a message is. */
  #numbersOf(parts: number): number {
    return parts + 3 + 2 * this.#data.cells.length;
  }

  encode(states: Int32Array, at: number): void {
    let index = 0;
    this.#fields.clear(states, at);
    const next = (value: number): void => {
      if (value !== 0) this.#fields.write(index, states, at, value);
      index++;
    };
    const view = (of: View): void => {
      this.#fields.writeAll(index, of, states, at);
      index += of.length;
    };
    this.histories.forEach((messages, cell) => {
      const parts = this.parts(cell);
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
      for (const [part, slot] of parts.entries()) writePart(slot, states, at, from(there(values, part, 'part'), slot));
    });
    for (const cpu of this.cpus) {
      next(cpu.done ? 1 : 0);
      if (this.#data.apart) for (const flag of [cpu.led, cpu.owes]) next(flag ? 1 : 0);
      for (const fence of this.#data.beside) next(cpu.beside[fence].done ? 1 : 0);
      for (const one of this.lasting(cpu)) view(one);
    }
    view(this.global);
    const none = this.nothing();
    for (let shadow = 0; shadow < this.#data.shadows; shadow++) view(this.shadows.get(shadow) ?? none);
    for (const one of this.locks.views()) view(one);
  }

  /** What nobody can read any more is dropped, and a view of what everybody knows is one of nothing: equal states are equal.
   *  @param others views that are in no state */
  forget(others: Iterable<View>): void {
    const running = this.cpus.filter(({ done }) => !done);
    const drops = this.histories.map((messages, cell) => {
      const least = running.map(({ own, reads, writes }) =>
        Math.max(there(own, cell, 'cell'), Math.min(there(reads, cell, 'cell'), there(writes, cell, 'cell'))),
      );
      return least.length === 0 ? messages.length - 1 : Math.min(...least);
    });
    this.histories.forEach((messages, cell) => {
      messages.splice(0, there(drops, cell, 'cell'));
      const oldest = there(messages, 0, 'message');
      // What it was attached to is gone, and who wrote it first matters to its CPU alone: everybody has to know it.
      oldest.locked = false;
      oldest.plain = false;
    });
    const dropped = [...drops.entries()].filter(([, by]) => by > 0);
    if (dropped.length === 0) return;
    const drop = (view: View): void => {
      for (const [cell, by] of dropped) {
        const position = there(view, cell, 'cell');
        if (position > 0) view[cell] = Math.max(0, position - by);
      }
    };
    for (const view of this.everyView()) drop(view);
    for (const view of others) drop(view);
  }

  *everyView(): Generator<View> {
    for (const messages of this.histories) for (const { view, carried } of messages) yield* [view, carried];
    for (const cpu of this.cpus) yield* this.lasting(cpu);
    yield this.global;
    yield* this.shadows.values();
    yield* this.locks.views();
  }

  /** The views that a CPU has from one step to the next. */
  *lasting(cpu: Cpu): Generator<View> {
    for (const name of views) yield cpu[name];
    if (this.#data.noreturn) for (const name of noreturnViews) yield cpu[name];
    for (const fence of this.#data.beside) yield cpu.beside[fence].seen;
    if (this.#data.relocks) for (const name of atUnlock) yield cpu[name];
  }

  nothing(): View {
    return this.#data.cells.map(() => 0);
  }

  parts(cell: number) {
    return there(this.#data.cells, cell, 'cell');
  }
}

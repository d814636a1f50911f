// SPDX-License-Identifier: MIT
// What sections are about, where a model has several fields for one word of the kernel, or does in one step what the kernel does under
// a lock: one operation comes behind the other, and each finds what the one before it has written into these fields. What else it
// finds is what was released there, if it acquires.

import type { SectionOrder } from '../../lang/tree.ts';
import { there } from '../there.ts';
import type { WordKind } from './machine.ts';
import { join, type View } from './view.ts';

interface Word {
  readonly kind: WordKind;
  /** What was written in sections about it. */
  readonly own: View;
  /** What was released. */
  readonly known: View;
  /** What the last holder of the lock had written: the next one carries it on. */
  readonly carried: View;
}

export const acquires = (order: SectionOrder | null): boolean =>
  order === 'acquire' || order === 'lock' || order === 'locked' || order === 'full';
export const releases = (order: SectionOrder | null): boolean =>
  order === 'release' || order === 'locked' || order === 'full';

/** What a barrier in front of an atomic operation stands in front of: what is local is no instruction that others have to keep out of. */
export const isOperation = (order: SectionOrder | null): boolean =>
  order !== null && order !== 'local' && order !== 'lock' && order !== 'locked';

interface Knowing {
  readonly reads: View;
  readonly writes: View;
  readonly seen: View;
  readonly own: View;
  readonly written: View;
  readonly carried: View;
  readonly behind: View;
}

export class Words {
  #words: Word[] = [];

  decode(kinds: readonly WordKind[], view: () => View): void {
    this.#words = kinds.map((kind) => ({ kind, own: view(), known: view(), carried: view() }));
  }

  *views(): Generator<View> {
    for (const { own, known, carried } of this.#words) yield* [own, known, carried];
  }

  enter(which: number, order: SectionOrder, cpu: Knowing): void {
    const word = there(this.#words, which, 'word');
    for (const one of [cpu.own, cpu.seen]) join(one, word.own);
    if (acquires(order) || word.kind === 'word') join(cpu.seen, word.known);
    if (!acquires(order)) return;
    join(cpu.reads, word.known);
    join(cpu.writes, word.known);
    if (order === 'lock' || order === 'locked') join(cpu.carried, word.carried);
  }

  /** @param written by the section: where it stands, and what came with it; `shown`: what a full barrier has shown to all, and the CPU
   *  writes behind: as with a write, that is carried on also where nothing releases it */
  leave(
    which: number,
    order: SectionOrder,
    cpu: Knowing,
    written: readonly { at: View; with: View }[],
    shown: View,
  ): void {
    const word = there(this.#words, which, 'word');
    if (written.length > 0 || releases(order)) join(word.known, shown);
    for (const one of written) {
      join(word.own, one.at);
      join(word.known, one.with);
    }
    if (!releases(order)) return;
    join(word.known, cpu.seen);
    join(word.known, cpu.behind);
    join(word.carried, cpu.written);
  }
}

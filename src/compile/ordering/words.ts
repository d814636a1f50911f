// SPDX-License-Identifier: MIT
// What sections are about, where a model has several fields for one word of the kernel, or does in one step what the kernel does under
// a lock: one operation comes behind the other, and each finds what the one before it has written into these fields. What else it
// finds is what was released there, if it acquires.

import type { SectionOrder } from '../../lang/tree.ts';
import { there } from '../there.ts';
import type { WordKind } from './machine.ts';
import type { PackedViews } from './packed-views.ts';
import { join, type View } from './view.ts';

class Word {
  constructor(
    readonly kind: WordKind,
    private readonly views: PackedViews,
    private readonly first: number,
  ) {}

  /** What was written in sections about it. */
  get own(): View {
    return this.views.of(this.first);
  }

  /** What was released. */
  get known(): View {
    return this.views.of(this.first + 1);
  }

  /** What the last holder of the lock had written: the next one carries it on. */
  get carried(): View {
    return this.views.of(this.first + 2);
  }
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
  readonly #words: readonly Word[];

  constructor(kinds: readonly WordKind[], views: PackedViews) {
    this.#words = kinds.map((kind) => new Word(kind, views, views.take(3)));
  }

  /** How much of a cell is known to who enters a section about the word. */
  written(which: number, cell: number): number {
    return there(there(this.#words, which, 'word').own, cell, 'cell');
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

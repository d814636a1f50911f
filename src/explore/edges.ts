// SPDX-License-Identifier: MIT
// The edges of the graph, noted down while the search makes them: who stepped from which state to which. What looks for
// cycles afterwards reads them, and steps nothing again. Five bytes an edge (six with 128 threads and more) and four a state.
//
// Edges of one state stand side by side; a flag on the last one ends them, so states may be expanded in any order. The
// search knows where edges lead only when a whole batch of them is inserted: `open` and `add` for each, then `close`.

import { MemoryFull, type Meter } from './memory.ts';

const SHIFT = 16;
const CHUNK = 1 << SHIFT;
const MASK = CHUNK - 1;
const MOST = 2 ** 31 - CHUNK;
/** Threads that a byte has room for beside the flag. */
const BYTE_THREADS = 128;

export class Edges {
  /** [state] where its edges begin, plus 1; 0: it has none. */
  private readonly begins: Int32Array[] = [];
  private readonly targets: Int32Array[] = [];
  /** The thread; the highest bit: the last edge of its state. */
  private readonly threads: (Uint8Array | Uint16Array)[] = [];
  private readonly last: number;
  private count = 0;
  private closed = 0;

  constructor(
    private readonly meter: Meter,
    threads: number,
  ) {
    this.last = threads < BYTE_THREADS ? 0x80 : 0x8000;
  }

  /** The next edges come from this state; they are `count`. */
  open(state: number, count: number): void {
    if (count === 0) return;
    while (state >>> SHIFT >= this.begins.length) this.begins.push(this.meter.int32(CHUNK));
    this.begins[state >>> SHIFT]![state & MASK] = this.count + 1;
  }

  add(thread: number, isLast: boolean): void {
    const at = this.count++;
    if (at >>> SHIFT === this.targets.length) this.grow();
    this.threads[at >>> SHIFT]![at & MASK] = isLast ? thread | this.last : thread;
  }

  /** @param ids as `Visited.insertBatch` leaves them, for all edges since the last time */
  close(ids: Int32Array, count: number): void {
    if (this.closed + count !== this.count) throw new Error('checker bug: an edge leads nowhere');
    for (let i = 0; i < count; i++) {
      const at = this.closed++;
      this.targets[at >>> SHIFT]![at & MASK] = ids[i]! < 0 ? ~ids[i]! : ids[i]!;
    }
  }

  /** Where the edges of a state begin; −1: it has none. */
  first(state: number): number {
    return state >>> SHIFT < this.begins.length ? this.begins[state >>> SHIFT]![state & MASK]! - 1 : -1;
  }

  target(edge: number): number {
    return this.targets[edge >>> SHIFT]![edge & MASK]!;
  }

  thread(edge: number): number {
    return this.threads[edge >>> SHIFT]![edge & MASK]! & (this.last - 1);
  }

  /** The next edge of the same state; −1: there is none. */
  next(edge: number): number {
    return (this.threads[edge >>> SHIFT]![edge & MASK]! & this.last) === 0 ? edge + 1 : -1;
  }

  private grow(): void {
    if (this.count > MOST) throw new MemoryFull(CHUNK);
    this.targets.push(this.meter.int32(CHUNK));
    this.threads.push(this.last === 0x80 ? this.meter.uint8(CHUNK) : this.meter.uint16(CHUNK));
  }
}

// SPDX-License-Identifier: MIT
// The records of all states found: the words of the state, then the id of the state it was found from. Chunked: one
// array of gigabytes is slow to grow and may not exist. The first chunk grows by doubling, so that small searches stay
// small; the others are made whole. A write past the end of a typed array is silently dropped, so `append` compares
// count and capacity first, every time.

import { chunkOf, createLayout, LARGEST_ID, type Layout, offsetOf } from './layout.ts';
import { MemoryFull, type Meter } from './memory.ts';
import { type Sized, sized } from './sized.ts';

const CHUNK_BYTES = 2 ** 22;
const FIRST_RECORDS = 256;

export class Arena {
  readonly layout: Layout;
  readonly chunks: Int32Array[] = [];
  count = 0;
  private capacity = 0;
  private readonly sized: Sized;

  constructor(
    private readonly meter: Meter,
    readonly words: number,
    chunkBytes = CHUNK_BYTES,
  ) {
    this.layout = createLayout(words + 1, chunkBytes);
    this.sized = sized(words);
  }

  /** The array that holds the record; its place in it is `offset(id)`. Both change owner when the arena grows. */
  block(id: number): Int32Array {
    return this.chunks[chunkOf(this.layout, id)]!;
  }

  offset(id: number): number {
    return offsetOf(this.layout, id);
  }

  /** The id of the state it was found from; −1 − i for initial state i. */
  parent(id: number): number {
    return this.block(id)[this.offset(id) + this.words]!;
  }

  append(source: Int32Array, from: number, parent: number): number {
    if (this.count === this.capacity) this.grow();
    const id = this.count++;
    const chunk = this.block(id);
    const at = this.offset(id);
    this.sized.copy(source, from, chunk, at);
    chunk[at + this.words] = parent;
    return id;
  }

  /** Room for so many records in all, which others then write. */
  reserve(records: number): void {
    while (this.capacity < records) this.grow();
  }

  /** Forgets every record, keeps the room. */
  clear(): void {
    this.count = 0;
  }

  private grow(): void {
    const { shift, stride } = this.layout;
    const whole = 1 << shift; // an integer to the engine: a power would turn the capacity into a double in mid-search
    if (this.capacity >= LARGEST_ID - whole) throw new MemoryFull(whole * stride * 4);
    if (this.capacity >= whole) {
      this.chunks.push(this.meter.int32(whole * stride));
      this.capacity += whole;
    } else {
      const records = Math.min(whole, Math.max(FIRST_RECORDS, this.capacity * 2));
      const first = this.chunks[0];
      this.chunks[0] =
        first === undefined ? this.meter.int32(records * stride) : this.meter.longer(first, records * stride);
      this.capacity = records;
    }
  }
}

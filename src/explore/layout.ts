// SPDX-License-Identifier: MIT
// Where the record of a state lies: which chunk, which word in it. The hard case is size. Ids go up to 2^31 − 1, so
// bytes and words of the whole arena pass 2^32 and never occur as a number here; an offset stays inside one chunk, and
// only ids (below 2^31) meet the 32-bit operators.

export const LARGEST_ID = 2 ** 31 - 1;

export interface Layout {
  /** Words per record. */
  readonly stride: number;
  /** A chunk holds 2 ** shift records. */
  readonly shift: number;
  readonly mask: number;
}

/** @param chunkBytes the most that a chunk may take, unless one record alone takes more */
export function createLayout(stride: number, chunkBytes: number): Layout {
  if (chunkBytes >= 2 ** 31) throw new Error(`checker bug: chunks of ${chunkBytes} bytes`);
  let shift = 0;
  while (2 ** (shift + 1) * stride * 4 <= chunkBytes) shift++;
  return { stride, shift, mask: (1 << shift) - 1 };
}

export function chunkOf(layout: Layout, id: number): number {
  return id >>> layout.shift;
}

export function offsetOf(layout: Layout, id: number): number {
  return (id & layout.mask) * layout.stride;
}

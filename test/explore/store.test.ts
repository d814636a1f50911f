// SPDX-License-Identifier: MIT
// The exact store against a Map, across the borders of chunks and the growth of the table; and the arithmetic of places
// for ids that no test can afford to reach.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Arena } from '../../src/explore/arena.ts';
import { chunkOf, createLayout, LARGEST_ID, offsetOf } from '../../src/explore/layout.ts';
import { MemoryFull, Meter } from '../../src/explore/memory.ts';
import { Store } from '../../src/explore/store.ts';

/** Inserts in batches and says what came back: the id of each, new or known. */
function insertAll(store: Store, states: readonly (readonly number[])[], batch: number): number[] {
  const result: number[] = [];
  for (let from = 0; from < states.length; from += batch) {
    const part = states.slice(from, from + batch);
    const ids = new Int32Array(part.length);
    const parents = Int32Array.from(part, (_, i) => from + i);
    store.insertBatch(Int32Array.from(part.flat()), part.length, parents, ids);
    result.push(...ids);
  }
  return result;
}

describe('store', () => {
  // 64 bytes hold 5 records of 2 words and a parent: 4 after rounding to a power of two.
  it.each([64, 4096, 2 ** 22])('is a set, with chunks of %i bytes', (chunkBytes) => {
    const state = fc.tuple(fc.integer({ min: -3, max: 3 }), fc.integer());
    fc.assert(
      fc.property(fc.array(state, { maxLength: 300 }), fc.integer({ min: 1, max: 50 }), (states, batch) => {
        const store = new Store(new Meter(Infinity), 2, chunkBytes);
        const known = new Map<string, number>();
        const expected = states.map((words) => {
          const key = words.join();
          const id = known.get(key);
          if (id !== undefined) return ~id;
          known.set(key, known.size);
          return known.size - 1;
        });
        expect(insertAll(store, states, batch)).toEqual(expected);
        expect(store.count).toBe(known.size);
        for (const words of states) expect(store.find(Int32Array.from(words), 0)).toBe(known.get(words.join()));
        expect(store.find(Int32Array.of(9, 9), 0)).toBe(known.get('9,9') ?? -1);
      }),
    );
  });

  it('keeps words and parents while it grows through chunks and tables', () => {
    const count = 100_000;
    const store = new Store(new Meter(Infinity), 3, 1000);
    insertAll(
      store,
      Array.from({ length: count }, (_, i) => [i, ~i, i % 7]),
      1000,
    );
    expect(store.count).toBe(count);
    for (let id = 0; id < count; id += 97) {
      const at = store.offset(id);
      expect([...store.block(id).subarray(at, at + 3)]).toEqual([id, ~id, id % 7]);
      expect(store.parent(id)).toBe(id);
      expect(store.find(Int32Array.of(id, ~id, id % 7), 0)).toBe(id);
    }
  });

  it('tells words apart that differ in one bit', () => {
    const store = new Store(new Meter(Infinity), 1);
    const powers = Array.from({ length: 32 }, (_, i) => [1 << i]);
    expect(insertAll(store, [...powers, [0]], 40).every((id) => id >= 0)).toBe(true);
  });

  it('counts its memory, and a full one is a signal that loses nothing', () => {
    const meter = new Meter(200_000);
    const store = new Store(meter, 1, 4096);
    expect(() =>
      insertAll(
        store,
        Array.from({ length: 100_000 }, (_, i) => [i]),
        256,
      ),
    ).toThrow(MemoryFull);
    expect(meter.peak).toBeLessThanOrEqual(meter.limit);
    expect(store.count).toBeGreaterThan(1000);
    for (let id = 0; id < store.count; id += 100) expect(store.block(id)[store.offset(id)]).toBe(id);
  });

  it('takes words × 4 + 4 bytes for a record and less than 12 for its slot', () => {
    const meter = new Meter(Infinity);
    const store = new Store(meter, 4);
    for (let from = 0; from < 1_000_000; from += 1000)
      insertAll(
        store,
        Array.from({ length: 1000 }, (_, i) => [from + i, 1, 2, 3]),
        1000,
      );
    expect(meter.used / store.count).toBeLessThan(4 * 4 + 4 + 12);
    // The largest moment is no worse: the old table is given up before the new one is made.
    expect(meter.peak / store.count).toBeLessThan(4 * 4 + 4 + 12);
  });
});

describe('layout', () => {
  it.each([
    [2, 2 ** 22],
    [6, 2 ** 22],
    [64, 2 ** 22],
    [6, 2 ** 31 - 1],
    [3, 100],
    [5000, 100],
  ])('records of %i words in chunks of %i bytes: every id has its own place, below 2^31 bytes', (stride, bytes) => {
    const layout = createLayout(stride, bytes);
    const perChunk = 2 ** layout.shift;
    if (perChunk > 1) expect(perChunk * stride * 4).toBeLessThanOrEqual(bytes);
    for (const id of [0, 1, perChunk - 1, perChunk, 2 ** 29, 2 ** 30 + 1, LARGEST_ID - 1, LARGEST_ID]) {
      const offset = offsetOf(layout, id);
      expect(offset).toBeGreaterThanOrEqual(0);
      expect((offset + stride) * 4).toBeLessThan(2 ** 31);
      // Exact in doubles: the place says the id again.
      expect(chunkOf(layout, id) * perChunk + offset / stride).toBe(id);
    }
  });

  it('refuses chunks whose offsets would wrap', () => {
    expect(() => createLayout(4, 2 ** 31)).toThrow('checker bug');
  });

  it('an arena never writes past its room', () => {
    const arena = new Arena(new Meter(Infinity), 1, 32);
    for (let i = 0; i < 1000; i++) expect(arena.append(Int32Array.of(i * 3), 0, i)).toBe(i);
    for (let i = 0; i < 1000; i++) expect([arena.block(i)[arena.offset(i)], arena.parent(i)]).toEqual([i * 3, i]);
  });
});

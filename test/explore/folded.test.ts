// SPDX-License-Identifier: MIT
// Folded states are the states: the same ids, words and parents as in a plain store, whatever is folded with what; and a
// search that goes on folded says the same, in less memory.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Folded } from '../../src/explore/folded.ts';
import { chooseFolding } from '../../src/explore/folding.ts';
import { Meter } from '../../src/explore/memory.ts';
import { createRandom } from '../../src/explore/random.ts';
import { Store } from '../../src/explore/store.ts';
import type { Verdict } from '../../src/explore/verdict.ts';
import { compileText } from '../compile/model.ts';
import { runs } from '../fuzz.ts';
import { check, FULL } from './check.ts';
import { peterson } from './peterson.ts';
import { twins } from './twins.ts';

/** Batches of states with parents that jump about, as far as a byte can say and farther. */
const batches = fc.record({
  words: fc.integer({ min: 1, max: 7 }),
  states: fc.array(fc.tuple(fc.array(fc.integer({ min: -2, max: 2 }), { minLength: 7, maxLength: 7 }), fc.nat(1000)), {
    minLength: 1,
    maxLength: 300,
  }),
  batch: fc.integer({ min: 1, max: 50 }),
});

function said({ counts, ...verdict }: Verdict): unknown {
  const { memory, milliseconds, ...rest } = counts;
  return { ...verdict, counts: rest };
}

const wordsOf = (set: Store | Folded, id: number): readonly number[] => [
  ...set.block(id).slice(set.offset(id), set.offset(id) + set.words),
];

describe('a folded set', () => {
  it('has the ids, words and parents of a plain one', () => {
    fc.assert(
      fc.property(batches, ({ words, states, batch }) => {
        const all = Int32Array.from(states.flatMap(([state]) => state.slice(0, words)));
        const meter = new Meter(Infinity);
        const plain = new Store(meter, words);
        const folded = new Folded(meter, words, chooseFolding(all, words));
        const insert = (into: Store | Folded, from: number, to: number): readonly number[] => {
          const parents = Int32Array.from(states.slice(from, to).map(([, parent]) => parent));
          const ids = new Int32Array(to - from);
          into.insertBatch(all.slice(from * words, to * words), to - from, parents, ids);
          return [...ids];
        };
        for (let from = 0; from < states.length; from += batch) {
          const to = Math.min(states.length, from + batch);
          expect(insert(folded, from, to)).toEqual(insert(plain, from, to));
          // Those of the last batch are there as they came.
          for (let id = Math.max(0, plain.count - batch); id < plain.count; id++)
            expect(wordsOf(folded, id)).toEqual(wordsOf(plain, id));
        }
        expect(folded.count).toBe(plain.count);
        insert(folded, 0, 0);
        for (let id = 0; id < plain.count; id++) {
          expect(wordsOf(folded, id)).toEqual(wordsOf(plain, id));
          expect(folded.parent(id)).toBe(plain.parent(id));
        }
      }),
      runs(100),
    );
  });

  it('has them of states of two thousand words, as weak memory has them, with all but one in a part', () => {
    const [words, count] = [2000, 60];
    const all = Int32Array.from({ length: count * words }, (_, i) => {
      const [state, word] = [Math.floor(i / words), i % words];
      if (word === words - 1) return Math.floor(state / 7);
      return word % 100 === 0 ? (state % 7) + word : word;
    });
    const part = [...Array(words - 1).keys()];
    const folded = new Folded(new Meter(Infinity), words, { parts: [part], halves: [words, words - 1] });
    const ids = new Int32Array(count);
    folded.insertBatch(all, count, new Int32Array(count), ids);
    expect([...ids]).toEqual([...ids.keys()]);
    folded.insertBatch(all, count, new Int32Array(count), ids);
    expect([...ids]).toEqual([...ids.keys()].map((id) => ~id));
    for (let id = 0; id < count; id++)
      expect(wordsOf(folded, id)).toEqual([...all.subarray(id * words, (id + 1) * words)]);
  });

  it('takes a store over, and gives its memory back', () => {
    const meter = new Meter(Infinity);
    const store = new Store(meter, 4);
    // 20 bytes a record and 10 for its slot; folded, about 16 and little for the parts: 100 different pairs are in all of them.
    const count = 200_000;
    const states = Int32Array.from(
      { length: count * 4 },
      (_, i) => [i >> 2, 7, (i >> 2) % 10, (i >> 2) % 100][i % 4] ?? 0,
    );
    store.insertBatch(
      states,
      count,
      Int32Array.from({ length: count }, (_, i) => i - 1),
      new Int32Array(count),
    );
    const before = meter.used;
    const folded = new Folded(meter, 4, chooseFolding(states.slice(0, 4000), 4));
    for (const _ of folded.take(store));
    expect(folded.count).toBe(count);
    expect(meter.used).toBeLessThan(before);
    for (const id of [0, 1, 99_999, count - 1]) {
      expect(wordsOf(folded, id)).toEqual([...states.slice(id * 4, id * 4 + 4)]);
      expect(folded.parent(id)).toBe(id - 1);
    }
  });

  it('joins what varies together', () => {
    // The first and the last word are the same in every state, and so are the two in between.
    const sample = Int32Array.from({ length: 400 }, (_, i) => {
      const state = i >> 2;
      return i % 4 === 0 || i % 4 === 3 ? state % 10 : Math.floor(state / 10);
    });
    expect(chooseFolding(sample, 4)).toEqual({
      parts: [
        [0, 3],
        [1, 2],
      ],
      halves: [4, 5],
    });
  });

  it('keeps a part of few values as its words, and makes one of many values of parts', () => {
    // Five words have 4 values together, two others 64 each and 256 together: of 1024 states, 64 are few. The last word is
    // another in each, and so is what it is joined with. Each comes twice, so that nothing more is to come.
    const sample = Int32Array.from({ length: 2048 * 8 }, (_, i) => {
      const state = Math.floor(i / 8) % 1024;
      const low = state % 4;
      return [low, low, (state >> 2) % 64, low, low, state >> 4, low, state][i % 8] ?? 0;
    });
    // One of the five is a half by itself: with any other the two have more values together.
    expect(chooseFolding(sample, 8)).toEqual({
      parts: [
        [2, 5],
        [0, 1, 3, 4],
        [7, 9],
        [8, 10],
      ],
      halves: [11, 6],
    });
  });

  it('makes the two halves of which the fewest values are to come, of all that can be made', () => {
    const words = 5;
    const spread = [3, 40, 7, 900, 60];
    const random = createRandom(1).below;
    const states = Array.from({ length: 2000 }, () => {
      const common = random(1000);
      return spread.map((values) => (random(4) === 0 ? random(values) : common % values));
    });
    const different = (part: readonly number[], count: number): number =>
      new Set(states.slice(0, count).map((state) => part.map((w) => state[w]).join())).size;
    /** As many as now, with 8 doublings that each bring what the last one has brought. */
    const expected = (part: readonly number[]): number =>
      different(part, 2000) * (different(part, 2000) / different(part, 1000)) ** 8;
    const all = Array.from({ length: 2 ** words / 2 - 1 }, (_, which) => {
      const isLeft = (w: number): boolean => w === 0 || ((which >> (w - 1)) & 1) === 1;
      const places = [...Array(words).keys()];
      return expected(places.filter(isLeft)) + expected(places.filter((w) => !isLeft(w)));
    });
    const { parts, halves } = chooseFolding(Int32Array.from(states.flat()), words);
    const wordsIn = (place: number): readonly number[] =>
      place < words ? [place] : (parts[place - words] ?? []).flatMap(wordsIn);
    const [left, right] = halves.map(wordsIn);
    expect(new Set([...(left ?? []), ...(right ?? [])]).size).toBe(words);
    expect(expected(left ?? []) + expected(right ?? [])).toBe(Math.min(...all));
    expect(Math.max(...all)).toBeGreaterThan(2 * Math.min(...all));
  });
});

describe('a search that goes on folded', () => {
  // The count is where folding begins (50,000), and more than twice as much.
  const options = { ...FULL, maxStates: 120_000 };

  it('says the same', () => {
    const plain = check(peterson(4), 'mutual exclusion', options);
    const folded = check(peterson(4), 'mutual exclusion', { ...options, fold: 'always' });
    expect(said(folded)).toEqual(said(plain));
  });

  it('says the same where one of interchangeable threads is stored for all', () => {
    const program = twins(74);
    const threads = { reduction: true, only: 'threads', shortestStates: 0 } as const;
    const folded = check(program, 'small', { ...threads, fold: 'always' });
    expect(said(folded)).toEqual(said(check(program, 'small', threads)));
    expect(folded.counts.states).toBe((77 * 76 * 75) / 6);
    const late = check(program, 'late', { ...threads, fold: 'always' });
    expect(late.kind).toBe('fails');
    expect(late.counts.states).toBeGreaterThan(60_000);
    expect(said(late)).toEqual(said(check(program, 'late', threads)));
  });

  it('says the same of states of three thousand words, which are folded before there are so many', () => {
    const names = ['a', 'b', 'c'];
    // Each of three threads goes through twenty places. Every fourth word tells some of them apart, and no two do it alike for long.
    const program = compileText(`class own { readonly of: array<i32, 1000> = array(1000, 0); }
function count(p: own): void {
  for (let n = 1; n < 20; n++)
    atomically(() => { for (let i = 0; i < 1000; i += 4) p.of[i] = (n * (i + 1)) % (i % 15 + 2); p.of[1] = n; });
}
export default scenario({
  title: 'wide', world: () => ({ ${names.map((name) => `${name}: new own()`).join(', ')} }),
  threads: { ${names.map((name) => `${name.toUpperCase()}(w) { count(w.${name}); }`).join(', ')} },
  always: { small: (w) => w.a.of[1] < 20, late: (w) => w.a.of[1] < 19 || w.b.of[1] < 18 || w.c.of[1] < 17 },
  sometimes: { ends: (w) => w.c.of[1] === 19 },
  claims: [],
});`);
    expect(program.words).toBeGreaterThan(3000);
    for (const property of ['small', 'late']) {
      const plain = check(program, property, { ...FULL, shortestStates: 0 });
      const folded = check(program, property, { ...FULL, shortestStates: 0, fold: 'always' });
      expect(said(folded)).toEqual(said(plain));
      expect([plain.kind, plain.counts.states > 6000]).toEqual([property === 'small' ? 'holds' : 'fails', true]);
      // It was folded: the most that was held is not the same.
      expect(folded.counts.memory).not.toBe(plain.counts.memory);
    }
  });

  it('goes further with the same memory', () => {
    const maxMemory = 12 * 2 ** 20;
    const plain = check(peterson(4), 'mutual exclusion', { ...FULL, maxMemory, fold: 'never' });
    const folded = check(peterson(4), 'mutual exclusion', { ...FULL, maxMemory });
    expect([plain.kind, folded.kind]).toEqual(['unknown', 'unknown']);
    expect(folded.counts.memory).toBeLessThanOrEqual(maxMemory);
    expect(folded.counts.states).toBeGreaterThan(plain.counts.states * 1.2);
  });
});

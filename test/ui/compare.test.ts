// SPDX-License-Identifier: MIT
// A failing run beside the fixed model: how far it goes there, which step is impossible, and why.

import { describe, expect, it } from 'vitest';
import { toEnd } from '../../src/explore/pace.ts';
import { replay } from '../../src/explore/replay.ts';
import { told } from '../../src/report/told.ts';
import { type Comparison, comparing } from '../../src/ui/compare.ts';
import { compareLines } from '../../src/ui/compare-lines.ts';
import { failing, programAs } from './claims.ts';

const lostStore = ['cases/2022-delayed-rmap/lost-store.ts', 'P1'] as const;
const fuse = ['2020/T20', 'NO-DEADLOCK'] as const;

function compared([target, property]: readonly [string, string], variant: string): Comparison {
  const { story, failure } = failing(target, property);
  if (failure.trace === null) throw new Error('no trace');
  const fixed = programAs(target, variant);
  const comparison = toEnd(comparing({ story, choices: failure.trace }, fixed));
  // Whatever is said of the fixed model can be run in it.
  const replayed = replay(fixed, comparison.choices);
  expect(replayed.problem).toBeNull();
  const taken = comparison.pairs.flatMap((pair) => (pair.fixed === null ? [] : [pair]));
  expect(taken.map(({ fixed: step, thread }) => [step, thread])).toEqual(
    replayed.steps.map(({ thread }, step) => [step, thread]),
  );
  // Every step of the run comes once, up to the impossible one.
  const followed = comparison.pairs.flatMap(({ bug }) => (bug === null ? [] : [bug]));
  const last = comparison.impossible?.bug ?? story.steps.length;
  expect(followed).toEqual(Array.from({ length: last }, (_, bug) => bug));
  return comparison;
}

describe('a stale TLB entry, 2022/T-24', () => {
  it('with the late mapcount, writeback sees the mapping, and waits for the page-table lock', () => {
    const { impossible, pairs, turns } = compared(lostStore, 'v6.0+V8');
    expect(impossible?.text).toBe('CPU2 waits for mm.page_table_lock.held, which CPU1 has');
    // In the run that loses the store it has seen no mapping, and clears PG_dirty.
    expect(impossible).toMatchObject({ kind: 'waits', bug: 22 });
    expect(pairs[turns ?? -1]).toMatchObject({ bug: 21, differs: ['page0._mapcount 1, not 0'] });
    // Before that the fix leaves out that the mapcount falls.
    expect(pairs.filter(({ fixed }) => fixed === null).map(({ bug }) => bug)).toEqual([11]);
  });

  it('reads as steps that are the same, what is left out, what comes out otherwise, and the step that is impossible', () => {
    const { story, failure } = failing(...lostStore);
    if (failure.trace === null) throw new Error('no trace');
    const fixed = programAs(lostStore[0], 'v6.0+V8');
    const comparison = toEnd(comparing({ story, choices: failure.trace }, fixed));
    const there = toEnd(told(fixed, replay(fixed, comparison.choices), null));
    const { ending, isImpossible, lines } = compareLines(comparison, story, there);
    const texts = lines.map((line) => {
      if (line.kind === 'same') return `${line.thread}: ${line.text}`;
      if (line.kind === 'impossible') return `${line.thread}: ${line.step + 1} ${line.text} | ✗ ${line.why}`;
      const bug = line.bug === null ? '–' : `${line.bug.step + 1} ${line.bug.text}`;
      const differs = line.differs.length === 0 ? '' : ` ≠ ${line.differs.join(', ')}`;
      return `${line.turns ? '◆ ' : ''}${line.thread}: ${bug} | ${line.fixed ?? 'left out'}${differs}`;
    });
    expect([isImpossible, ending, ...texts]).toMatchInlineSnapshot(`
      [
        true,
        "✗ step 23 is impossible: CPU2 waits for mm.page_table_lock.held, which CPU1 has",
        "CPU0 store: 1 step, the same in both: step 1, store()",
        "CPU1 munmap: 10 steps, the same in both: steps 2 to 11, munmap()",
        "CPU1 munmap: 12 atomic_add_negative()  page0._mapcount 1 → 0 | left out",
        "CPU2 writeback: 9 steps, the same in both: steps 13 to 21, filemap_write_and_wait()",
        "◆ CPU2 writeback: 22 page_mapped()  reads page0._mapcount 0 | page_mapped()  reads page0._mapcount 1 ≠ page0._mapcount 1, not 0",
        "CPU2 writeback: – | folio_mkclean()  reads page0.mapping mapping",
        "CPU2 writeback: – | down_read()  reads mapping.i_mmap_rwsem.writer false, mapping.i_mmap_rwsem.queued 0, mapping.i_mmap_rwsem.readers 0 → 1, waited for !sem.writer && sem.queued === 0",
        "CPU2 writeback: – | rmap_walk_mkclean()  reads mapping.i_mmap[0] vma",
        "CPU2 writeback: – | vma_address()  reads page0.index 0",
        "CPU2 writeback: 23 TestClearPageDirty()  page0.dirty true → false | ✗ CPU2 waits for mm.page_table_lock.held, which CPU1 has",
      ]
    `);
  });

  it('with a flush before, all of it is possible, and nothing is lost', () => {
    const { impossible, ending, pairs } = compared(lostStore, 'v6.0+V1');
    expect(impossible).toBeNull();
    expect(ending).toBe('the whole run is possible, and P1 is true at its end');
    expect(pairs.filter(({ bug }) => bug === null)).toHaveLength(3);
  });

  it('what is no repair of it says so', () => {
    expect(compared(lostStore, 'v6.0+option2').ending).toBe('the whole run is possible, and P1 is false at its end');
  });
});

describe('a process that waits for itself, 2020/T20', () => {
  it('goes on where it waited for ever, after an answer of the server that the run has not', () => {
    const { impossible, ending, pairs } = compared(fuse, 'v5.9+batch');
    expect([impossible, ending]).toEqual([null, 'nobody waits for ever there: CPU0 can go on']);
    const server = pairs.filter(({ bug, thread }) => bug === null && thread === 1);
    expect(server).toHaveLength(4);
    const seen = pairs.find(({ differs }) => differs.some((text) => text.startsWith('page1.locked')));
    expect(seen?.differs).toEqual(['page1.locked false, not true']);
  });

  it('does not go on in the same model', () => {
    const { ending, pairs, turns } = compared(fuse, 'v5.9');
    expect(ending).toBe('the whole run is possible: CPU0 waits for page1.locked, which it has itself');
    expect([turns, pairs.every(({ bug, fixed }) => bug === fixed)]).toEqual([null, true]);
  });
});

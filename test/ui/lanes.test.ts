// SPDX-License-Identifier: MIT
// Lanes say what the terminal's columns say: the same rows in the same order, whichever calls are opened or shut.

import { describe, expect, it } from 'vitest';
import { toEnd } from '../../src/explore/pace.ts';
import { timeline } from '../../src/report/timeline.ts';
import { nextSwitch, nextTouch, previousSwitch, previousTouch, touchedBy } from '../../src/ui/lanes/jumps.ts';
import { asPrinted, type Lanes, laneSource, lanesOf, type Row } from '../../src/ui/lanes/lanes.ts';
import { failing } from './claims.ts';

const brief = { full: false, free: false };

const letters = { open: '▾', folded: '▸', shut: '▸', null: ' ' } as const;
const textOf = (row: Row): string => {
  if (row.kind === 'band') return `${row.about}: ${row.text}`;
  const marks = `${row.switches ? '↷' : ' '}${row.decides ? '!' : ' '}${letters[`${row.folding}`]}`;
  const right = row.rights[0] === '' ? '' : `  ${row.rights[0]}`;
  return `${row.column}${marks} ${String(row.step).padStart(2)} ${'  '.repeat(row.indent)}${row.text}${right}`;
};
const textsOf = (lanes: Lanes): readonly string[] => lanes.rows.map(textOf);

describe('a stale TLB entry, 2022/T-24', () => {
  const { story, failure } = failing('cases/2022-delayed-rmap/lost-store.ts', 'P1');
  const source = toEnd(laneSource(story, brief));
  const lanes = lanesOf(source);

  it('has a lane per CPU', () => {
    expect(lanes.lanes.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['cpu CPU0', 'cpu CPU1', 'cpu CPU2']);
    expect(lanes.columns.map(({ header }) => header)).toEqual(['CPU0 store', 'CPU1 munmap', 'CPU2 writeback']);
  });

  it('tells the rows of the columns', () => {
    expect(`\n${textsOf(lanes).slice(0, 24).join('\n')}\n`).toMatchInlineSnapshot(`
      "
      0  ▾  0 store(vma, seen, 3)
      0  ▾  0   user_store(vma, 0, 3)
      0 !   0     cpu0.tlb[0] {} → {page0 W D}, page0.cells[0] 2 → 3
      1↷ ▾  3 munmap(vma)
      1  ▾  8   zap_pte_range(…)
      1     8     ptep_get(mm, 0)  {page0 W D}
      1 !▸  9     ptep_get_and_clear(mm, 0)  pte[0] {page0 W D} → {}
      1  ▾ 11     page_remove_rmap(page0)
      1 !▸ 11       atomic_add_negative(page0)  _mapcount 1 → 0
      2↷ ▾ 21 filemap_write_and_wait(mapping)
      2  ▾ 21   folio_clear_dirty_for_io(page0)
      2  ▾ 21     folio_mkclean(page0)
      2 !  21       page_mapped(page0)  false
      2 !▸ 22     TestClearPageDirty(page0)  dirty true → false
      2  ▾ 29   block_write_full_page(page0)
      2 !  29     reads page0.cells[0] 3
      2 !  30     disk.blocks[0] 2 → 3
      0↷ ▾ 34 store(vma, seen, 4)
      0  ▾ 34   user_store(vma, 0, 4)
      0 !  34     reads mm.pte[0] {}
      0 !  34     page0.cells[0] 3 → 4  through a stale TLB entry
      0 !  34   seen.stored 3 → 4
      1↷ ▾ 35     tlb_flush_mmu_tlbonly(mmu_gather)
      1 !  35       flush_tlb_func(cpu0, 0, 1)  tlb[0] {page0 W D} → {}
      "
    `);
  });

  it('says no word that the terminal does not, and leaves none out', () => {
    const printed = timeline(story, brief).slice(2).join(' ').replace(/\s+/g, ' ');
    for (const row of lanes.rows) {
      const words = row.kind === 'band' ? [row.text.trim()] : [row.text.replace(/\(.*/, '')];
      for (const text of words) expect(printed).toContain(text.replace(/\s+/g, ' '));
    }
    expect(lanes.rows.filter(({ kind }) => kind === 'band')).toHaveLength(7);
  });

  it('knows the step that made it so, and the row of every step', () => {
    // CPU0 stores 4, which only the ghost records after it.
    expect(lanes.decisive).toBe(34);
    expect(lanes.steps).toHaveLength(story.steps.length);
    const row = lanes.rows[lanes.steps[34]?.row ?? -1];
    expect(row === undefined ? null : textOf(row)).toBe('0 !  34   seen.stored 3 → 4');
  });

  it('opens a call that stood on one line, and shuts one that others interrupted', () => {
    const call = (name: string): number => {
      const row = lanes.rows.find((one) => one.kind === 'line' && one.text.startsWith(name));
      if (row?.kind !== 'line' || row.call === null) throw new Error(`no call ${name}`);
      return row.call;
    };
    const opened = lanesOf(source, { ...asPrinted, opened: new Set([call('ptep_get_and_clear')]) });
    expect(textsOf(opened).length).toBeGreaterThan(textsOf(lanes).length);
    const at = textsOf(opened).findIndex((text) => text.includes('ptep_get_and_clear'));
    expect(
      `\n${textsOf(opened)
        .slice(at, at + 3)
        .join('\n')}\n`,
    ).toMatchInlineSnapshot(`
      "
      1  ▾  9       ptep_get_and_clear(mm, 0)
      1 !   9         reads mm.pte[0] {page0 W D}
      1 !   9         mm.pte[0] {page0 W D} → {}
      "
    `);
    const shut = lanesOf(source, { ...asPrinted, shut: new Set([call('zap_pte_range')]) });
    const rows = textsOf(shut);
    expect(rows.filter((text) => text.startsWith('1'))).toMatchInlineSnapshot(`
      [
        "1↷ ▾  3 munmap(vma)",
        "1 !▸  8   zap_pte_range(…)  cpu0.tlb[0] {page0 W D} → {}, mm.pte[0] {page0 W D} → {}, page0._mapcount 1 → 0, …",
      ]
    `);
    // What the others do is untouched.
    expect(rows.filter((text) => /^[02]/.test(text))).toEqual(textsOf(lanes).filter((text) => /^[02]/.test(text)));
  });

  it('jumps to the next context switch, and to the next touch of an object', () => {
    const all = (next: (position: number) => number | null, from: number): readonly number[] => {
      const found: number[] = [];
      for (let at = next(from); at !== null; at = next(at)) found.push(at);
      return found;
    };
    const { trace } = failure;
    if (trace === null) throw new Error('no trace');
    const switches = all((position) => nextSwitch(trace, position), 0);
    expect(switches).toHaveLength(4);
    expect(all((position) => previousSwitch(trace, position), story.steps.length + 1)).toEqual([...switches].reverse());
    const touched = touchedBy(story);
    const touches = all((position) => nextTouch(touched, position, 'cpu0'), 0);
    expect(all((position) => previousTouch(touched, position, 'cpu0'), story.steps.length + 1)).toEqual(
      [...touches].reverse(),
    );
    expect(touches).toMatchInlineSnapshot(`
      [
        1,
        35,
        36,
      ]
    `);
  });
});

it('draws a lasso between the step in which it begins and its end, 2021/G-6', () => {
  const { story, failure } = failing('2021/G-6', 'NO-LIVELOCK');
  const { loop, rows } = lanesOf(toEnd(laneSource(story, brief)));
  expect(loop?.step).toBe(failure.loop);
  const inside = rows.slice((loop?.from ?? 0) + 1, loop?.to);
  expect(inside.every((row) => row.kind === 'line' && row.step >= (loop?.step ?? 0))).toBe(true);
  expect(inside.length).toBeGreaterThan(3);
});

it('has a lane of its own for what belongs to no CPU', () => {
  const { story } = failing('2020/T20', 'NO-DEADLOCK');
  const lanes = lanesOf(toEnd(laneSource(story, brief)));
  expect(lanes.lanes.map(({ name, kind }) => `${kind} ${name}`)).toEqual(['cpu CPU0', 'daemon server']);
  expect(lanes.rows.filter((row) => row.kind === 'line' && row.broken).map(textOf)).toMatchInlineSnapshot(`
    [
      "0    161               lock_page(page1)  ✗ waits for ever",
    ]
  `);
});

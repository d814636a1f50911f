// SPDX-License-Identifier: MIT
// The state after a step, as a picture: what is in it, and what is marked.

import { describe, expect, it } from 'vitest';
import type { Card, Section, Value } from '../../src/ui/picture/picture.ts';
import { pictureAt, pictureSource } from '../../src/ui/picture/source.ts';
import { failing } from './claims.ts';

const valueText = ({ name, kind, text, on, before, read, asked, stale }: Value): string => {
  const what = kind === 'flag' ? `${on ? '' : '¬'}${name}` : `${name} ${text}`;
  return `${what}${before === null ? '' : ` ←${before}`}${read ? ' r' : ''}${asked ? ' ?' : ''}${stale === null ? '' : ' STALE'}`;
};

const cardLines = (card: Card, indent = ''): readonly string[] => [
  `${indent}${card.title}${card.freed ? ' (freed)' : ''}`,
  ...card.parts.flatMap((part) => {
    const values = part.values.filter(({ quiet }) => !quiet);
    if (values.length === 0) return [];
    return [`${indent}  ${part.kind === 'slots' ? `${part.name}: ` : ''}${values.map(valueText).join(', ')}`];
  }),
  ...card.inner.filter(({ quiet }) => !quiet).flatMap((inner) => cardLines(inner, `${indent}  `)),
];

const text = (sections: readonly Section[]): string =>
  `\n${sections
    .flatMap(({ title, cards }) => {
      const shown = cards.filter(({ quiet }) => !quiet);
      return shown.length === 0 ? [] : [`${title}:`, ...shown.flatMap((card) => cardLines(card, '  '))];
    })
    .join('\n')}\n`;

const edgesOf = ({ edges }: ReturnType<typeof pictureAt>['graph']): readonly string[] =>
  edges.map(({ kind, from, to, cycle }) => `${from} ${kind} ${to}${cycle ? ' (cycle)' : ''}`);

describe('a stale TLB entry, 2022/T-24', () => {
  const { program, replayed, story } = failing('cases/2022-delayed-rmap/lost-store.ts', 'P1');
  const source = pictureSource(program, replayed, story);
  const at = story.steps.findIndex(({ events }) =>
    events.some((event) => event.kind === 'note' && event.text === 'through a stale TLB entry'),
  );

  it('is marked from the step that takes the PTE away to the one that flushes it', () => {
    const stale = story.steps.map((_, step) =>
      pictureAt(source, step + 1)
        .sections.flatMap(({ cards }) => cards)
        .some((card) => card.stale),
    );
    const [from, to] = [stale.indexOf(true), stale.lastIndexOf(true)];
    // CPU1 clears the PTE in step 9, and flush_tlb_func() flushes in step 35.
    expect([from, to]).toEqual([9, 34]);
    expect(stale.slice(from, to + 1)).not.toContain(false);
  });

  it('and so is what the store changed, and what the property looked at', () => {
    expect(text(pictureAt(source, at + 1).sections)).toMatchInlineSnapshot(`
      "
      CPUs:
        cpu0
          tlb: 0 {page0 W D} r STALE
      Disk:
        disk
          blocks: 0 3 ?
      Page cache:
        mapping
          i_pages: 0 page0 ?
          i_mmap: 0 vma
          i_mmap_rwsem
            ¬writer
            readers 0, queued 0
      Pages:
        page0
          ¬locked, ¬dirty ?, ¬writeback, buffers
          _refcount 3, _mapcount 0, mapping mapping, index 0
          cells: 0 4 ←3 ?
      seen:
        seen
          ¬unmapped
          stored 4 ←3 ?
      Page tables:
        mm
          ¬mapped, ¬tlb_flush_batched
          tlb_flush_pending 1
          pte: 0 {} r ?
          mmap_lock
            ¬writer
            readers 1, queued 0
          page_table_lock
            held
      Inodes:
        inode
          i_size 1
      "
    `);
  });

  it('and who holds which lock then', () => {
    expect(edgesOf(pictureAt(source, at + 1).graph)).toMatchInlineSnapshot(`
      [
        "mm.mmap_lock.readers holds CPU1 munmap",
        "mm.page_table_lock.held holds CPU1 munmap",
      ]
    `);
  });
});

it('shows the deadlock as a cycle of the graph, 2020/T20', () => {
  const { program, replayed, story } = failing('2020/T20', 'NO-DEADLOCK');
  const picture = pictureAt(pictureSource(program, replayed, story), story.steps.length);
  expect(edgesOf(picture.graph)).toMatchInlineSnapshot(`
    [
      "CPU0 main waits page1.locked (cycle)",
      "page1.locked holds CPU0 main (cycle)",
      "inode.i_rwsem holds CPU0 main",
    ]
  `);
  expect(picture.threads.map(({ name, standing }) => `${name}: ${standing}`)).toEqual([
    'CPU0 main: blocked',
    'server: idle',
  ]);
  expect(picture.threads[0]?.calls.at(-1)?.text).toBe('lock_page(page1)');
});

// SPDX-License-Identifier: MIT
// docs/language.md against the table of refusals: each row is refused in the words it quotes, what it offers instead is
// accepted, and no refusal is left out.

import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../src/lang/refusal.ts';
import { refusals } from '../../src/lang/subset.ts';
import { overlayRefusals } from '../../src/lang/subset-overlays.ts';
import { codeIn, page, type Row } from './markdown.ts';
import { diagnose, type Piece, pieces } from './models.ts';

const all: readonly Refusal[] = Object.values({ ...refusals, ...overlayRefusals });

interface Entry {
  readonly piece: Piece;
  readonly refused: string;
  readonly instead: string;
  readonly what: string;
  readonly why: string;
  readonly line: number;
}

/** `| refused | instead | **what**: why |`. */
function entryOf(name: string, row: Row): Entry {
  const piece = pieces.find((one) => name === `refused ${one}`);
  const [refused = '', instead = '', text = ''] = row.cells;
  const said = /^\*\*(.+?)\*\*: (.+)$/.exec(text);
  if (piece === undefined || said === null) throw new Error(`line ${row.line}: ${name}: ${text}`);
  return {
    piece,
    refused: codeIn(refused),
    instead: codeIn(instead),
    what: plain(said[1] ?? ''),
    why: plain(said[2] ?? ''),
    line: row.line,
  };
}

const plain = (text: string): string => text.replaceAll('`', '').replaceAll('\\', '');

const entries = page('docs/language.md')
  .tables.filter(({ name }) => name.startsWith('refused '))
  .flatMap(({ name, rows }) => rows.map((row) => entryOf(name, row)));

const refused = diagnose(entries.map(({ piece, refused: code }) => ({ piece, code })));
const accepted = diagnose(entries.map(({ piece, instead: code }) => ({ piece, code })));

describe.each(entries.map((entry, i) => ({ ...entry, i })))('line $line: $refused', (entry) => {
  test('is refused in these words', () => {
    const found = [...new Set(refused[entry.i]?.map(({ what, why }) => `${what} ${why}`))];
    expect(found).toHaveLength(1);
    expect(plain(found[0] ?? '').slice(0, entry.what.length)).toBe(entry.what);
    expect(plain(found[0] ?? '').slice(-entry.why.length)).toBe(entry.why);
  });
  test(`accepted instead: ${entry.instead}`, () => {
    expect(accepted[entry.i]?.map(({ what }) => what)).toEqual([]);
  });
});

test('no refusal is left out', () => {
  // These need another file, or one that is not there, or is no module: told in the text.
  const elsewhere = ['same-name', 'idle-helper', 'idle-patch', 'hidden-patch', 'removed-used'] as const;
  const others = elsewhere.map((key) => overlayRefusals[key].what);
  const inText = [
    'there is no such file',
    'the file cannot be read',
    'the file exports nothing',
    refusals['not-in-kernel'].what,
    refusals['scenario-part'].what,
    refusals['too-deep'].what,
    refusals['too-long'].what,
    refusals['claim-row'].what,
    ...others,
  ];
  const quoted = new Set([...entries.map(({ what }) => what), ...inText]);
  expect(all.map(({ what }) => plain(what)).filter((what) => !quoted.has(what))).toEqual([]);
});

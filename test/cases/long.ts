// SPDX-License-Identifier: MIT
// Rows whose plain search takes minutes: `npm test` makes their own search, with its counts, and `npm run test:long` makes both and
// compares them. ARCHITECTURE.md lists them; each folder's tests say whether the list is right, and `UPDATE=docs` writes it.

import { readFileSync, writeFileSync } from 'node:fs';
import { expect } from 'vitest';
import { settingOf } from '../../src/report/claim.ts';
import { count } from '../../src/report/numbers.ts';
import type { TableRow } from '../../src/report/table.ts';
import { propertyOf } from '../../src/report/text.ts';

/** Whose own search has more states is compared by `npm run test:long` alone. */
export const MOST_COMPARED = 3_000_000;

const page = new URL('../../ARCHITECTURE.md', import.meta.url);
const table = /(<!-- table: long -->\n\n\|.*\n\|.*\n)([\s\S]*?)(\n<!-- \/table -->)/;

function lines(): readonly string[] {
  const [, , rows = ''] = table.exec(readFileSync(page, 'utf8')) ?? [];
  return rows.split('\n').filter((line) => line !== '');
}

const nameOf = ({ claim }: Pick<TableRow, 'claim'>): string =>
  `| ${[claim.case, claim.id, claim.variant, [propertyOf(claim), ...settingOf(claim)].join(' ')].join(' | ')} |`;

/** The files that have such rows. */
export function longFiles(): readonly string[] {
  return [...new Set(lines().map((line) => line.split(' ')[1] ?? ''))];
}

export const isListed = (row: Pick<TableRow, 'claim'>): boolean => lines().some((line) => line.startsWith(nameOf(row)));

/** @param long those of a folder that were not compared */
export function expectListed(folder: string, long: readonly TableRow[]): void {
  const found = long.map((row) => `${nameOf(row)} ${count(row.verdict.counts.states)} |`).toSorted();
  const isOurs = (line: string): boolean => line.startsWith(`| ${folder}/`);
  if (process.env.UPDATE !== 'docs') {
    expect(lines().filter(isOurs)).toEqual(found);
    return;
  }
  const all = [...lines().filter((line) => !isOurs(line)), ...found].toSorted();
  const text = readFileSync(page, 'utf8');
  writeFileSync(
    page,
    text.replace(table, (_, head, __, foot) => `${head}${all.map((line) => `${line}\n`).join('')}${foot}`),
  );
}

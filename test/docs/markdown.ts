// SPDX-License-Identifier: MIT
// Takes a page of documentation apart: fenced blocks, and tables that a comment marks as checked. Nothing here knows what
// a block means; the tests next to it do.

import { readFileSync } from 'node:fs';

export interface Block {
  /** The words after the fence: `ts`, `ts refused:closure`, `console`. */
  readonly info: string;
  readonly text: string;
  /** Of the fence, from 1: where to look when it is wrong. */
  readonly line: number;
}

/** A table that follows `<!-- checked: name -->`. */
export interface Table {
  readonly name: string;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly cells: readonly string[];
  readonly line: number;
}

export interface Page {
  readonly name: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  readonly tables: readonly Table[];
}

export const root = new URL('../../', import.meta.url);

/** The pages that are checked; the other pages of docs/ are checked where what they describe is tested. */
export const pages: readonly Page[] = [
  'README.md',
  'docs/tutorial.md',
  'docs/report-in-twenty-minutes.md',
  'docs/patch-in-ten-minutes.md',
  'docs/language.md',
  'docs/verdicts.md',
  'docs/kit.md',
  'docs/ingredients.md',
  'docs/barriers.md',
  'docs/litmus.md',
  'docs/memory.md',
  'docs/json.md',
  'docs/sending.md',
].map((name) => pageOf(name, readFileSync(new URL(name, root), 'utf8')));

export function page(name: string): Page {
  const found = pages.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no page ${name}`);
  return found;
}

export function pageOf(name: string, text: string): Page {
  const lines = text.split('\n');
  return { name, text, blocks: blocksOf(lines), tables: tablesOf(lines) };
}

function blocksOf(lines: readonly string[]): readonly Block[] {
  const blocks: Block[] = [];
  let open: { info: string; line: number; text: string[] } | null = null;
  lines.forEach((line, index) => {
    if (!line.startsWith('```')) open?.text.push(line);
    else if (open === null) open = { info: line.slice(3).trim(), line: index + 1, text: [] };
    else {
      blocks.push({ info: open.info, line: open.line, text: `${open.text.join('\n')}\n` });
      open = null;
    }
  });
  return blocks;
}

function tablesOf(lines: readonly string[]): readonly Table[] {
  const tables: Table[] = [];
  let name: string | null = null;
  let rows: Row[] = [];
  const close = (): void => {
    // The first two rows are the heading and the line below it.
    if (name !== null && rows.length > 0) tables.push({ name, rows: rows.slice(2) });
    if (rows.length > 0) name = null;
    rows = [];
  };
  lines.forEach((line, index) => {
    if (line.startsWith('|')) {
      if (name !== null) rows.push({ cells: cellsOf(line), line: index + 1 });
      return;
    }
    close();
    const marked = /^<!-- checked: (.+) -->$/.exec(line);
    if (marked !== null) name = marked[1] ?? '';
  });
  close();
  return tables;
}

/** `| a \| b | c |` has the cells `a | b` and `c`. */
function cellsOf(line: string): readonly string[] {
  return line
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

/** The code in a cell: between its back quotes. */
export function codeIn(cell: string): string {
  const found = /^`` ?(.*?) ?``$|^`(.*)`$/.exec(cell);
  if (found === null) throw new Error(`no code in the cell: ${cell}`);
  return found[1] ?? found[2] ?? '';
}

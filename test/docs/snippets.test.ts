// SPDX-License-Identifier: MIT
// Every block of TypeScript on every page is parsed, type-checked and compiled: whole files together with those before
// them, pieces in a model made around them. A block marked `refused` must be refused for exactly that reason.
//
//   ```ts                            a file; its first line is `// file: mine/a.ts`
//   ```ts refused                    a file with mistakes in it
//   ```ts fragment                   statements of a function f(p: page, q: page | null, n: u8, b: bool)
//   ```ts module                     declarations
//   ```ts scenario                   a part of a scenario
//   ```ts fragment 2 steps           the same, and what it costs
//   ```ts module refused:recursion   refused, by its key in src/lang/subset.ts
//   ```ts fragment refused:'…'       refused by the compiler, in these words

import { describe, expect, test } from 'vitest';
import { type RefusalKey, refusals } from '../../src/lang/subset.ts';
import { fileOf } from './files.ts';
import { type Block, pages } from './markdown.ts';
import { build, diagnose, type Piece, pieces, stepsOf } from './models.ts';

interface Marks {
  readonly piece: Piece;
  readonly refused: string | null;
  readonly steps: string | null;
}

function marksOf(info: string): Marks {
  const match = /^ts (\w+)(?: refused:(?:'(.+)'|(\S+)))?(?: (\d+(?: or \d+)*) steps?)?$/.exec(info);
  const piece = pieces.find((one) => one === match?.[1]);
  if (match === null || piece === undefined) throw new Error(`this says nothing about the block: ${info}`);
  const key = match[3];
  const refused = match[2] ?? (key === undefined ? null : refusals[key as RefusalKey].what);
  return { piece, refused, steps: match[4] ?? null };
}

const told = (diagnostics: readonly { readonly what: string }[]): readonly string[] => [
  ...new Set(diagnostics.map(({ what }) => what)),
];

function checkPiece(block: Block): void {
  const { piece, refused, steps } = marksOf(block.info);
  const found = told(diagnose([{ piece, code: block.text }]).flat());
  if (refused === null) expect(found).toEqual([]);
  else expect(found.map((what) => what.slice(0, refused.length))).toEqual([refused]);
  if (steps !== null) expect(stepsOf(block.text)).toBe(steps);
}

const isCode = ({ info }: Block): boolean => info === 'ts' || info.startsWith('ts ');

describe.each(pages.filter(({ blocks }) => blocks.some(isCode)))('$name', (page) => {
  const written: Record<string, string> = {};
  for (const block of page.blocks) {
    if (!isCode(block)) continue;
    test(`line ${block.line}: ${block.info}`, () => {
      const file = fileOf(block);
      if (file === null) {
        checkPiece(block);
        return;
      }
      written[file.name] = file.text;
      const found = told(build(written, file.name).diagnostics);
      if (block.info === 'ts') expect(found).toEqual([]);
      else expect(found.length).toBeGreaterThan(0);
    });
  }
});

test('every block says what it is', () => {
  const known = /^(ts|diff|console|sh|text|json)\b/;
  const others = pages.flatMap((page) =>
    page.blocks.filter(({ info }) => !known.test(info)).map(({ line, info }) => `${page.name}:${line} ${info}`),
  );
  expect(others).toEqual([]);
});

// SPDX-License-Identifier: MIT
// What a compiler may make of plain accesses. Of random programs, the final states are among those of all rewritings of the program; and those
// without a data race by the kernel's model have the ones that they have without a compiler, whatever memory is.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { explore } from '../../src/explore/explore.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { check } from '../explore/check.ts';
import { parseFiles } from '../lang/model.ts';
import { comparedCompiled, compiledWith, finalsOf, searching } from './compare-compiled.ts';
import { litmusOf } from './programs.ts';
import { randomProgram } from './random.ts';

test('random programs: what is shown, some rewriting does', () => {
  const counts = { compared: 0, all: 0, more: 0 };
  for (let seed = 1; seed <= 90; seed++) {
    const program = randomProgram(seed, 88);
    const found = comparedCompiled(program, 500);
    if (found === null) continue;
    counts.compared++;
    if (found.missing.length === 0) counts.all++;
    if (found.more) counts.more++;
    expect({ of: litmusOf(program), extra: found.extra }).toMatchObject({ extra: [] });
  }
  expect(counts.compared).toBeGreaterThan(25);
  expect(counts.more).toBeGreaterThan(2);
  // What is used in the step of another access is read again in front of that access alone: a few of them lack states.
  expect(counts.all).toBeGreaterThan(0.9 * counts.compared);
});

test.each(['sc', 'tso', 'weak'] as const)(
  'random programs: more final states only where something races: %s',
  (memory) => {
    const counts = { 'no race, the same': 0, 'a race, the same': 0, 'a race, more': 0 };
    for (let seed = 1; seed <= 50; seed++) {
      const program = randomProgram(seed, 70);
      const judge = { ...searching, judge: 'NO-DATA-RACE' };
      const race = toEnd(explore(compiledWith(program, false, 'weak'), judge)).kind === 'fails';
      const [without, with_] = [finalsOf(program, false, memory), finalsOf(program, true, memory)];
      if (without === null || with_ === null) continue;
      expect([...without].filter((one) => !with_.has(one))).toEqual([]);
      const isSame = with_.size === without.size;
      if (!race) expect({ of: litmusOf(program), isSame }).toMatchObject({ isSame: true });
      counts[race ? (isSame ? 'a race, the same' : 'a race, more') : 'no race, the same']++;
    }
    expect(counts['no race, the same']).toBeGreaterThan(3);
    expect(counts['a race, the same']).toBeGreaterThan(3);
    expect(counts['a race, more']).toBeGreaterThan(0);
  },
);

test('an example fails as it was written, and with marked accesses it holds', () => {
  const text = (name: string): string => readFileSync(new URL(`../../examples/races/${name}`, import.meta.url), 'utf8');
  const code = text('mailbox.ts');
  const from = code.indexOf('export function post');
  const functions = text('patches/marked/mailbox.ts').replace(/^[\s\S]*?(?=export function)/, '');
  const marked_ = `${code.slice(0, from).replace('{ assert,', '{ assert, READ_ONCE, WRITE_ONCE,')}${functions}${code.slice(code.indexOf('class result'))}`;
  const verdict = (marked: boolean, compiler: boolean): string => {
    const { tree, diagnostics } = parseFiles({ 'mailbox.ts': marked ? marked_ : code }, ['mailbox.ts']);
    expect(diagnostics).toEqual([]);
    const [scenario] = tree.scenarios;
    if (scenario === undefined) throw new Error('no scenario');
    return check(compile(tree, { scenario, layers: [], judgeWarnings: false, compiler }), 'ASSERTS').kind;
  };
  expect([verdict(false, false), verdict(false, true), verdict(true, true)]).toEqual(['holds', 'fails', 'holds']);
});

const reports = new URL('../../examples/reports/', import.meta.url);

/** @param changed what becomes of the function's text */
function blkback(compiler: boolean, changed: (text: string) => string = (text) => text): string {
  const text = (name: string): string => readFileSync(new URL(name, reports), 'utf8');
  const files = { 'blkback-segment.ts': text('blkback-segment.ts'), 'blkback.ts': changed(text('blkback.ts')) };
  const { tree, diagnostics } = parseFiles(files, ['blkback-segment.ts']);
  expect(diagnostics).toEqual([]);
  const [scenario] = tree.scenarios;
  if (scenario === undefined) throw new Error('no scenario');
  return check(compile(tree, { scenario, layers: [], judgeWarnings: false, compiler }), 'ASSERTS').kind;
}

test('a public report in which the compiler was the bug fails as it was written, and its fix holds', () => {
  const once = (text: string, field: string): string =>
    text
      .replace(`segment.${field};`, `READ_ONCE(segment.${field});`)
      .replace('{ assert, type', '{ assert, READ_ONCE, type');
  expect(blkback(false)).toBe('holds');
  expect(blkback(true)).toBe('fails');
  expect(blkback(true, (text) => once(text, 'last_sect'))).toBe('holds');
  // The field that the guest does not change here: what is read once there keeps nothing else in its place.
  expect(blkback(true, (text) => once(text, 'first_sect'))).toBe('fails');
});

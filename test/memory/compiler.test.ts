// SPDX-License-Identifier: MIT
// What a compiler may make of plain reads changes nothing where nothing races: of random programs, those without a data race under sequential
// consistency have the final states that they have without it. With one, some have more.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { explore } from '../../src/explore/explore.ts';
import { finalStates } from '../../src/explore/final-states.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { check } from '../explore/check.ts';
import { parseFiles } from '../lang/model.ts';
import { readTest } from '../litmus/answer.ts';
import { litmusOf, type SmallProgram } from './programs.ts';
import { randomProgram } from './random.ts';

const options = { ...DEFAULTS, now: () => 0, shortestStates: 0 };

function compiledWith(program: SmallProgram, compiler: boolean): Program {
  const { tree, scenario } = readTest(litmusOf(program));
  return compile(tree, { scenario, layers: [], judgeWarnings: false, compiler });
}

function finals(program: SmallProgram, compiler: boolean): readonly string[] {
  const { states, verdict } = toEnd(finalStates(compiledWith(program, compiler), options));
  expect(verdict.kind).toBe('holds');
  return states.map((values) => values.join(' ')).sort();
}

test('random programs: more final states only where something races', () => {
  const counts = { 'no race, the same': 0, 'a race, the same': 0, 'a race, more': 0 };
  for (let seed = 1; seed <= 150; seed++) {
    const program = randomProgram(seed, 60);
    const race = toEnd(explore(compiledWith(program, false), { ...options, judge: 'NO-DATA-RACE' })).kind === 'fails';
    const [without, with_] = [finals(program, false), finals(program, true)];
    expect(without.filter((one) => !with_.includes(one))).toEqual([]);
    const isSame = with_.length === without.length;
    if (!race) expect({ of: litmusOf(program), isSame }).toMatchObject({ isSame: true });
    counts[race ? (isSame ? 'a race, the same' : 'a race, more') : 'no race, the same']++;
  }
  for (const count of Object.values(counts)) expect(count).toBeGreaterThan(3);
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

// SPDX-License-Identifier: MIT
// Clearing dead locals merges states that differ only in what nobody reads again. Every row of every case is searched
// without it as well, as far as thirty thousand states go: no verdict may be another.

import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { load } from '../../src/cli/load.ts';
import { openProject } from '../../src/cli/project.ts';
import { select } from '../../src/cli/select.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import type { Verdict } from '../../src/explore/verdict.ts';

const MOST_STATES = 30_000;

const project = openProject(import.meta.url);
const { questions } = load(project, select(project, ['cases']).scenarios, null);

function search(program: Program, judge: string): Verdict {
  const options = { ...DEFAULTS, judge, shortestStates: 0, maxStates: MOST_STATES };
  const run = explore(program, { ...options, now: () => performance.now() });
  let turn = run.next();
  while (turn.done !== true) turn = run.next();
  return turn.value;
}

test('a search that keeps dead locals decides the same', { timeout: 600_000 }, async () => {
  const programs = new Map<string, Program>();
  let decided = 0;
  for (const { claim, tree, scenario, layers, as } of questions) {
    await setImmediate();
    if (claim.property === 'ASSERTS' || as !== null) continue; // other programs: one judges warnings, one is compared
    const key = `${claim.case} ${claim.variant}`;
    const program =
      programs.get(key) ??
      compile(tree, { scenario, layers: layers.directories, judgeWarnings: false, keepDeadLocals: true });
    programs.set(key, program);
    const { kind } = search(program, claim.property);
    if (kind === 'unknown') continue;
    expect(`${claim.case} ${claim.variant} ${claim.property} ${kind}`).toBe(
      `${claim.case} ${claim.variant} ${claim.property} ${claim.expect}`,
    );
    decided++;
  }
  expect(decided).toBeGreaterThan(questions.length / 2);
});

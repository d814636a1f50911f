// SPDX-License-Identifier: MIT
// Every row of one case: the verdict that its file expects, the same with the reduction on and off, and a trace that
// replays to its end. The tables in the cases' READMEs say what was found here: `UPDATE=docs` writes them.
// A reduction that changes one verdict anywhere is a wrong `holds` somewhere.

import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Decided, exploration, judgesWarnings, Programs } from '../../src/cli/decide.ts';
import { load, type Question } from '../../src/cli/load.ts';
import { onDisk, openProject } from '../../src/cli/project.ts';
import { select } from '../../src/cli/select.ts';
import { DEFAULTS, type Options } from '../../src/explore/options.ts';
import { replay } from '../../src/explore/replay.ts';
import { formatTrace, parseTrace } from '../../src/explore/trace.ts';
import type { Verdict } from '../../src/explore/verdict.ts';
import { standing } from '../../src/report/claim.ts';
import { claimsTable, matrixTable, type TableRow } from '../../src/report/table.ts';
import { propertyOf } from '../../src/report/text.ts';

const table = /<!-- table: claims -->\n[\s\S]*?<!-- \/table -->/;
const matrix = /<!-- matrix: (\S+) -->\n[\s\S]*?<!-- \/matrix -->/g;

async function decided(programs: Programs, question: Question, options: Partial<Options>): Promise<Decided> {
  const run = exploration(programs, question, { ...DEFAULTS, ...options, now: () => performance.now() });
  let turn = run.next();
  while (turn.done !== true) {
    await setImmediate(); // the largest takes longer than the runner waits for a word
    turn = run.next();
  }
  return turn.value;
}

function broken(verdict: Verdict): string {
  return verdict.kind === 'fails' ? `fails ${verdict.failure.property}` : verdict.kind;
}

/** The tests of one folder of `cases/`. */
export function decideCase(folder: string): void {
  const project = openProject(import.meta.url);
  const { questions, diagnostics, problems } = load(project, select(project, [`cases/${folder}`]).scenarios, null);
  const programs = new Programs();
  const found: TableRow[] = [];

  test('the case is free of diagnostics', () => {
    expect(diagnostics).toEqual([]);
    expect(problems.map((problem) => problem.message)).toEqual([]);
    expect(questions.length).toBeGreaterThan(10);
  });

  describe.each([...new Set(questions.map((question) => question.claim.case))])('%s', (file) => {
    for (const question of questions.filter((one) => one.claim.case === file)) {
      const { id, variant, expect: expected } = question.claim;
      test(`${id} ${variant} ${propertyOf(question.claim)} ${expected}`, async () => {
        await decideRow(programs, question, found);
      });
    }
  });

  test('the tables in its README are what was found', () => {
    const readme = onDisk(project, `cases/${folder}/README.md`);
    const text = readFileSync(readme, 'utf8');
    const wanted = text
      .replace(table, () => `<!-- table: claims -->\n\n${claimsTable(found)}\n\n<!-- /table -->`)
      .replaceAll(matrix, (_, id: string) => {
        const asked = found.filter((row) => row.claim.id === id);
        return `<!-- matrix: ${id} -->\n\n${matrixTable(asked)}\n\n<!-- /matrix -->`;
      });
    if (process.env.UPDATE === 'docs') writeFileSync(readme, wanted);
    else expect(text).toBe(wanted);
  });
}

async function decideRow(programs: Programs, question: Question, found: TableRow[]): Promise<void> {
  const { property, expect: expected } = question.claim;
  await setImmediate(); // the runner hears nothing of a worker that never yields
  // The shortest story is not what is compared: without it the two searches cost as little as they can.
  const shortestStates = question.claim.environmentSteps === null ? 0 : DEFAULTS.shortestStates;
  const reduced = await decided(programs, question, { reduction: true, shortestStates });
  const plain = await decided(programs, question, { reduction: false, shortestStates: 0 });
  const row = { claim: question.claim, verdict: reduced.verdict };
  found.push(row);
  expect(standing(row)).toBe('expected');
  const wanted = expected === 'fails' ? `fails ${property}` : 'holds';
  expect(broken(plain.verdict)).toBe(wanted);
  expect(broken(reduced.verdict)).toBe(wanted);
  if (question.as !== null) expect(reduced.verdict.counts.outcomes).toBe(plain.verdict.counts.outcomes);
  for (const { verdict, about } of [plain, reduced]) {
    if (verdict.kind !== 'fails' || verdict.failure.trace === null) continue;
    const text = formatTrace(verdict.failure.trace);
    const parsed = parseTrace(text);
    if (parsed.kind !== 'trace') throw new Error(parsed.problem);
    const replayed = replay(programs.of(about, judgesWarnings(property)), parsed.choices);
    expect(replayed.problem).toBe(null);
    expect(replayed.steps.length).toBe(verdict.failure.trace.steps.length);
  }
}

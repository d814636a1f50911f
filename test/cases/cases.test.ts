// SPDX-License-Identifier: MIT
// Every row of every case: the verdict that its file expects, the same with the reduction on and off, and a trace that
// replays to its end. The tables in the cases' READMEs say what was found here: `UPDATE=docs` writes them. A reduction that changes one verdict anywhere is a wrong `holds` somewhere.

import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { judgesWarnings, programOf } from '../../src/cli/decide.ts';
import { load, type Question } from '../../src/cli/load.ts';
import { onDisk, openProject } from '../../src/cli/project.ts';
import { select } from '../../src/cli/select.ts';
import type { Program } from '../../src/compile/program.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { replay } from '../../src/explore/replay.ts';
import { formatTrace, parseTrace } from '../../src/explore/trace.ts';
import type { Verdict } from '../../src/explore/verdict.ts';
import { claimsTable, matrixTable, type TableRow } from '../../src/report/table.ts';

const project = openProject(import.meta.url);
const { questions, diagnostics, problems } = load(project, select(project, ['cases']).scenarios, null);
const found: TableRow[] = [];
const table = /<!-- table: claims -->\n[\s\S]*?<!-- \/table -->/;
const matrix = /<!-- matrix: (\S+) -->\n[\s\S]*?<!-- \/matrix -->/g;

/** Rows of one Program mostly follow each other. All Programs together would take gigabytes. */
let latest: { readonly key: string; readonly program: Program } | null = null;

function programFor(question: Question): Program {
  const { case: file, variant, property } = question.claim;
  const key = `${file} ${variant} ${judgesWarnings(property)}`;
  if (latest?.key !== key) latest = { key, program: programOf(question, judgesWarnings(property)) };
  return latest.program;
}

function verdictOf(program: Program, judge: string, reduction: boolean): Verdict {
  // The shortest story is not what is compared: without it the two searches cost as little as they can.
  const run = explore(program, { ...DEFAULTS, judge, reduction, shortestStates: 0, now: () => performance.now() });
  let turn = run.next();
  while (turn.done !== true) turn = run.next();
  return turn.value;
}

function broken(verdict: Verdict): string {
  return verdict.kind === 'fails' ? `fails ${verdict.failure.property}` : verdict.kind;
}

test('the cases are free of diagnostics', () => {
  expect(diagnostics).toEqual([]);
  expect(problems.map((problem) => problem.message)).toEqual([]);
  expect(questions.length).toBeGreaterThan(200);
});

describe.each([...new Set(questions.map((question) => question.claim.case))])('%s', (file) => {
  for (const question of questions.filter((one) => one.claim.case === file)) {
    const { id, variant, property, expect: expected } = question.claim;
    test(`${id} ${variant} ${property} ${expected}`, async () => {
      await setImmediate(); // the runner hears nothing of a worker that never yields
      const program = programFor(question);
      const reduced = verdictOf(program, property, true);
      const plain = verdictOf(program, property, false);
      found.push({ claim: question.claim, verdict: reduced });
      const wanted = expected === 'fails' ? `fails ${property}` : 'holds';
      expect(broken(plain)).toBe(wanted);
      expect(broken(reduced)).toBe(wanted);
      for (const verdict of [plain, reduced]) {
        if (verdict.kind !== 'fails' || verdict.failure.trace === null) continue;
        const text = formatTrace(verdict.failure.trace);
        const parsed = parseTrace(text);
        if (parsed.kind !== 'trace') throw new Error(parsed.problem);
        const replayed = replay(program, parsed.choices);
        expect(replayed.problem).toBe(null);
        expect(replayed.steps.length).toBe(verdict.failure.trace.steps.length);
      }
    });
  }
});

const folders = [...new Set(questions.map((question) => question.claim.case.split('/').slice(0, 2).join('/')))];

test.each(folders)('the tables in %s/README.md are what was found', (folder) => {
  const readme = onDisk(project, `${folder}/README.md`);
  const text = readFileSync(readme, 'utf8');
  const rows = found.filter((row) => row.claim.case.startsWith(`${folder}/`));
  const wanted = text
    .replace(table, () => `<!-- table: claims -->\n\n${claimsTable(rows)}\n\n<!-- /table -->`)
    .replaceAll(matrix, (_, id: string) => {
      const asked = rows.filter((row) => row.claim.id === id);
      return `<!-- matrix: ${id} -->\n\n${matrixTable(asked)}\n\n<!-- /matrix -->`;
    });
  if (process.env.UPDATE === 'docs') writeFileSync(readme, wanted);
  else expect(text).toBe(wanted);
});

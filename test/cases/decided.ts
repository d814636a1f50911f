// SPDX-License-Identifier: MIT
// Every row of one case: the verdict that its file expects, the same with everything that saves states and without (one search for
// all that holds of a program; the longest elsewhere, long.ts), traces that replay to their ends, and columns that may be read as the run and tell what it turns
// on. The tables in the cases' READMEs say what was found here: `UPDATE=docs` writes them. A reduction that changes one verdict
// anywhere is a wrong `holds` somewhere.

import { readFileSync, writeFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { type Decided, exploration, judgesWarnings, Programs } from '../../src/ask/decide.ts';
import { load, type Question } from '../../src/ask/load.ts';
import { select } from '../../src/ask/select.ts';
import { onDisk, openProject } from '../../src/cli/disk.ts';
import { driven } from '../../src/cli/machine.ts';
import { keepingDeadLocals } from '../../src/compile/compile.ts';
import type { LocationSet, Program, Property } from '../../src/compile/program.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS, type Progress, type Stop } from '../../src/explore/options.ts';
import { type Replay, replay } from '../../src/explore/replay.ts';
import { formatTrace, parseTrace } from '../../src/explore/trace.ts';
import type { Failure, Verdict } from '../../src/explore/verdict.ts';
import { settingOf, standing } from '../../src/report/claim.ts';
import { claimsTable, matrixTable, type TableRow } from '../../src/report/table.ts';
import { propertyOf } from '../../src/report/text.ts';
import { picturesOf } from '../columns/pictures.ts';
import { untold } from '../columns/told.ts';
import { expectListed, isListed, longFiles, MOST_COMPARED } from './long.ts';

/** A search that keeps dead locals goes no further: most rows are decided by then. */
const MOST_KEPT = 30_000;

const table = /<!-- table: claims -->\n[\s\S]*?<!-- \/table -->/;
const matrix = /<!-- matrix: (\S+) -->\n[\s\S]*?<!-- \/matrix -->/g;

/** In slices: the largest takes longer than the runner waits for a word. */
const searched = <T>(run: Generator<Progress, T, Stop>): Promise<T> => driven(run, { asked: false });

const now = (): number => performance.now();
const unreduced = { ...DEFAULTS, reduction: false, shortestStates: 0, now };

const keyOf = ({ claim }: Question): string =>
  `${claim.case} ${claim.variant} ${judgesWarnings(claim.property)} ${settingOf(claim)}`;

/** Programs in which dead locals are not cleared; the last one, as the rows of one follow each other. */
class Kept {
  #last: { readonly program: Program; readonly kept: Program } | null = null;

  of(program: Program): Program {
    if (this.#last?.program !== program) this.#last = { program, kept: keepingDeadLocals(program) };
    return this.#last.kept;
  }
}

interface Plain extends Decided {
  readonly program: Program;
}

/** Nothing is saved, or else only what dead locals save. */
class Plainest {
  readonly #kept = new Kept();
  /** What holds of a program in all of its states, by the names of what is asked. */
  readonly #alike = new Map<string, readonly string[]>();
  /** The last answer to all of them, as the rows of one program follow each other. */
  #held: { readonly key: string; readonly plain: Plain } | null = null;

  constructor(
    private readonly programs: Programs,
    questions: readonly Question[],
  ) {
    for (const question of questions) {
      const { claim, as } = question;
      if (claim.expect !== 'holds' || as !== null) continue;
      const key = keyOf(question);
      this.#alike.set(key, [...new Set([...(this.#alike.get(key) ?? []), claim.property])]);
    }
  }

  /** @param states of the search that is compared with this one */
  async of(question: Question, states: number): Promise<Plain> {
    const { property, expect: expected } = question.claim;
    const key = keyOf(question);
    const asked = this.#alike.get(key) ?? [];
    const isAlways = (program: Program): boolean =>
      program.properties.some(({ name, kind }) => name === property && kind === 'always');
    if (expected !== 'holds' || asked.length < 2 || !isAlways(this.programs.of(question, judgesWarnings(property))))
      return this.#alone(question, states);
    // Without reductions the states do not depend on what is asked: all that should be true in each is asked at once.
    if (this.#held?.key === key) return this.#held.plain;
    const plain = await this.#together(question, asked, states);
    if (plain === null) return this.#alone(question, states);
    this.#held = { key, plain };
    return plain;
  }

  async #alone(question: Question, states: number): Promise<Plain> {
    const { property } = question.claim;
    const isLong = isTooLong(question, states);
    const kept = question.as === null && !isLong ? await this.#inKept(question, (program) => program, property) : null;
    if (kept !== null) return kept;
    const decided = await searched(exploration(this.programs, question, unreduced));
    return { ...decided, program: this.programs.of(decided.about, judgesWarnings(property)) };
  }

  /** Null where it does not hold: then each is asked by itself. */
  async #together(question: Question, asked: readonly string[], states: number): Promise<Plain | null> {
    const all = (program: Program): Program => ({
      ...program,
      properties: [...program.properties, allOf(program, asked)],
    });
    const kept = isTooLong(question, states) ? null : await this.#inKept(question, all, ALL);
    if (kept !== null) return kept.verdict.kind === 'holds' ? kept : null;
    const program = this.programs.of(question, judgesWarnings(question.claim.property));
    const verdict = await searched(explore(all(program), { ...unreduced, judge: ALL }));
    return verdict.kind === 'holds' ? { verdict, about: question, program } : null;
  }

  /** Null where there are too many states. */
  async #inKept(question: Question, asking: (program: Program) => Program, judge: string): Promise<Plain | null> {
    const program = this.#kept.of(this.programs.of(question, judgesWarnings(question.claim.property)));
    const verdict = await searched(explore(asking(program), { ...unreduced, judge, maxStates: MOST_KEPT }));
    return verdict.kind === 'unknown' ? null : { verdict, about: question, program };
  }
}

/** What holds has been searched to its end, and has not less states where dead locals are kept. */
const isTooLong = ({ claim }: Question, states: number): boolean => claim.expect === 'holds' && states > MOST_KEPT;

const ALL = 'all that should be true in every state';

/** What is asked of each state by any of these names. */
function allOf(program: Program, names: readonly string[]): Property {
  const asked = program.properties.filter(({ name, kind }) => kind === 'always' && names.includes(name));
  return {
    name: ALL,
    kind: 'always',
    holds: (states, at) => asked.every((one) => one.holds(states, at)),
    get reads(): LocationSet {
      throw new Error('nobody leaves out a step');
    },
    explain: () => {
      throw new Error('nobody asks why it is false: then each is asked by itself');
    },
  };
}

function broken(verdict: Verdict): string {
  return verdict.kind === 'fails' ? `fails ${verdict.failure.property}` : verdict.kind;
}

/** A test for each row of a folder. What they find is there when they have run. */
export function decideRows(folder: string): readonly TableRow[] {
  const project = openProject(import.meta.url);
  const { questions, diagnostics, problems } = load(project, select(project, [folder]).scenarios, null);
  const programs = new Programs();
  const plainest = new Plainest(programs, questions);
  const found: TableRow[] = [];
  const long: TableRow[] = [];
  const compared = new Set<string>();
  const files = [...new Set(questions.map((question) => question.claim.case))];

  test(`${folder} is free of diagnostics`, () => {
    expect(diagnostics).toEqual([]);
    expect(problems.map((problem) => problem.message)).toEqual([]);
    expect(questions.length).toBeGreaterThan(10);
  });

  describe.each(files)('%s', (file) => {
    for (const question of questions.filter((one) => one.claim.case === file)) {
      test(nameOf(question), async () => {
        const { row, isCompared } = await decideRow(programs, plainest, question, MOST_COMPARED);
        found.push(row);
        if (isCompared) compared.add(file);
        else long.push(row);
      });
    }
  });

  test('each file has rows that are compared, and what is compared elsewhere is listed', () => {
    expect(files.filter((file) => !compared.has(file))).toEqual([]);
    expectListed(folder, long);
  });
  return found;
}

/** A test for each row that is compared nowhere else. */
export function compareLong(): void {
  const project = openProject(import.meta.url);
  const { questions } = load(project, select(project, longFiles()).scenarios, null);
  const programs = new Programs();
  const plainest = new Plainest(programs, questions);
  for (const question of questions.filter(isListed))
    test(`${question.claim.case} ${nameOf(question)}`, async () => {
      const { isCompared } = await decideRow(programs, plainest, question, Infinity);
      expect(isCompared).toBe(true);
    });
}

const nameOf = ({ claim }: Question): string => `${claim.id} ${claim.variant} ${propertyOf(claim)} ${claim.expect}`;

/** The tests of one folder of `cases/`. */
export function decideCase(folder: string): void {
  const project = openProject(import.meta.url);
  const found = decideRows(`cases/${folder}`);

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

interface DecidedRow {
  readonly row: TableRow;
  readonly isCompared: boolean;
}

/** @param most with more states than these, it is not compared */
async function decideRow(
  programs: Programs,
  plainest: Plainest,
  question: Question,
  most: number,
): Promise<DecidedRow> {
  const { property, expect: expected } = question.claim;
  await setImmediate(); // the runner hears nothing of a worker that never yields
  // The shortest story is not what is compared: without it the two searches cost as little as they can.
  const shortestStates = question.claim.environmentSteps === null ? 0 : DEFAULTS.shortestStates;
  const reduced = await searched(exploration(programs, question, { ...DEFAULTS, shortestStates, now }));
  const { states } = reduced.verdict.counts;
  const plain = states > most ? null : await plainest.of(question, states);
  const row = { claim: question.claim, verdict: reduced.verdict };
  expect(standing(row)).toBe('expected');
  const wanted = expected === 'fails' ? `fails ${property}` : 'holds';
  if (plain !== null) expect(broken(plain.verdict)).toBe(wanted);
  expect(broken(reduced.verdict)).toBe(wanted);
  if (question.as !== null && plain !== null)
    expect(reduced.verdict.counts.outcomes).toBe(plain.verdict.counts.outcomes);
  const told = { ...reduced, program: programs.of(reduced.about, judgesWarnings(property)) };
  for (const { verdict, program } of plain === null ? [told] : [plain, told]) {
    if (verdict.kind !== 'fails' || verdict.failure.trace === null) continue;
    const text = formatTrace(verdict.failure.trace);
    const parsed = parseTrace(text);
    if (parsed.kind !== 'trace') throw new Error(parsed.problem);
    const replayed = replay(program, parsed.choices);
    expect(replayed.problem).toBe(null);
    expect(replayed.steps.length).toBe(verdict.failure.trace.steps.length);
    if (verdict !== reduced.verdict) continue;
    expect(wrongIn(program, replayed, verdict.failure)).toEqual([]);
  }
  return { row, isCompared: plain !== null };
}

/** What the columns say that was not so, and what they do not say: those that check prints by itself, and with --all. */
function wrongIn(program: Program, replayed: Replay, failure: Failure): readonly string[] {
  const found: string[] = [];
  for (const { name, story, lines, refutation } of picturesOf(program, replayed, failure, null)) {
    if (refutation !== null && refutation.kind !== 'jump')
      found.push(`${name}: ${refutation.kind}, row ${refutation.row}: ${refutation.message}`, ...lines);
    if (name === 'chosen') found.push(...untold(story, lines));
  }
  return found;
}

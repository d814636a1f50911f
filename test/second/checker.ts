// SPDX-License-Identifier: MIT
// The checker's answers, by what it offers to everybody: parse, compile, explore, and the steps of a Program.

import { readFileSync } from 'node:fs';
import { type CompileOptions, compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { PropertyFault } from '../../src/compile/tell/searched.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS, type Options } from '../../src/explore/options.ts';
import { compareOutcomes } from '../../src/explore/same-outcomes.ts';
import type { Verdict } from '../../src/explore/verdict.ts';
import { ModelError } from '../../src/lang/diagnostic.ts';
import { parse } from '../../src/lang/parse/parse.ts';
import type { Tree } from '../../src/lang/tree.ts';
import { Steps } from '../compile/steps.ts';
import { VirtualTeam } from '../explore/virtual-team.ts';
import { violationText } from './judge.ts';

const vocabulary = readFileSync('src/lang/vocabulary.ts', 'utf8');

export interface Read {
  readonly tree: Tree;
  /** Why a file is refused. */
  readonly refused: ReadonlyMap<string, string>;
}

/** Models that have nothing to do with each other, read together: most of the time of one is the start. */
export function readAll(files: ReadonlyMap<string, string>): Read {
  const read = (path: string): string | null =>
    path === 'src/lang/vocabulary.ts' ? vocabulary : (files.get(path) ?? null);
  const { tree, diagnostics } = parse({ files: [...files.keys()], sources: { read } });
  const refused = new Map<string, string>();
  for (const { place, what } of diagnostics) {
    if (!refused.has(place.file)) refused.set(place.file, `${place.line}: ${what}`);
  }
  return { tree, refused };
}

export function compiled(
  tree: Tree,
  options: { file: string; layers: readonly string[]; warnings: boolean },
): Program | string {
  const scenario = tree.scenarios.find(({ file }) => file === options.file);
  if (scenario === undefined) throw new Error(`no scenario in ${options.file}`);
  const asked: CompileOptions = { scenario, layers: options.layers, judgeWarnings: options.warnings };
  try {
    return compile(tree, asked);
  } catch (error) {
    if (error instanceof ModelError)
      return error.diagnostics.map(({ place, what }) => `${place.line}: ${what}`).join('; ');
    throw error;
  }
}

const STATES = 50_000;

function optionsFor(judge: string, more: Partial<Options>): Options {
  return { ...DEFAULTS, now: () => 0, maxStates: STATES, shortestStates: 0, ...more, judge };
}

/** What is compared of an answer. `wrong`: a property went wrong itself. */
export interface Answer {
  readonly kind: 'holds' | 'fails' | 'unknown' | 'wrong';
  /** What failed, as the row would say. */
  readonly property: string;
  readonly states: number;
}

function answerOf(ask: () => Verdict): Answer {
  try {
    const verdict = ask();
    const property = verdict.kind === 'fails' ? verdict.failure.property : '';
    return { kind: verdict.kind, property, states: verdict.counts.states };
  } catch (error) {
    if (error instanceof PropertyFault) return { kind: 'wrong', property: '', states: 0 };
    throw error;
  }
}

function finished<T>(run: Generator<unknown, T, undefined>): T {
  for (;;) {
    const turn = run.next();
    if (turn.done === true) return turn.value;
  }
}

export function ask(program: Program, judge: string, more: Partial<Options>): Answer {
  return answerOf(() => finished(explore(program, optionsFor(judge, more))));
}

/** The same search by two threads, in an order drawn by themselves. */
export function askTogether(program: Program, judge: string, more: Partial<Options>): Answer {
  return ask(program, judge, { ...more, team: new VirtualTeam(2) });
}

export function askSameOutcomes(one: Program, other: Program, more: Partial<Options>): Answer {
  const sides = [
    { name: 'one', program: one },
    { name: 'other', program: other },
  ] as const;
  return answerOf(() => finished(compareOutcomes(sides[0], sides[1], optionsFor('SAME-OUTCOMES', more))).verdict);
}

export interface Reached {
  /** Every state as the outcomes and the standings of the threads show it. */
  readonly seen: ReadonlySet<string>;
  readonly violations: ReadonlySet<string>;
  readonly emptyPool: boolean;
  /** Whether a step has more ways than the checker looks at. */
  readonly tooWide: boolean;
  readonly states: number;
}

export function reach(program: Program): Reached {
  const seen = new Set<string>();
  const violations = new Set<string>();
  let [emptyPool, tooWide] = [false, false];
  const states = new Steps(program).reach((state, steps) => {
    const values = program.outcomes.map((one) => one.value(state, 0));
    const standings = program.threads.map((_, i) => program.standing(i, state, 0)[0]);
    seen.add(`${values.join()} ${standings.join('')}`);
    for (const { fault } of steps) {
      if (fault?.kind === 'pool') emptyPool = true;
      else if (fault?.kind === 'ways') tooWide = true;
      else if (fault !== null) violations.add(violationText(fault.kind, fault.place.line));
    }
  });
  return { seen, violations, emptyPool, tooWide, states };
}

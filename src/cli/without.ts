// SPDX-License-Identifier: MIT
// What holds is asked again, once for each part of the code that is taken out or made weaker: `faultline ingredients` and
// `faultline barriers` differ in what that is.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answered, Setup } from '../ask/answer.ts';
import { Commands } from '../ask/commands.ts';
import { jobsOf } from '../ask/jobs.ts';
import { load, type Question } from '../ask/load.ts';
import type { Project } from '../ask/project.ts';
import { select } from '../ask/select.ts';
import { type Asked, askedWithout, type Placed, type TakenOut } from '../ask/taken-out.ts';
import { BadInput, BadModel } from '../ask/trouble.ts';
import { diffText } from '../lang/write-diff.ts';
import { answerOf, type IngredientResult, type Ingredients, type TakenIngredient } from '../report/ingredients.ts';
import { answerAll } from './answer-all.ts';
import { memoryOf } from './check.ts';
import type { CheckRequest } from './check-request.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { type Ear, listenForInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';
import { openDisplay } from './progress.ts';

export interface WithoutRequest
  extends Pick<CheckRequest, 'variant' | 'json' | 'trace' | 'detail' | 'limits' | 'workers' | 'on'> {
  readonly target: string;
  /** Names of functions, or ends of paths. */
  readonly of: readonly string[];
  /** A folder for the diffs; null where nobody wants them. */
  readonly diffs: string | null;
}

export type Several = readonly [Question, ...Question[]];

/** What is taken out, and became of it. */
export interface Tried {
  readonly taken: TakenOut;
  readonly answer: IngredientResult['answer'];
}

export interface Found {
  readonly found: Ingredients;
  /** The columns of a claim that fails, for each one that is needed. */
  readonly blocks: readonly string[];
  /** What holds, by scenario. */
  readonly holding: readonly Several[];
  readonly status: ExitStatus;
}

/** What is taken out first, and what then, from what became of it: rounds, until there is nothing more. */
export interface Rounds {
  /** What is asked, as it is asked here; left out: as it stands. */
  readonly prepared?: (question: Question) => Question;
  first(holding: readonly Several[]): readonly TakenOut[];
  next(tried: readonly Tried[]): readonly TakenOut[];
}

export async function withoutEach(
  project: Project,
  request: WithoutRequest,
  rounds: Rounds,
  output: Output,
): Promise<Found> {
  const began = performance.now();
  const interrupt = listenForInterrupt();
  const ask = asker(request, interrupt, (message) => output.note(message));
  const questions = questionsOf(project, request);
  const whole = await ask(questions, false);
  const { prepared = (one: Question): Question => one } = rounds;
  const holding = groupsOf(questions.filter((_, i) => whole[i]?.verdict.kind === 'holds').map(prepared));
  const refused = whole.flatMap(({ trouble }) => (trouble?.kind === 'refused' ? trouble.diagnostics : []));
  if (holding.length === 0 && refused.length > 0) throw new BadModel(refused);
  if (holding.length === 0) throw nothingHolds(request.target, questions[0]);
  const sums = new Set(whole.map(({ checksum }) => checksum));
  const commands = new Commands(project);
  const blocks: string[] = [];
  const results: IngredientResult[] = [];
  const firstStory = (asked: readonly Question[], answers: readonly Answered[]): readonly string[] => {
    const at = answers.findIndex(({ verdict }) => verdict.kind === 'fails' && verdict.failure.kind !== 'sometimes');
    const [question, answered] = [asked[at], answers[at]];
    if (question === undefined || answered === undefined) return [];
    const block = commands.block(question, answered, output.paint);
    return block === null ? [] : [block];
  };
  const judge = async (all: readonly TakenOut[]): Promise<readonly Tried[]> => {
    const each = holding.map((group) => askedWithout(project, group, all, request.diffs));
    const asked = all.map((taken, i): Asked => {
      const one = each.flatMap((some) => some[i] ?? []);
      const [diagnostics = []] = one.map((some) => some.diagnostics).filter((some) => some.length > 0);
      return { taken, questions: diagnostics.length > 0 ? [] : one.flatMap((some) => some.questions), diagnostics };
    });
    const answers = await ask(
      asked.flatMap((one) => one.questions),
      request.trace && !request.json,
    );
    let at = 0;
    return asked.map((one) => {
      const own = answers.slice(at, at + one.questions.length);
      at += own.length;
      const result = resultOf(one, own, sums, request.diffs);
      results.push(result);
      if (result.answer === 'needed') blocks.push(...firstStory(one.questions, own));
      return { taken: one.taken, answer: result.answer };
    });
  };
  for (let round = rounds.first(holding); round.length > 0; ) round = rounds.next(await judge(round));
  interrupt.stop();
  const found = {
    cases: holding.map(([{ scenario }]) => ({ file: scenario.file, title: scenario.title })),
    variant: questions[0].claim.variant,
    claims: holding.flat().map((one) => one.claim),
    results,
    milliseconds: performance.now() - began,
  };
  const isOpen = results.some(({ answer }) => answer === 'unknown');
  return { found, blocks, holding, status: isOpen ? exitStatus.undecided : exitStatus.expected };
}

/** All of one variant. */
function questionsOf(project: Project, { target, variant }: WithoutRequest): Several {
  const { scenarios } = select(project, [target]);
  const { questions, diagnostics, problems } = load(project, scenarios, variant);
  if (diagnostics.length > 0) throw new BadModel(diagnostics);
  const [first, ...more] = questions;
  if (first === undefined) throw problems[0] ?? new Error(`checker bug: ${target} asks nothing`);
  const variants = [...new Set(questions.map(({ claim }) => claim.variant))];
  if (variants.length === 1) return [first, ...more];
  throw new BadInput(
    `${target} has ${variants.length} variants`,
    'what is taken out is taken out of one of them',
    `--variant with one of: ${variants.map((one) => (one === '' ? '+' : one)).join(', ')}`,
  );
}

/** By scenario. */
function groupsOf(questions: readonly Question[]): readonly Several[] {
  const groups = new Map<string, Several>();
  for (const one of questions) {
    const group = groups.get(one.scenario.file);
    groups.set(one.scenario.file, group === undefined ? [one] : [...group, one]);
  }
  return [...groups.values()];
}

/** What one scenario runs and another does not is asked of both: there, nothing changes. */
export function placedIn<T>(
  groups: readonly Several[],
  find: (question: Question) => readonly T[],
  place: (one: T) => Placed,
): readonly T[] {
  const found = new Map<string, T>();
  const problems: BadInput[] = [];
  for (const [first] of groups) {
    try {
      for (const one of find(first)) found.set(JSON.stringify([place(one).file, place(one).cuts]), one);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      problems.push(error);
    }
  }
  const [problem] = problems;
  if (found.size === 0 && problem !== undefined) throw problem;
  const order = (a: Placed, b: Placed): number => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1);
  return [...found.values()].sort((a, b) => order(place(a), place(b)));
}

type Ask = (questions: readonly Question[], columns: boolean) => Promise<readonly Answered[]>;

function asker(request: WithoutRequest, interrupt: Ear, note: (message: string) => void): Ask {
  const swarm = request.on === null ? undefined : { ...request.on, note };
  return async (questions, columns) => {
    const jobs = jobsOf(questions);
    const workers = Math.max(1, Math.min(request.workers, jobs.length));
    const { limits, detail } = request;
    const maxMemory = limits.maxMemory ?? memoryOf(request, workers);
    const tells = columns ? 'all columns' : 'nothing';
    const setup: Setup = { limits: { ...limits, maxMemory }, detail, tells };
    const display = openDisplay(questions.length);
    const answers: Answered[] = [];
    for await (const one of answerAll(jobs, { setup, workers, cores: request.workers, interrupt, display, swarm }))
      answers[one.place] = one;
    display.clear();
    for (const { trouble } of answers) if (trouble?.kind === 'bug') throw new Error(trouble.detail);
    return answers;
  };
}

function resultOf(
  { taken, questions, diagnostics }: Asked,
  answers: readonly Answered[],
  sums: ReadonlySet<string | null | undefined>,
  folder: string | null,
): IngredientResult {
  const { name, files } = taken;
  const refused = answers.flatMap(({ trouble }) => (trouble?.kind === 'refused' ? trouble.diagnostics : []));
  const [wrong] = [...diagnostics, ...refused];
  const asked = questions.flatMap(({ claim }, i) => {
    const verdict = answers[i]?.verdict;
    return verdict === undefined ? [] : [{ claim, verdict }];
  });
  const same = answers.every(({ checksum }) => sums.has(checksum));
  return {
    ingredients: taken.ingredients.map(shown),
    answer: wrong === undefined ? answerOf(asked, same) : 'no model',
    asked: wrong === undefined ? asked : [],
    problem: wrong === undefined ? null : (wrong.what.split('\n')[0] ?? ''),
    diff: folder === null ? null : written(folder, name, files.map(diffText).join('')),
  };
}

function shown({ kind, file, function: name, line, what }: Placed): TakenIngredient {
  return { kind, file, function: name, line, what };
}

function written(folder: string, name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, text);
  return file;
}

function nothingHolds(target: string, { claim }: Question): BadInput {
  const where = claim.variant === '' ? target : `${target} on ${claim.variant}`;
  return new BadInput(
    `nothing holds of ${where}`,
    'what is needed is what a claim holds with, and not without',
    'a variant of which a claim holds',
  );
}

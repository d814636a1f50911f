// SPDX-License-Identifier: MIT
// `faultline ingredients`: which line carries the proof. What holds is asked again, once for each ingredient of the patch,
// without that ingredient.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Answered, Setup } from '../ask/answer.ts';
import { Commands } from '../ask/commands.ts';
import { jobsOf } from '../ask/jobs.ts';
import { load, type Question } from '../ask/load.ts';
import type { Project } from '../ask/project.ts';
import { select } from '../ask/select.ts';
import { type Asked, askedWithout, ingredientsIn, type Placed, type TakenOut, takenOut } from '../ask/taken-out.ts';
import { BadInput, BadModel } from '../ask/trouble.ts';
import { diffText } from '../lang/write-diff.ts';
import {
  answerOf,
  type IngredientResult,
  ingredientsJson,
  ingredientsText,
  type TakenIngredient,
} from '../report/ingredients.ts';
import { answerAll } from './answer-all.ts';
import { usualMemory } from './budget.ts';
import type { CheckRequest } from './check-request.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { type Ear, listenForInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';
import { openDisplay } from './progress.ts';

export interface IngredientsRequest
  extends Pick<CheckRequest, 'variant' | 'json' | 'trace' | 'detail' | 'limits' | 'workers'> {
  readonly target: string;
  /** Names of functions, or ends of paths. */
  readonly of: readonly string[];
  /** Whether those that are not needed are taken out by twos as well. */
  readonly pairs: boolean;
  /** A folder for the diffs; null where nobody wants them. */
  readonly diffs: string | null;
}

type Several = readonly [Question, ...Question[]];

export async function ingredients(project: Project, request: IngredientsRequest, output: Output): Promise<ExitStatus> {
  const began = performance.now();
  const interrupt = listenForInterrupt();
  const ask = asker(request, interrupt);
  const questions = questionsOf(project, request);
  const whole = await ask(questions, false);
  const holding = groupsOf(questions.filter((_, i) => whole[i]?.verdict.kind === 'holds'));
  if (holding.length === 0) throw nothingHolds(request.target, questions[0]);
  const sums = new Set(whole.map(({ checksum }) => checksum));
  const placed = placedIn(project, holding, request.of);
  const single = placed.flatMap((one, i) => takenOut(project, `without-${i + 1}.diff`, [one]) ?? []);
  const blocks: string[] = [];
  const results: IngredientResult[] = [];
  const idle: Placed[] = [];
  const commands = new Commands(project);
  const firstStory = (asked: readonly Question[], answers: readonly Answered[]): readonly string[] => {
    const at = answers.findIndex(({ verdict }) => verdict.kind === 'fails' && verdict.failure.kind !== 'sometimes');
    const [question, answered] = [asked[at], answers[at]];
    if (question === undefined || answered === undefined) return [];
    const block = commands.block(question, answered, output.paint);
    return block === null ? [] : [block];
  };
  const judge = async (all: readonly TakenOut[]): Promise<void> => {
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
    for (const one of asked) {
      const own = answers.slice(at, at + one.questions.length);
      at += own.length;
      const result = resultOf(one, own, sums, request.diffs);
      results.push(result);
      if (result.answer === 'not needed') idle.push(...one.taken.ingredients);
      if (result.answer === 'needed') blocks.push(...firstStory(one.questions, own));
    }
  };
  await judge(single);
  if (request.pairs) await judge(pairsOf(project, [...idle], single.length));
  interrupt.stop();
  const found = {
    cases: holding.map(([{ scenario }]) => ({ file: scenario.file, title: scenario.title })),
    variant: questions[0].claim.variant,
    claims: holding.flat().map((one) => one.claim),
    results,
    milliseconds: performance.now() - began,
  };
  if (request.json) output.text(ingredientsJson(found, output.said));
  else {
    output.text(ingredientsText(found, output.paint));
    for (const block of blocks) output.text(`\n${block}`);
  }
  return results.some(({ answer }) => answer === 'unknown') ? exitStatus.undecided : exitStatus.expected;
}

/** All of one variant. */
function questionsOf(project: Project, { target, variant }: IngredientsRequest): Several {
  const { scenarios } = select(project, [target]);
  const { questions, diagnostics, problems } = load(project, scenarios, variant);
  if (diagnostics.length > 0) throw new BadModel(diagnostics);
  const [first, ...more] = questions;
  if (first === undefined) throw problems[0] ?? new Error(`checker bug: ${target} asks nothing`);
  const variants = [...new Set(questions.map(({ claim }) => claim.variant))];
  if (variants.length === 1) return [first, ...more];
  throw new BadInput(
    `${target} has ${variants.length} variants`,
    'ingredients are those of one of them',
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
function placedIn(project: Project, groups: readonly Several[], of: readonly string[]): readonly Placed[] {
  const found = new Map<string, Placed>();
  const problems: BadInput[] = [];
  for (const [first] of groups) {
    try {
      for (const one of ingredientsIn(project, first, of)) found.set(JSON.stringify([one.file, one.cuts]), one);
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      problems.push(error);
    }
  }
  const [problem] = problems;
  if (found.size === 0 && problem !== undefined) throw problem;
  return [...found.values()].sort((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** Those that each the model can do without: perhaps one of the two is needed. */
function pairsOf(project: Project, idle: readonly Placed[], from: number): readonly TakenOut[] {
  const pairs = idle.flatMap((one, i) => idle.slice(i + 1).map((other) => [one, other]));
  return pairs.flatMap((pair, i) => takenOut(project, `without-${from + i + 1}.diff`, pair) ?? []);
}

type Ask = (questions: readonly Question[], columns: boolean) => Promise<readonly Answered[]>;

function asker(request: IngredientsRequest, interrupt: Ear): Ask {
  return async (questions, columns) => {
    const jobs = jobsOf(questions);
    const workers = Math.max(1, Math.min(request.workers, jobs.length));
    const { limits, detail } = request;
    const maxMemory = limits.maxMemory ?? usualMemory(workers);
    const tells = columns ? 'all columns' : 'nothing';
    const setup: Setup = { limits: { ...limits, maxMemory }, detail, tells };
    const display = openDisplay(questions.length);
    const answers: Answered[] = [];
    for await (const one of answerAll(jobs, { setup, workers, cores: request.workers, interrupt, display }))
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
    'an ingredient is needed if a claim holds with it only',
    'a variant of which a claim holds',
  );
}

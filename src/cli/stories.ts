// SPDX-License-Identifier: MIT
// From a trace back to what happened, and to the command that shows it again.

import type { Explanation, Program } from '../compile/program.ts';
import { toEnd } from '../explore/pace.ts';
import { type Replay, replaying } from '../explore/replay.ts';
import { type Choices, formatTrace } from '../explore/trace.ts';
import type { Failure } from '../explore/verdict.ts';
import type { Detail, Story, ToldStep } from '../report/story.ts';
import { drawing } from '../report/timeline.ts';
import { withoutGiven } from './given.ts';
import type { Question } from './load.ts';
import { type Project, readText } from './project.ts';
import { everyCase, idsIn } from './select.ts';

export function storyOf(program: Program, failure: Failure): Story | null {
  return toEnd(storyOfFailure(program, failure));
}

/** Yields after every step. */
export function* storyOfFailure(program: Program, failure: Failure): Generator<void, Story | null> {
  if (failure.trace === null) return null;
  const replayed = yield* replaying(program, failure.trace);
  if (replayed.problem !== null)
    throw new Error(`checker bug: a trace of its own cannot be replayed: ${replayed.problem.message}`);
  return yield* told(program, replayed, failure);
}

/** The columns of a failure; empty where no run leads to it. */
export function* pictureOf(program: Program, failure: Failure, detail: Detail): Generator<void, readonly string[]> {
  const story = yield* storyOfFailure(program, failure);
  return story === null ? [] : yield* drawing(story, detail);
}

/** Yields after every step. */
export function* told(program: Program, replayed: Replay, failure: Failure | null): Generator<void, Story> {
  const steps: ToldStep[] = [];
  for (const { thread, before, after, narration } of replayed.steps) {
    const [, ...inside] = program.view(before, 0).threads[thread]?.stack ?? [];
    const begins = program.standing(thread, before, 0) === 'idle';
    const ends = program.standing(thread, after, 0) === 'idle';
    steps.push({ thread, inside, events: narration.events, begins, ends });
    yield;
  }
  const open = program.view(replayed.last, 0).threads.map(({ stack: [, ...inside] }) => inside);
  const next = program.threads.map((_, thread) =>
    program.standing(thread, replayed.last, 0) === 'running'
      ? program.narrate(thread, replayed.last, 0, 0).events
      : null,
  );
  return { threads: program.threads, steps, open, next, failure, why: yield* whyOf(program, replayed, failure) };
}

function* whyOf(program: Program, replayed: Replay, failure: Failure | null): Generator<void, Explanation | null> {
  if (failure?.kind !== 'always' && failure?.kind !== 'atEnd') return null;
  const property = program.properties.find(({ name, kind }) => name === failure.property && kind === failure.kind);
  return property === undefined ? null : yield* property.explain(replayed.last, 0);
}

/** Writes commands that say no more than is needed to mean one program: the variant where an id has several, the file
 *  where an id stands in several or in none of the cases. */
export class Commands {
  readonly #project: Project;
  readonly #files = new Map<string, readonly string[]>();
  readonly #texts = new Map<string, string>();

  constructor(project: Project) {
    this.#project = project;
  }

  replay(question: Question, choices: Choices): string {
    return `faultline replay ${this.#program(question).join(' ')} ${formatTrace(choices)}`;
  }

  /** Words that name one program: a claim id or file, and the variant. */
  #program(question: Question): readonly string[] {
    const { claim, scenario } = question;
    const files = this.#filesOf(claim.id);
    const byId = files.length === 1 && files[0] === scenario.file;
    const rows = byId ? scenario.claims.filter((row) => row.id === claim.id) : scenario.claims;
    const variants = new Set(rows.map((row) => row.variant));
    if (rows.length === 0) variants.add(scenario.kernel ?? '');
    const { given = [] } = this.#project;
    const { typed } = question;
    const variant = withoutGiven(this.#project, typed?.variant ?? claim.variant);
    const diffs = [...given.map(({ written }) => written), ...(typed === undefined ? [] : [typed.diff])];
    const needed = diffs.length > 0 ? variant !== (scenario.kernel ?? '') : variants.size > 1 || !variants.has(variant);
    return [
      quoted(byId ? claim.id : claim.case),
      ...(needed ? ['--variant', quoted(variant === '' ? '+' : variant)] : []),
      ...diffs.flatMap((written) => ['--patch', quoted(written)]),
    ];
  }

  #filesOf(id: string): readonly string[] {
    const known = this.#files.get(id);
    if (known !== undefined) return known;
    if (this.#texts.size === 0) {
      for (const file of everyCase(this.#project)) this.#texts.set(file, readText(this.#project, file) ?? '');
    }
    const files = [...this.#texts].filter(([, text]) => idsIn(text).includes(id)).map(([file]) => file);
    this.#files.set(id, files);
    return files;
  }
}

/** For a shell, only where it would not be one word. */
function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
}

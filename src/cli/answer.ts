// SPDX-License-Identifier: MIT
// One row to its answer: compile, decide, and for a failure the columns. What comes out is plain data, the same from the
// main thread and from a worker; what goes wrong is handed on, to be printed when it is the question's turn.

import type { Program } from '../compile/program.ts';
import type { Verdict } from '../explore/verdict.ts';
import type { Diagnostic } from '../lang/diagnostic.ts';
import { answerBlock } from '../report/block.ts';
import type { Detail } from '../report/story.ts';
import { decide, judgesWarnings, type Limits, notRun, programOf, type Watch } from './decide.ts';
import type { Job, Row } from './jobs.ts';
import type { Question } from './load.ts';
import { bugText, paintOf } from './output.ts';
import type { Project } from './project.ts';
import { refusalOf } from './refusal.ts';
import { Commands, storyOf } from './stories.ts';

/** What is the same for every job. */
export interface Setup {
  readonly project: Project;
  readonly limits: Limits;
  readonly detail: Detail;
  /** Whether failures are told as columns. */
  readonly columns: boolean;
  readonly coloured: boolean;
}

export type Trouble =
  | { readonly kind: 'refused'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly kind: 'bug'; readonly detail: string };

export interface Answered {
  /** The index of the question. */
  readonly place: number;
  readonly verdict: Verdict;
  /** The columns of a failure. */
  readonly block: string | null;
  readonly trouble: Trouble | null;
}

export class Answerer {
  readonly #setup: Setup;
  readonly #commands: Commands;
  #latest: { readonly key: string; readonly program: Program } | null = null;

  constructor(setup: Setup) {
    this.#setup = setup;
    this.#commands = new Commands(setup.project);
  }

  /** Rows of a job that follow each other share its Program. */
  async answer({ key, tree }: Omit<Job, 'rows'>, row: Row, watch: Watch): Promise<Answered> {
    const { place } = row;
    if (watch.interrupt.asked) return { place, verdict: notRun('not run: interrupted'), block: null, trouble: null };
    const question = { ...row.question, tree };
    try {
      const program = this.#programOf(key, question);
      const verdict = await decide(program, question, this.#setup.limits, watch);
      return { place, verdict, block: this.#block(program, question, verdict), trouble: null };
    } catch (error) {
      return { place, block: null, ...troubled(error, question) };
    }
  }

  #programOf(key: string, question: Question): Program {
    if (this.#latest?.key !== key) {
      this.#latest = null; // it need not stay while the next one is made
      this.#latest = { key, program: programOf(question, judgesWarnings(question.claim.property)) };
    }
    return this.#latest.program;
  }

  #block(program: Program, question: Question, verdict: Verdict): string | null {
    if (verdict.kind !== 'fails' || !this.#setup.columns) return null;
    const { failure } = verdict;
    const { threads, checksum } = program;
    const story = storyOf(program, failure);
    const command = failure.trace === null ? null : this.#commands.replay(question, failure.trace);
    const whole = { claim: question.claim, threads, checksum, verdict, story, command };
    return answerBlock(whole, this.#setup.detail, paintOf(this.#setup.coloured));
  }
}

function troubled(error: unknown, question: Question): Pick<Answered, 'verdict' | 'trouble'> {
  const refusal = refusalOf(error, question);
  if (refusal === null) return bug(error);
  const trouble = { kind: 'refused' as const, diagnostics: refusal.diagnostics };
  return { verdict: notRun('not decided: the model cannot be used'), trouble };
}

export function bug(error: unknown): Pick<Answered, 'verdict' | 'trouble'> {
  return { verdict: notRun('not decided: checker bug'), trouble: { kind: 'bug', detail: bugText(error) } };
}

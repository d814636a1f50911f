// SPDX-License-Identifier: MIT
// One job to its answers: compile, decide, and for a failure the columns. What comes out is plain data, the same from the
// main thread and from a worker; what goes wrong is handed on, to be printed when it is the question's turn.

import type { Program } from '../compile/program.ts';
import type { Verdict } from '../explore/verdict.ts';
import type { Diagnostic } from '../lang/diagnostic.ts';
import { answerBlock } from '../report/block.ts';
import type { Detail } from '../report/story.ts';
import { decide, judgesWarnings, type Limits, notRun, programOf, type Watch } from './decide.ts';
import type { Job } from './jobs.ts';
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

  constructor(setup: Setup) {
    this.#setup = setup;
    this.#commands = new Commands(setup.project);
  }

  async *answers(job: Job, watch: Watch): AsyncGenerator<Answered> {
    let program: Program | null = null;
    for (const { place, question: asked } of job.rows) {
      const question = { ...asked, tree: job.tree };
      try {
        if (watch.interrupt.asked) {
          yield { place, verdict: notRun('not run: interrupted'), block: null, trouble: null };
          continue;
        }
        program ??= programOf(question, judgesWarnings(question.claim.property));
        const verdict = await decide(program, question, this.#setup.limits, watch);
        yield { place, verdict, block: this.#block(program, question, verdict), trouble: null };
      } catch (error) {
        yield { place, block: null, ...troubled(error, question) };
      }
    }
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

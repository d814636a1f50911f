// SPDX-License-Identifier: MIT
// `faultline run`: one interleaving as a timeline with the state it ends in. A look at the model, not an answer.

import { type Once, runOnce } from '../explore/once.ts';
import { createRandom } from '../explore/random.ts';
import { replay } from '../explore/replay.ts';
import { counted } from '../report/numbers.ts';
import type { Detail } from '../report/story.ts';
import { timeline } from '../report/timeline.ts';
import { viewText } from '../report/view.ts';
import { programOf } from './decide.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { oneProgram } from './one-program.ts';
import { endingAt } from './outcome.ts';
import type { Output } from './output.ts';
import type { Project } from './project.ts';
import { Commands, told } from './stories.ts';

export interface RunRequest {
  readonly target: string;
  readonly variant: string | null;
  /** Null: in turns. */
  readonly seed: number | null;
  readonly steps: number;
  readonly detail: Detail;
}

export function run(project: Project, request: RunRequest, output: Output): ExitStatus {
  const { questions } = oneProgram(project, request.target, request.variant, 'first');
  const [question] = questions;
  const program = programOf(question, false);
  const { seed } = request;
  const policy =
    seed === null ? { kind: 'round-robin' as const } : { kind: 'random' as const, random: createRandom(seed) };
  const once = runOnce(program, policy, request.steps);
  const replayed = replay(program, once.trace);
  if (replayed.problem !== null) throw new Error(`checker bug: a run cannot be replayed: ${replayed.problem.message}`);

  const { claim } = question;
  const how = seed === null ? 'in turns' : `seed ${seed}`;
  output.line(`${output.paint.strong(claim.id)}  ${claim.title}`);
  output.line(`  ${[claim.variant, `one run, ${how}`, endText(once)].filter((part) => part !== '').join(' · ')}`);
  output.text(`\n${timeline(told(program, replayed, null), request.detail).join('\n')}\n`);
  const ending = endingAt(program, replayed);
  if (ending !== null) output.line(`\n  ${ending}`);
  output.text(`\n${viewText(program.view(replayed.last, 0), request.detail)}`);
  output.text(`\n  replay: ${new Commands(project).replay(question, once.trace)}\n`);
  return exitStatus.expected;
}

function endText(once: Once): string {
  const steps = counted(once.trace.steps.length, 'step');
  switch (once.ending) {
    case 'finished':
      return `${steps}, then every thread had finished`;
    case 'blocked':
      return `${steps}, then nothing could go on`;
    case 'fault':
      return `${steps}, the last of which went wrong`;
    case 'steps':
      return `stopped after ${steps} (--steps)`;
  }
}

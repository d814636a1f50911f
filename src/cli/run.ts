// SPDX-License-Identifier: MIT
// `faultline run`: one interleaving as a timeline with the state it ends in. A look at the model, not an answer.

import { Commands } from '../ask/commands.ts';
import { programOf } from '../ask/decide.ts';
import { oneProgram } from '../ask/one-program.ts';
import { endingAt } from '../ask/outcome.ts';
import type { Project } from '../ask/project.ts';
import { clockFrom, telling } from '../ask/telling.ts';
import type { Program } from '../compile/program.ts';
import { type Once, type Policy, runningOnce } from '../explore/once.ts';
import { createRandom } from '../explore/random.ts';
import { type Replay, replaying } from '../explore/replay.ts';
import { widthText } from '../report/block.ts';
import { counted } from '../report/numbers.ts';
import type { Detail } from '../report/story.ts';
import { drawing } from '../report/timeline.ts';
import { told } from '../report/told.ts';
import { viewText } from '../report/view.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { listenForInterrupt } from './interrupt.ts';
import { driven, now } from './machine.ts';
import type { Output } from './output.ts';

export interface RunRequest {
  readonly target: string;
  readonly variant: string | null;
  /** Null: in turns. */
  readonly seed: number | null;
  readonly steps: number;
  readonly detail: Detail;
  /** Milliseconds for all of it. */
  readonly maxTime: number;
}

export async function run(project: Project, request: RunRequest, output: Output): Promise<ExitStatus> {
  const { questions } = oneProgram(project, request.target, request.variant, 'first');
  const [question] = questions;
  const program = programOf(question, false);
  const { seed } = request;
  const policy: Policy = seed === null ? { kind: 'round-robin' } : { kind: 'random', random: createRandom(seed) };
  const interrupt = listenForInterrupt();
  const clock = clockFrom(now, request.maxTime);
  const once = await driven(telling(runningOnce(program, policy, request.steps), null, clock), interrupt);
  const tale =
    once.kind === 'untold'
      ? once
      : await driven(
          telling(followed(program, once.value, request.detail), once.value.trace.steps.length, clock),
          interrupt,
        );
  interrupt.stop();

  const { claim } = question;
  const how = `one run, ${seed === null ? 'in turns' : `seed ${seed}`}`;
  const size = [claim.variant, how].filter((part) => part !== '').join(' · ');
  output.line(`${output.paint.strong(claim.id)}  ${claim.title}`);
  if (tale.kind === 'untold') {
    const known =
      once.kind === 'untold' ? '' : `\n  replay: ${new Commands(project).replay(question, once.value.trace)}\n`;
    output.text(`  ${size}\n\n  ${tale.why}\n${known}`);
    return exitStatus.undecided;
  }
  const { replayed, picture } = tale.value;
  output.line(`  ${size} · ${endText(tale.value.once)}${widthText(picture)}`);
  output.text(`\n${picture.join('\n')}\n`);
  const ending = endingAt(program, replayed);
  if (ending !== null) output.line(`\n  ${ending}`);
  output.text(`\n${viewText(program.view(replayed.last, 0), program.view(replayed.initial, 0), request.detail)}`);
  output.text(`\n  replay: ${new Commands(project).replay(question, tale.value.once.trace)}\n`);
  return exitStatus.expected;
}

interface Followed {
  readonly once: Once;
  readonly replayed: Replay;
  readonly picture: readonly string[];
}

function* followed(program: Program, once: Once, detail: Detail): Generator<void, Followed> {
  const replayed = yield* replaying(program, once.trace);
  if (replayed.problem !== null) throw new Error(`checker bug: a run cannot be replayed: ${replayed.problem.message}`);
  const story = yield* told(program, replayed, null);
  return { once, replayed, picture: yield* drawing(story, detail) };
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

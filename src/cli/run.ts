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
import { counted } from '../report/numbers.ts';
import type { Detail } from '../report/story.ts';
import { told } from '../report/told.ts';
import { viewText } from '../report/view.ts';
import type { Sent } from '../ui/send/documents.ts';
import type { Form } from '../ui/send/forms.ts';
import { runText } from '../ui/send/run-text.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { listenForInterrupt } from './interrupt.ts';
import { driven, now } from './machine.ts';
import type { Output } from './output.ts';
import { type Told, toldAs, untold } from './told.ts';

export interface RunRequest {
  readonly target: string;
  readonly variant: string | null;
  /** Null: in turns. */
  readonly seed: number | null;
  readonly steps: number;
  readonly detail: Detail;
  /** Milliseconds for all of it. */
  readonly maxTime: number;
  /** Null: text. */
  readonly as: Form | null;
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
  const { claim } = question;
  const { detail } = request;
  const how = `one run, ${seed === null ? 'in turns' : `seed ${seed}`}`;
  const size = [claim.variant, how].filter((part) => part !== '').join(' · ');
  if (once.kind === 'untold') {
    interrupt.stop();
    return untold({ claim, size, command: null, why: once.why }, request.as, output);
  }
  const { trace: choices } = once.value;
  const command = new Commands(project).replay(question, choices);
  const end = `${size} · ${endText(once.value)}`;
  const sent = { claim: claim.id, title: claim.title, variant: claim.variant, choices, size: end, command, detail };
  const tale = await driven(telling(followed(program, sent, request.as), choices.steps.length, clock), interrupt);
  interrupt.stop();
  if (tale.kind === 'untold') return untold({ claim, size, command, why: tale.why }, request.as, output);
  const { replayed, told } = tale.value;
  if (told.kind === 'document') {
    output.text(told.text);
    return exitStatus.expected;
  }
  const text = {
    claim,
    size: end,
    broken: null,
    picture: told.picture,
    ending: endingAt(program, replayed),
    unbroken: [],
    state: viewText(program.view(replayed.last, 0), program.view(replayed.initial, 0), detail),
    command,
  };
  output.text(runText(text, output.paint));
  return exitStatus.expected;
}

interface Followed {
  readonly replayed: Replay;
  readonly told: Told;
}

function* followed(
  program: Program,
  sent: Omit<Sent, 'story' | 'checksum'>,
  as: Form | null,
): Generator<void, Followed> {
  const replayed = yield* replaying(program, sent.choices);
  if (replayed.problem !== null) throw new Error(`checker bug: a run cannot be replayed: ${replayed.problem.message}`);
  const story = yield* told(program, replayed, null);
  return { replayed, told: yield* toldAs(as, { ...sent, story, checksum: program.checksum }) };
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

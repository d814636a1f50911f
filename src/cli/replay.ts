// SPDX-License-Identifier: MIT
// `faultline replay`: a printed trace once more, with the state it ends in and what that state breaks.

import { Commands } from '../ask/commands.ts';
import { judgesWarnings, programOf } from '../ask/decide.ts';
import type { Question } from '../ask/load.ts';
import { oneProgram } from '../ask/one-program.ts';
import { endingAt, failureAt } from '../ask/outcome.ts';
import type { Project } from '../ask/project.ts';
import { clockFrom, telling } from '../ask/telling.ts';
import { BadInput } from '../ask/trouble.ts';
import type { Program } from '../compile/program.ts';
import { type Replay, replaying } from '../explore/replay.ts';
import { parseTrace } from '../explore/trace.ts';
import type { Failure } from '../explore/verdict.ts';
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

export interface ReplayRequest {
  readonly target: string;
  readonly trace: string;
  readonly variant: string | null;
  readonly property: string | null;
  readonly detail: Detail;
  /** Milliseconds for all of it. */
  readonly maxTime: number;
  /** Null: text. */
  readonly as: Form | null;
}

export async function replayTrace(project: Project, request: ReplayRequest, output: Output): Promise<ExitStatus> {
  const parsed = parseTrace(request.trace);
  if (parsed.kind === 'problem') {
    throw new BadInput(`this is no trace: ${parsed.problem}`, '', 'the last word of a printed replay line: 0.0.1.2:1');
  }
  const { questions } = oneProgram(project, request.target, request.variant, 'refuse');
  const asked = questions.filter(({ claim }) => request.property === null || claim.property === request.property);
  if (asked.length === 0) {
    const known = questions.map(({ claim }) => claim.property).join(', ');
    throw new BadInput(`no claim about ${request.property}`, `${request.target} has others`, `one of: ${known}`);
  }
  const steps = parsed.choices.steps.length;
  const [first] = questions;
  const { claim } = first;
  const size = [claim.variant, `replay of ${counted(steps, 'step')}`].filter((part) => part !== '').join(' · ');
  const command = new Commands(project).replay(first, parsed.choices);
  const { detail } = request;
  const sent = {
    claim: claim.id,
    title: claim.title,
    variant: claim.variant,
    choices: parsed.choices,
    size,
    command,
    detail,
  };
  const interrupt = listenForInterrupt();
  const work = followed(asked, sent, request.as);
  const tale = await driven(telling(work, steps, clockFrom(now, request.maxTime)), interrupt);
  interrupt.stop();
  if (tale.kind === 'untold') return untold({ claim, size, command, why: tale.why }, request.as, output);
  const { program, replayed, failure, told } = tale.value;
  if (told.kind === 'document') {
    output.text(told.text);
    return exitStatus.expected;
  }
  // Whether outcomes differ is not seen in one run.
  const judged = asked.map((one) => one.claim.property).filter((property) => property !== 'SAME-OUTCOMES');
  const text = {
    claim,
    size: `${size} · model ${program.checksum.slice(0, 8)}`,
    broken: failure?.property ?? null,
    picture: told.picture,
    ending: endingAt(program, replayed),
    unbroken: failure === null ? judged : [],
    state: viewText(program.view(replayed.last, 0), program.view(replayed.initial, 0), detail),
    command,
  };
  output.text(runText(text, output.paint));
  return exitStatus.expected;
}

interface Followed {
  readonly program: Program;
  readonly replayed: Replay;
  readonly failure: Failure | null;
  readonly told: Told;
}

/** Where some rows judge warnings and others do not, the trace may belong to either: the one that it breaks is meant. */
function* followed(
  questions: readonly Question[],
  sent: Omit<Sent, 'story' | 'checksum'>,
  as: Form | null,
): Generator<void, Followed> {
  const { choices } = sent;
  const tries: Omit<Followed, 'told'>[] = [];
  for (const warnings of [false, true]) {
    const meant = questions.filter(({ claim }) => judgesWarnings(claim.property) === warnings);
    const [first] = meant;
    if (first === undefined) continue;
    const program = programOf(first, warnings);
    const replayed = yield* replaying(program, choices);
    const properties = meant.map(({ claim }) => claim.property);
    const failure = replayed.problem === null ? yield* failureAt(program, choices, replayed, properties) : null;
    tries.push({ program, replayed, failure });
  }
  const fits = tries.filter(({ replayed }) => replayed.problem === null);
  const best = fits.find(({ failure }) => failure !== null) ?? fits[0];
  if (best !== undefined) {
    const story = yield* told(best.program, best.replayed, best.failure);
    return { ...best, told: yield* toldAs(as, { ...sent, story, checksum: best.program.checksum }) };
  }
  const problem = tries[0]?.replayed.problem;
  throw new BadInput(
    `the trace does not fit: ${problem?.message ?? 'no step can be taken'}`,
    'it belongs to another claim or variant, or the model has changed since it was printed',
    'a new trace from `faultline check`',
  );
}

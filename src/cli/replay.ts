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
import { type Choices, parseTrace } from '../explore/trace.ts';
import type { Failure } from '../explore/verdict.ts';
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

export interface ReplayRequest {
  readonly target: string;
  readonly trace: string;
  readonly variant: string | null;
  readonly property: string | null;
  readonly detail: Detail;
  /** Milliseconds for all of it. */
  readonly maxTime: number;
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
  const interrupt = listenForInterrupt();
  const clock = clockFrom(now, request.maxTime);
  const tale = await driven(telling(followed(asked, parsed.choices, request.detail), steps, clock), interrupt);
  interrupt.stop();

  const [{ claim }] = questions;
  const heading = `${output.paint.strong(claim.id)}  ${claim.title}`;
  const size = [claim.variant, `replay of ${counted(steps, 'step')}`].filter((part) => part !== '').join(' · ');
  const command = new Commands(project).replay(questions[0], parsed.choices);
  if (tale.kind === 'untold') {
    output.text(`${heading}\n  ${size}\n\n  ${tale.why}\n\n  replay: ${command}\n`);
    return exitStatus.undecided;
  }
  const { program, replayed, failure, picture } = tale.value;
  output.line(`${heading}${failure === null ? '' : `  ${output.paint.bad('FAILS')}  ${failure.property}`}`);
  output.line(`  ${size} · model ${program.checksum.slice(0, 8)}${widthText(picture)}`);
  output.text(`\n${picture.join('\n')}\n`);
  const ending = endingAt(program, replayed);
  if (ending !== null) output.line(`\n  ${ending}`);
  // Whether outcomes differ is not seen in one run.
  const judged = asked.map((one) => one.claim.property).filter((property) => property !== 'SAME-OUTCOMES');
  if (failure === null && judged.length > 0) output.line(`\n  nothing is broken here: ${judged.join(', ')}`);
  output.text(`\n${viewText(program.view(replayed.last, 0), program.view(replayed.initial, 0), request.detail)}`);
  output.text(`\n  replay: ${command}\n`);
  return exitStatus.expected;
}

interface Followed {
  readonly program: Program;
  readonly replayed: Replay;
  readonly failure: Failure | null;
  readonly picture: readonly string[];
}

/** Where some rows judge warnings and others do not, the trace may belong to either: the one that it breaks is meant. */
function* followed(questions: readonly Question[], choices: Choices, detail: Detail): Generator<void, Followed> {
  const tries: Omit<Followed, 'picture'>[] = [];
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
    return { ...best, picture: yield* drawing(story, detail) };
  }
  const problem = tries[0]?.replayed.problem;
  throw new BadInput(
    `the trace does not fit: ${problem?.message ?? 'no step can be taken'}`,
    'it belongs to another claim or variant, or the model has changed since it was printed',
    'a new trace from `faultline check`',
  );
}

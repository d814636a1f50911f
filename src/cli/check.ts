// SPDX-License-Identifier: MIT
// `faultline check`: asks every question, prints a line for each, the stories that matter, and the sum.

import type { Answered, Setup } from '../ask/answer.ts';
import { Commands } from '../ask/commands.ts';
import { inTurn } from '../ask/in-turn.ts';
import type { Question } from '../ask/load.ts';
import type { Project } from '../ask/project.ts';
import { select } from '../ask/select.ts';
import { asFirstSeen } from '../ask/snapshot.ts';
import { BadInput } from '../ask/trouble.ts';
import { formatTrace } from '../explore/trace.ts';
import { type ClaimResult, type LeftOut, nothingLeftOut, standing } from '../report/claim.ts';
import { json } from '../report/json.ts';
import { summaryLine, verdictLine, widthsOf } from '../report/text.ts';
import { answerAll } from './answer-all.ts';
import { usualMemory } from './budget.ts';
import type { CheckRequest } from './check-request.ts';
import { type ExitStatus, exitStatus, worst } from './exit.ts';
import { type Gathered, gather } from './gather.ts';
import { type Ear, listenForInterrupt } from './interrupt.ts';
import { Kept } from './kept.ts';
import type { Output } from './output.ts';
import { openDisplay } from './progress.ts';
import { savingOf } from './saving.ts';
import { firstOf, triesOf } from './tries.ts';

/** What is known when the check ends, in whatever way. */
interface Known {
  readonly results: ClaimResult[];
  readonly statuses: ExitStatus[];
  leftOut: LeftOut;
  /** How many of the results were answered before. */
  kept: number;
}

export async function check(project: Project, request: CheckRequest, output: Output): Promise<ExitStatus> {
  const known: Known = { results: [], statuses: [], leftOut: nothingLeftOut, kept: 0 };
  const interrupt = listenForInterrupt();
  try {
    await answerInto(known, { project: asFirstSeen(project), request, interrupt }, output);
  } catch (error) {
    if (!request.json) throw error;
    known.statuses.push(output.trouble(error));
  } finally {
    interrupt.stop();
  }
  // Whoever reads a document gets one, whatever went wrong.
  if (request.json) output.text(json(known.results, known.leftOut, output.said, known.kept));
  return worst(known.statuses);
}

interface Asked {
  readonly project: Project;
  readonly request: CheckRequest;
  readonly interrupt: Ear;
}

async function answerInto(known: Known, { project, request, interrupt }: Asked, output: Output): Promise<void> {
  const began = performance.now();
  const { results, statuses } = known;
  const { cache } = request;
  const kept = cache === null ? null : new Kept(project, cache.entries, cache.version);
  const gathered = gather(project, request, select(project, request.targets), kept);
  const { questions, diagnostics, problems, leftOut, jobs, tells } = gathered;
  known.leftOut = leftOut;
  known.kept = gathered.answers.length;
  if (diagnostics.length > 0) statuses.push(output.diagnostics(diagnostics));
  for (const problem of problems) statuses.push(output.badInput(problem));
  if (questions.length === 0 && statuses.length === 0) statuses.push(output.badInput(nothingToCheck(project)));

  const display = openDisplay(questions.length);
  const widths = widthsOf(
    questions.map((question) => question.claim),
    output.columns,
  );
  const commands = new Commands(project);
  const blocks: string[] = [];
  const { tries } = request;
  const asking = tries === null ? jobs : triesOf(jobs, tries);
  const rows = asking.reduce((sum, job) => sum + job.rows.length, 0);
  const workers = Math.min(request.workers, tries === null ? jobs.length : rows);
  const setup: Setup = {
    limits: { ...request.limits, maxMemory: request.limits.maxMemory ?? memoryOf(request, workers) },
    detail: request.detail,
    tells,
  };
  const { saving } = request;
  const complain = (message: string): void => output.note(message);
  const checkpoint = saving === null ? undefined : savingOf(saving, [...gathered.loaded.values()], request, complain);
  const swarm = request.on === null ? undefined : { ...request.on, note: complain };
  const { across = null } = request;
  if (across !== null) await refuse(across, [...gathered.loaded.values()], request);
  const work = { setup, workers, cores: request.workers, interrupt, display, checkpoint, swarm, across };
  const each = answerAll(asking, work);
  const asked = tries === null ? each : firstOf(jobs, tries, each);
  for await (const { question, answered } of inTurn(questions, keeping(gathered, asked, { kept, setup }))) {
    const { verdict, trouble, traceVariant, diagnoses } = answered;
    const block = commands.block(question, answered, output.paint);
    display.clear();
    if (trouble?.kind === 'refused') statuses.push(output.diagnostics(trouble.diagnostics));
    if (trouble?.kind === 'bug') statuses.push(output.checkerBug(trouble.detail));
    const replay =
      verdict.kind === 'fails' && verdict.failure.trace !== null ? formatTrace(verdict.failure.trace) : null;
    const result = { claim: question.claim, verdict, replay, traceVariant, diagnoses };
    results.push(result);
    statuses.push(statusOf(result));
    if (!request.json) output.line(verdictLine(result, widths, output.paint));
    if (block !== null) blocks.push(block);
  }
  display.clear();
  if (!request.json) {
    for (const block of blocks) output.text(`\n${block}`);
    const rows = results.length + leftOut.notChecked.length + leftOut.checkedInPart.length;
    const time = performance.now() - began;
    if (rows > 1) output.text(`\n${summaryLine({ results, leftOut, kept: known.kept }, time, output.paint)}\n`);
  }
}

async function refuse(across: number, questions: readonly Question[], request: CheckRequest): Promise<void> {
  const { refuseAcross } = await import('./swarm/across.ts');
  refuseAcross(across, questions, request);
}

/** On other machines, what each of them has. */
export const memoryOf = ({ on }: Pick<CheckRequest, 'on'>, workers: number): number =>
  on === null ? usualMemory(workers) : Infinity;

interface Keeping {
  readonly kept: Kept | null;
  readonly setup: Setup;
}

/** What was known before comes first; what is new is kept. */
async function* keeping(
  { answers, loaded }: Gathered,
  asked: AsyncIterable<Answered>,
  { kept, setup }: Keeping,
): AsyncGenerator<Answered> {
  yield* answers;
  for await (const answered of asked) {
    const question = loaded.get(answered.place);
    if (question === undefined) throw new Error(`checker bug: nobody asked at ${answered.place}`);
    kept?.keep(question, answered, setup);
    yield answered;
  }
  kept?.tidy();
}

/** Zero claims as expected would read like a success. */
function nothingToCheck(project: Project): BadInput {
  return new BadInput('there is nothing to check', `no scenario below ${project.cases.join(', ')}`, 'a file or folder');
}

function statusOf(result: ClaimResult): ExitStatus {
  switch (standing(result)) {
    case 'expected':
      return exitStatus.expected;
    case 'unexpected':
      return exitStatus.unexpected;
    case 'unknown':
      return exitStatus.undecided;
  }
}

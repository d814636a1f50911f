// SPDX-License-Identifier: MIT
// `faultline check`: asks every question, prints a line for each, the stories that matter, and the sum.

import type { Setup } from '../ask/answer.ts';
import { Commands } from '../ask/commands.ts';
import type { Limits } from '../ask/decide.ts';
import { inTurn } from '../ask/in-turn.ts';
import { jobsOf } from '../ask/jobs.ts';
import { load } from '../ask/load.ts';
import type { Project } from '../ask/project.ts';
import { select } from '../ask/select.ts';
import { BadInput } from '../ask/trouble.ts';
import { formatTrace } from '../explore/trace.ts';
import { type ClaimResult, type LeftOut, nothingLeftOut, standing } from '../report/claim.ts';
import { json } from '../report/json.ts';
import type { Detail } from '../report/story.ts';
import { summaryLine, verdictLine, widthsOf } from '../report/text.ts';
import { answerAll } from './answer-all.ts';
import { usualMemory } from './budget.ts';
import { type ExitStatus, exitStatus, worst } from './exit.ts';
import { type Ear, listenForInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';
import { openDisplay } from './progress.ts';

export interface CheckRequest {
  readonly targets: readonly string[];
  readonly variant: string | null;
  readonly json: boolean;
  /** Print every story, not only those that nobody expected. */
  readonly trace: boolean;
  readonly detail: Detail;
  /** Without a budget of memory, the searches share what is free. */
  readonly limits: Omit<Limits, 'maxMemory'> & { readonly maxMemory: number | null };
  readonly workers: number;
}

/** So few rows are asked for because somebody wants to see them. */
const fewRows = 3;

/** What is known when the check ends, in whatever way. */
interface Known {
  readonly results: ClaimResult[];
  readonly statuses: ExitStatus[];
  leftOut: LeftOut;
}

export async function check(project: Project, request: CheckRequest, output: Output): Promise<ExitStatus> {
  const known: Known = { results: [], statuses: [], leftOut: nothingLeftOut };
  const interrupt = listenForInterrupt();
  try {
    await answerInto(known, { project, request, interrupt }, output);
  } catch (error) {
    if (!request.json) throw error;
    known.statuses.push(output.trouble(error));
  } finally {
    interrupt.stop();
  }
  // Whoever reads a document gets one, whatever went wrong.
  if (request.json) output.text(json(known.results, known.leftOut, output.said));
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
  const { scenarios, byClaim } = select(project, request.targets);
  const { questions, diagnostics, problems, leftOut } = load(project, scenarios, request.variant);
  known.leftOut = leftOut;
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
  const jobs = jobsOf(questions);
  const workers = Math.min(request.workers, jobs.length);
  const everyStory = request.trace || byClaim || questions.length <= fewRows;
  const setup: Setup = {
    limits: { ...request.limits, maxMemory: request.limits.maxMemory ?? usualMemory(workers) },
    detail: request.detail,
    tells: request.json ? 'diagnoses' : everyStory ? 'all columns' : 'unexpected columns',
  };
  const answers = answerAll(jobs, { setup, workers, interrupt, display });
  for await (const { question, answered } of inTurn(questions, answers)) {
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
    if (rows > 1) output.text(`\n${summaryLine(results, leftOut, time, output.paint)}\n`);
  }
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

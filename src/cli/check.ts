// SPDX-License-Identifier: MIT
// `faultline check`: asks every question, prints a line for each, the stories that matter, and the sum.

import { formatTrace } from '../explore/trace.ts';
import type { Verdict } from '../explore/verdict.ts';
import { answerBlock } from '../report/block.ts';
import { type ClaimResult, standing } from '../report/claim.ts';
import { json } from '../report/json.ts';
import type { Detail } from '../report/story.ts';
import { summaryLine, verdictLine, widthsOf } from '../report/text.ts';
import { decide, judgesWarnings, type Limits, notRun, Programs } from './decide.ts';
import { BadInput, type ExitStatus, exitStatus, worst } from './exit.ts';
import { listenForInterrupt } from './interrupt.ts';
import { load, type Question } from './load.ts';
import type { Output } from './output.ts';
import { progressLine } from './progress.ts';
import type { Project } from './project.ts';
import { refusalOf } from './refusal.ts';
import { select } from './select.ts';
import { Commands, storyOf } from './stories.ts';

export interface CheckRequest {
  readonly targets: readonly string[];
  readonly variant: string | null;
  readonly json: boolean;
  /** Print every story, not only those that nobody expected. */
  readonly trace: boolean;
  readonly detail: Detail;
  readonly limits: Limits;
}

/** So few rows are asked for because somebody wants to see them. */
const fewRows = 3;

export async function check(project: Project, request: CheckRequest, output: Output): Promise<ExitStatus> {
  const began = performance.now();
  const interrupt = listenForInterrupt();
  const { scenarios, byClaim } = select(project, request.targets);
  const { questions, diagnostics, problems, leftOut } = load(project, scenarios, request.variant);
  const statuses: ExitStatus[] = [];
  if (diagnostics.length > 0) statuses.push(output.diagnostics(diagnostics));
  for (const problem of problems) statuses.push(output.badInput(problem));
  if (questions.length === 0 && statuses.length === 0) statuses.push(output.badInput(nothingToCheck(project)));

  const programs = new Programs();
  const commands = new Commands(project);
  const watch = { line: progressLine(), interrupt };
  const widths = widthsOf(questions.map((question) => question.claim));
  const results: ClaimResult[] = [];
  const blocks: string[] = [];
  const everyStory = request.trace || byClaim || questions.length <= fewRows;
  for (const question of questions) {
    const { verdict, block, status } = await answer(question, watch.interrupt.asked);
    if (status !== null) statuses.push(status);
    const replay =
      verdict.kind === 'fails' && verdict.failure.trace !== null ? formatTrace(verdict.failure.trace) : null;
    const result = { claim: question.claim, verdict, replay };
    results.push(result);
    statuses.push(statusOf(result));
    if (!request.json) output.line(verdictLine(result, widths, output.paint));
    if (block !== null && (everyStory || standing(result) === 'unexpected')) blocks.push(block);
  }
  watch.interrupt.stop();
  if (request.json) output.text(json(results, leftOut));
  else {
    for (const block of blocks) output.text(`\n${block}`);
    const rows = results.length + leftOut.notChecked.length + leftOut.checkedInPart.length;
    const time = performance.now() - began;
    if (rows > 1) output.text(`\n${summaryLine(results, leftOut, time, output.paint)}\n`);
  }
  return worst(statuses);

  async function answer(
    question: Question,
    interrupted: boolean,
  ): Promise<{ readonly verdict: Verdict; readonly block: string | null; readonly status: ExitStatus | null }> {
    if (interrupted) return { verdict: notRun('not run: interrupted'), block: null, status: null };
    try {
      const program = programs.of(question, judgesWarnings(question.claim.property));
      const verdict = await decide(program, question, request.limits, watch);
      if (verdict.kind !== 'fails' || request.json) return { verdict, block: null, status: null };
      const { failure } = verdict;
      const command = failure.trace === null ? null : commands.replay(question, failure.trace);
      const story = storyOf(program, failure);
      const whole = {
        claim: question.claim,
        threads: program.threads,
        checksum: program.checksum,
        verdict,
        story,
        command,
      };
      return { verdict, block: answerBlock(whole, request.detail, output.paint), status: null };
    } catch (error) {
      watch.line.clear();
      const refusal = refusalOf(error, question);
      const status = refusal === null ? output.checkerBug(error) : output.diagnostics(refusal.diagnostics);
      const reason = refusal === null ? 'not decided: checker bug' : 'not decided: the model cannot be used';
      return { verdict: notRun(reason), block: null, status };
    }
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

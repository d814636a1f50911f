// SPDX-License-Identifier: MIT
// `faultline explore --html`: claims are decided as `check` does it, and what they are about goes into one file that opens
// offline.

import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Answered } from '../ask/answer.ts';
import { Commands } from '../ask/commands.ts';
import type { Limits } from '../ask/decide.ts';
import { jobsOf } from '../ask/jobs.ts';
import { load } from '../ask/load.ts';
import { select } from '../ask/select.ts';
import { BadInput } from '../ask/trouble.ts';
import { counted } from '../report/numbers.ts';
import { offlinePage } from '../ui/html.ts';
import { packOf, packText } from '../ui/pack.ts';
import { answerAll } from './answer-all.ts';
import { usualMemory } from './budget.ts';
import type { Opened } from './disk.ts';
import { type ExitStatus, exitStatus, worst } from './exit.ts';
import { listenForInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';
import { openDisplay } from './progress.ts';

export interface ExploreRequest {
  readonly targets: readonly string[];
  readonly variant: string | null;
  /** The file that is written. */
  readonly html: string;
  readonly limits: Omit<Limits, 'maxMemory'> & { readonly maxMemory: number | null };
  readonly workers: number;
}

/** A page of more is no page: its Trees alone are megabytes. */
const mostRows = 400;

export async function exploreIntoFile(project: Opened, request: ExploreRequest, output: Output): Promise<ExitStatus> {
  const { scenarios } = select(project, request.targets);
  const { questions, diagnostics, problems } = load(project, scenarios, request.variant, true);
  const statuses: ExitStatus[] = [exitStatus.expected];
  if (diagnostics.length > 0) statuses.push(output.diagnostics(diagnostics));
  for (const problem of problems) statuses.push(output.badInput(problem));
  if (questions.length === 0) return worst([...statuses, exitStatus.badInput]);
  if (questions.length > mostRows)
    throw new BadInput(
      `${counted(questions.length, 'row')} do not fit one page`,
      `it would carry all their models, and takes at most ${mostRows}`,
      'a claim, a scenario or a folder of one case',
    );
  const answers = await answersTo(questions, request);
  const pack = packOf(questions, answers, new Commands(project));
  const [{ claim }] = questions as [(typeof questions)[number]];
  const title = questions.every((one) => one.claim.id === claim.id)
    ? `${claim.id} ${claim.title}`
    : request.targets.join(' ');
  const text = offlinePage({
    title,
    script: partOf(project, 'offline.js'),
    style: partOf(project, 'offline.css'),
    pack: deflateRawSync(packText(pack), { level: 9 }).toString('base64'),
    hash: (part) => `sha256-${createHash('sha256').update(part).digest('base64')}`,
  });
  write(request.html, text);
  const size = `${(Buffer.byteLength(text) / 1e6).toFixed(2)} MB`;
  output.line(`${request.html}: ${counted(questions.length, 'claim')}, ${size}; it opens in a browser, offline`);
  return worst(statuses);
}

async function answersTo(
  questions: Parameters<typeof jobsOf>[0],
  { limits, workers }: ExploreRequest,
): Promise<ReadonlyMap<number, Answered>> {
  const interrupt = listenForInterrupt();
  const display = openDisplay(questions.length);
  const jobs = jobsOf(questions);
  const most = Math.min(workers, jobs.length);
  const setup = {
    limits: { ...limits, maxMemory: limits.maxMemory ?? usualMemory(most) },
    detail: { full: false, free: false },
    tells: 'nothing' as const,
  };
  const answers = new Map<number, Answered>();
  try {
    for await (const answered of answerAll(jobs, { setup, workers: most, interrupt, display }))
      answers.set(answered.place, answered);
  } finally {
    display.clear();
    interrupt.stop();
  }
  return answers;
}

/** A part of the page as it was built. */
function partOf({ root }: Opened, name: string): string {
  return readFileSync(join(root, 'dist/ui', name), 'utf8');
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new BadInput(`${file}: cannot be written`, why, 'another place for it');
  }
}

// SPDX-License-Identifier: MIT
// `faultline litmus`: tests as the kernel's memory model has them, each with all of its final states.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expectationTable, expectedOf } from '../ask/expectations.ts';
import { answerLitmus, type LitmusSetup } from '../ask/litmus.ts';
import { canonical, filesBelow, isDirectory, isThere, type Project, readText, unreadable } from '../ask/project.ts';
import { BadInput } from '../ask/trouble.ts';
import { ModelError } from '../lang/diagnostic.ts';
import { loadGrammar } from '../lang/litmus/grammar.ts';
import { type Litmus, readLitmus } from '../lang/litmus/litmus.ts';
import type { MemoryModel } from '../lang/tree.ts';
import {
  type Compared,
  type Expected,
  expectedText,
  type LitmusAnswer,
  litmusJson,
  litmusStanding,
  litmusSummary,
  litmusText,
} from '../report/litmus.ts';
import { counted } from '../report/numbers.ts';
import type { Detail } from '../report/story.ts';
import { usualMemory } from './budget.ts';
import type { CheckRequest } from './check-request.ts';
import type { Opened } from './disk.ts';
import { type ExitStatus, exitStatus, worst } from './exit.ts';
import { listenForInterrupt } from './interrupt.ts';
import { driven, now } from './machine.ts';
import type { Output } from './output.ts';

export interface LitmusRequest extends Pick<CheckRequest, 'targets' | 'json' | 'trace' | 'limits'> {
  readonly detail: Detail;
  readonly memory: MemoryModel;
  /** `comments`, or a file; null: nothing is compared. */
  readonly expect: string | null;
}

/** So few tests are asked for because somebody wants to see them. */
const fewTests = 3;

interface Known {
  readonly compared: Compared[];
  readonly statuses: ExitStatus[];
}

export async function litmus(project: Opened, request: LitmusRequest, output: Output): Promise<ExitStatus> {
  const known: Known = { compared: [], statuses: [] };
  try {
    await answerInto(known, project, request, output);
  } catch (error) {
    if (!request.json) throw error;
    known.statuses.push(output.trouble(error));
  }
  if (request.json) output.text(litmusJson(request.memory, known.compared, output.said));
  return worst(known.statuses);
}

async function answerInto(
  { compared, statuses }: Known,
  project: Opened,
  request: LitmusRequest,
  output: Output,
): Promise<void> {
  const { memory, json } = request;
  const files = filesOf(project, request.targets);
  const expectations = tableOf(project, request);
  const grammar = await loadGrammar(readFileSync(join(project.root, 'dist/tree-sitter-c.wasm')));
  const limits = { ...request.limits, maxMemory: request.limits.maxMemory ?? usualMemory(1) };
  const tells = request.trace || files.length <= fewTests;
  const setup: LitmusSetup = {
    limits: { ...limits, shortestStates: SHORTEST, now },
    detail: request.detail,
    tells,
    memory,
  };
  const interrupt = listenForInterrupt();
  let refused = 0;
  const answerTo = async (file: string): Promise<{ test: Litmus; answer: LitmusAnswer } | null> => {
    try {
      const text = readText(project, file);
      if (text === null) throw unreadable(project, file, file, 'the path of a litmus test');
      const test = readLitmus(file, text, grammar);
      return { test, answer: await driven(answerLitmus(test, setup), interrupt) };
    } catch (error) {
      if (error instanceof ModelError) output.diagnostics(error.diagnostics);
      else if (error instanceof BadInput) output.badInput(error);
      else throw error;
      return null;
    }
  };
  for (const [i, file] of files.entries()) {
    if (interrupt.asked) {
      statuses.push(exitStatus.undecided);
      if (!json) output.line(`\ninterrupted: ${counted(files.length - i, 'test')} not asked`);
      break;
    }
    const answered = await answerTo(file);
    if (answered === null) {
      refused++;
      statuses.push(exitStatus.badInput);
      continue;
    }
    const { test, answer } = answered;
    const expected = request.expect === 'comments' ? expectedIn(test) : (expectations?.get(test.name) ?? null);
    const one = { answer, expected };
    compared.push(one);
    const standing = litmusStanding(one);
    if (standing === 'unexpected') statuses.push(exitStatus.unexpected);
    if (standing === 'undecided') statuses.push(exitStatus.undecided);
    if (json) continue;
    const [first, ...others] = litmusText(answer, { memory });
    if (compared.length > 1) output.line('');
    output.line(first ?? '');
    for (const line of others) output.line(line);
    if (expected !== null && standing === 'unexpected')
      output.line(`  ${output.paint.bad('not as expected')}: ${expectedText(expected)}`);
    if (answer.picture !== null) output.text(`\n${answer.picture.join('\n')}\n`);
  }
  interrupt.stop();
  if (!json && files.length > 1) output.line(`\n${litmusSummary(compared, refused, request.expect !== null)}`);
}

/** States that may be looked at for the shortest run. */
const SHORTEST = 200_000;

function expectedIn({ result }: Litmus): Expected | null {
  return result === null ? null : expectedOf(result);
}

function tableOf(project: Project, { expect, memory }: LitmusRequest): ReadonlyMap<string, Expected> | null {
  if (expect === null || expect === 'comments') return null;
  const text = readText(project, canonical(project, expect));
  if (text === null) throw unreadable(project, expect, expect, 'comments, or a file with a table');
  return expectationTable(expect, text, memory);
}

function filesOf(project: Project, targets: readonly string[]): readonly string[] {
  const found = targets.flatMap((target) => {
    const path = canonical(project, target);
    if (isDirectory(project, path)) return filesBelow(project, path, (name) => name.endsWith('.litmus'));
    if (isThere(project, path)) return [path];
    throw new BadInput(`${target}: no such file or folder`, 'nothing is there to read', 'the path of a litmus test');
  });
  if (found.length > 0) return [...new Set(found)];
  throw new BadInput('there is no litmus test', 'no file there ends in .litmus', 'a file or folder');
}

// SPDX-License-Identifier: MIT
// One input through the whole command `check`, as if somebody had typed it: selected, read, compiled, searched and told.
// It must end with a verdict or with something that is said about the input.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { BadInput, BadModel, bugText } from '../../src/ask/trouble.ts';
import { check } from '../../src/cli/check.ts';
import { openProject } from '../../src/cli/disk.ts';
import { type ExitStatus, exitStatus } from '../../src/cli/exit.ts';
import type { Output } from '../../src/cli/output.ts';
import { diagnosticsText } from '../../src/report/diagnostics.ts';
import { plain } from '../../src/report/paint.ts';

export interface Asked {
  readonly status: ExitStatus;
  /** What stdout and stderr got. */
  readonly said: string;
  /** Of the processor. */
  readonly seconds: number;
}

/** What a reader may take for one input; most take a tenth of a second. */
const MOST_SECONDS = 20;

const limits = {
  order: 'breadth-first',
  reduction: true,
  maxStates: 1000,
  maxMemory: 2 ** 27,
  maxTime: 1000,
  seed: 1,
} as const;

export async function ask(root: string, scenario: string): Promise<Asked> {
  let said = '';
  const print = (text: string): void => {
    said += text;
  };
  const output: Output = {
    paint: plain,
    coloured: false,
    columns: 80,
    said: { problems: [], fault: null },
    text: print,
    line: (text) => print(`${text}\n`),
    note: print,
    diagnostics(diagnostics) {
      print(diagnosticsText(diagnostics, plain));
      return exitStatus.badInput;
    },
    badInput(problem) {
      print(`${problem.message}\n${problem.why}\n${problem.instead}\n`);
      return exitStatus.badInput;
    },
    checkerBug(error) {
      print(bugText(error));
      return exitStatus.checkerBug;
    },
    trouble(error) {
      if (error instanceof BadInput) return output.badInput(error);
      if (error instanceof BadModel) return output.diagnostics(error.diagnostics);
      return output.checkerBug(error);
    },
  };
  const before = process.cpuUsage();
  let status: ExitStatus;
  try {
    const project = openProject(pathToFileURL(join(root, 'package.json')).href, root);
    const targets = [join(root, scenario)];
    const asked = { targets, variant: null, json: false, trace: true, detail: { full: false, free: false } };
    status = await check(
      project,
      { ...asked, limits, workers: 1, cache: null, on: null, tries: null, property: null, saving: null },
      output,
    );
  } catch (error) {
    status = output.trouble(error);
  }
  const { user, system } = process.cpuUsage(before);
  return { status, said, seconds: (user + system) / 1e6 };
}

/** What is wrong with how an input ended; null where nothing is. */
export function wrongWith({ status, said, seconds }: Asked): string | null {
  if (status === exitStatus.checkerBug) return said.split('\n').slice(0, 3).join(' ');
  if (/^ {4}at .*:\d+:\d+\)?$/m.test(said)) return 'a stack trace is printed';
  if (said.trim() === '') return 'nothing is said';
  if (seconds > MOST_SECONDS) return `${seconds.toFixed(0)} seconds of processor time`;
  return null;
}

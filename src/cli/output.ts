// SPDX-License-Identifier: MIT
// Everything that is printed goes through here: answers to stdout, complaints to stderr, colours only where a terminal
// shows them and NO_COLOR is not set. A reader that goes away, as `head` does, is no fault of anybody;
// a disk that is full is told, because half an answer reads like a whole one.

import picocolors from 'picocolors';
import { BadInput, BadModel, bugText } from '../ask/trouble.ts';
import type { Diagnostic } from '../lang/diagnostic.ts';
import { diagnosticsText, inOrder } from '../report/diagnostics.ts';
import { type Paint, plain } from '../report/paint.ts';
import { type Problem, problemIn, problemOf, type Trouble } from '../report/problems.ts';
import { type ExitStatus, exitStatus } from './exit.ts';

export interface Output {
  readonly paint: Paint;
  /** Whether `paint` colours: a worker, which has no terminal, makes its own from it. */
  readonly coloured: boolean;
  /** How wide the terminal is; null where the answer goes anywhere else, and keeps its shape. */
  readonly columns: number | null;
  /** What was complained about up to now. */
  readonly said: Trouble;
  text(text: string): void;
  line(text: string): void;
  /** To stderr: nothing is wrong with what was asked. */
  note(text: string): void;
  diagnostics(diagnostics: readonly Diagnostic[]): ExitStatus;
  badInput(problem: BadInput): ExitStatus;
  checkerBug(error: unknown): ExitStatus;
  /** Whatever was thrown, by its kind. */
  trouble(error: unknown): ExitStatus;
}

export function openOutput(): Output {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(exitStatus.pipeClosed);
      // To stderr, which is another file; where that is full as well, the status has to do.
      if (stream === process.stdout)
        process.stderr.write(`faultline: the answer could not be written: ${error.message}\n`);
      process.exit(exitStatus.outputFailed);
    });
  }
  const coloured = showsColours(process.stdout);
  const paint = paintOf(coloured);
  const complaints = paintOf(showsColours(process.stderr));
  // Rows of one scenario stumble over the same mistakes: each is told once.
  const told = new Set<string>();
  const first = (key: string): boolean => !told.has(key) && told.add(key) !== undefined;
  const problems: Problem[] = [];
  let fault: string | null = null;
  const output: Output = {
    paint,
    coloured,
    columns: process.stdout.isTTY ? process.stdout.columns || null : null,
    get said() {
      return { problems, fault };
    },
    text: (text) => process.stdout.write(text),
    line: (text) => process.stdout.write(`${text.trimEnd()}\n`),
    note: (text) => process.stderr.write(`faultline: ${text}\n`),
    diagnostics(diagnostics) {
      const fresh = inOrder(diagnostics).filter(({ place, what }) =>
        first(`${place.file}:${place.line}:${place.column}:${what}`),
      );
      if (fresh.length > 0) process.stderr.write(diagnosticsText(fresh, complaints));
      problems.push(...fresh.map(problemIn));
      return exitStatus.badInput;
    },
    badInput(problem) {
      if (!first(problem.message)) return exitStatus.badInput;
      process.stderr.write(badInputText(problem, complaints));
      problems.push(problemOf(problem.message, problem.why, problem.instead));
      return exitStatus.badInput;
    },
    checkerBug(error) {
      fault ??= bugText(error);
      process.stderr.write(checkerBugText(bugText(error), complaints));
      return exitStatus.checkerBug;
    },
    trouble(error) {
      if (error instanceof BadInput) return output.badInput(error);
      if (error instanceof BadModel) return output.diagnostics(error.diagnostics);
      return output.checkerBug(error);
    },
  };
  return output;
}

function checkerBugText(detail: string, paint: Paint): string {
  return [
    `faultline: ${paint.bad('checker bug')}: this is a fault of faultline, not of the model`,
    '  No answer printed by this run should be trusted.',
    '  Please report the command, the model files and these lines:',
    ...detail.split('\n').map((line) => `    ${line}`),
    '',
  ].join('\n');
}

export function badInputText(problem: BadInput, paint: Paint): string {
  const lines = [`faultline: ${paint.bad(problem.message)}`];
  if (problem.why !== '') lines.push(`  why:     ${problem.why}`);
  if (problem.instead !== '') lines.push(`  instead: ${problem.instead}`);
  return `${lines.join('\n')}\n`;
}

function showsColours(stream: NodeJS.WriteStream): boolean {
  const unwanted = (process.env.NO_COLOR ?? '') !== '' || process.env.TERM === 'dumb';
  return stream.isTTY && !unwanted;
}

export function paintOf(coloured: boolean): Paint {
  if (!coloured) return plain;
  const colors = picocolors.createColors(true);
  return { good: colors.green, bad: colors.red, doubtful: colors.yellow, strong: colors.bold, faint: colors.dim };
}

// SPDX-License-Identifier: MIT
// Runs the built command as a user does: another process, no terminal.

import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '..', '..');
const command = join(root, 'dist', 'cli.js');

export interface Ran {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly done: Promise<Ran>;
}

export function start(args: readonly string[], cwd = root, env: NodeJS.ProcessEnv = process.env): Running {
  const child = spawn(process.execPath, [command, ...args], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  // A chunk may end in the middle of a character.
  child.stdout.setEncoding('utf8');
  child.stderr.setEncoding('utf8');
  child.stdout.on('data', (text) => {
    out += text;
  });
  child.stderr.on('data', (text) => {
    err += text;
  });
  const done = new Promise<Ran>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out, err }));
  });
  return { child, done };
}

export function faultline(...args: readonly string[]): Promise<Ran> {
  return start(args).done;
}

// SPDX-License-Identifier: MIT
// The page as it was built, and the answers that go with it: what a file, a site and a server have in common.

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Answered } from '../ask/answer.ts';
import type { Limits } from '../ask/decide.ts';
import { jobsOf } from '../ask/jobs.ts';
import type { Question } from '../ask/load.ts';
import { modelFiles, type Project, readText } from '../ask/project.ts';
import { diffEnding } from '../lang/variant-name.ts';
import { answerAll } from './answer-all.ts';
import { usualMemory } from './budget.ts';
import type { Opened } from './disk.ts';
import { listenForInterrupt } from './interrupt.ts';
import { openDisplay } from './progress.ts';

export interface Deciding {
  readonly limits: Omit<Limits, 'maxMemory'> & { readonly maxMemory: number | null };
  readonly workers: number;
}

/** By the place of the question. */
export async function answersTo(
  questions: readonly Question[],
  { limits, workers }: Deciding,
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
    for await (const answered of answerAll(jobs, { setup, workers: most, cores: workers, interrupt, display }))
      answers.set(answered.place, answered);
  } finally {
    display.clear();
    interrupt.stop();
  }
  return answers;
}

/** A part of the page as it was built. */
export function partOf({ root }: Pick<Opened, 'root'>, name: string): string {
  return readFileSync(join(root, 'dist/ui', name), 'utf8');
}

/** By address, the files of a page that is served: its own, and the reader of models for whoever edits. */
export function servedParts({ root }: Pick<Opened, 'root'>): ReadonlyMap<string, string> {
  return new Map([
    ...readdirSync(join(root, 'dist/ui')).map((name) => [name, join(root, 'dist/ui', name)] as const),
    // Not every web server knows what a `.cjs` is, and a worker loads nothing else.
    ['typescript.js', join(root, 'dist/typescript.cjs')],
  ]);
}

export const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** As `DecompressionStream('deflate-raw')` reads it. */
export function packed(text: string): Buffer {
  return deflateRawSync(text, { level: 7 });
}

/** Every model and diff of the project, for whoever edits: what a reader in the page may ask for. */
export function sourcesText(project: Project, files: readonly string[]): string {
  const folders = new Set([
    ...Object.values(project.kernels).flat(),
    'kit',
    ...files.map((file) => file.slice(0, file.lastIndexOf('/'))),
  ]);
  const texts = new Map<string, string>();
  const add = (path: string): void => {
    const text = readText(project, path);
    if (text !== null) texts.set(path, text);
  };
  for (const folder of folders) {
    for (const path of modelFiles(project, folder)) add(path);
    const patches = `${folder}/patches`;
    if (!project.files.isDirectory(patches)) continue;
    for (const { name } of project.files.entries(patches)) if (name.endsWith(diffEnding)) add(`${patches}/${name}`);
  }
  add('src/lang/vocabulary.ts');
  for (const file of files) add(file);
  return JSON.stringify({ files: Object.fromEntries(texts), kernels: project.kernels, cases: project.cases });
}

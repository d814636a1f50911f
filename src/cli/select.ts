// SPDX-License-Identifier: MIT
// What the words after `check` mean: files, folders, claim ids, or nothing for every case. Works on the text of the files,
// before anything is parsed: a claim must be found in a fraction of the time that reading every model takes.

import { existsSync } from 'node:fs';
import { BadInput } from './exit.ts';
import { canonical, isDirectory, modelFiles, onDisk, type Project, readText } from './project.ts';

export interface Selected {
  /** A scenario file, canonical. */
  readonly file: string;
  /** Claim ids, or null for all that the file has. */
  readonly ids: ReadonlySet<string> | null;
}

export interface Selection {
  readonly scenarios: readonly Selected[];
  /** Whether a claim was asked for by its id: then its story is wanted too. */
  readonly byClaim: boolean;
}

export function select(project: Project, targets: readonly string[]): Selection {
  const found = new Map<string, Set<string> | null>();
  const all = (files: readonly string[]): void => {
    for (const file of files) found.set(file, null);
  };
  let byClaim = false;
  if (targets.length === 0) all(everyCase(project));
  for (const target of targets) {
    const path = canonical(project, target);
    if (isDirectory(project, path)) all(scenariosIn(project, path, target));
    else if (existsSync(onDisk(project, path))) all([scenarioFile(project, path, target)]);
    else if (isPath(target)) throw noSuchFile(target);
    else {
      byClaim = true;
      for (const file of filesOfClaim(project, target)) {
        const ids = found.get(file);
        if (ids === undefined) found.set(file, new Set([target]));
        else ids?.add(target);
      }
    }
  }
  return { scenarios: [...found].map(([file, ids]) => ({ file, ids })), byClaim };
}

function isPath(target: string): boolean {
  return target.endsWith('.ts') || target.startsWith('.') || target.startsWith('/') || target.includes('\\');
}

function noSuchFile(target: string): BadInput {
  return new BadInput(`${target}: no such file or folder`, 'nothing is there to check', 'the path of a scenario');
}

export function everyCase(project: Project): readonly string[] {
  return project.cases.flatMap((folder) => scenariosBelow(project, folder));
}

function scenariosBelow(project: Project, folder: string): readonly string[] {
  const files = modelFiles(project, folder, ['patches']);
  return files.filter((file) => isScenario(readText(project, file) ?? ''));
}

function scenariosIn(project: Project, folder: string, target: string): readonly string[] {
  const files = scenariosBelow(project, folder);
  if (files.length > 0) return files;
  throw new BadInput(
    `${target}: no scenario in this folder`,
    'no .ts file below it has `export default scenario({ … })` (patches/ is not looked into)',
    `a folder like ${project.cases[0] ?? 'cases'}/, or a scenario file`,
  );
}

function scenarioFile(project: Project, path: string, target: string): string {
  const text = readText(project, path);
  if (text === null) throw new BadInput(`${target}: cannot be read`, 'the system refused', 'a readable file');
  if (isScenario(text)) return path;
  throw new BadInput(
    `${target}: no scenario in this file`,
    'it has no `export default scenario({ … })`',
    'a scenario file; `faultline list` names those of the cases',
  );
}

export function isScenario(text: string): boolean {
  return /^export\s+default\s+scenario\b/m.test(text);
}

/** Claim ids as they stand in the text. */
export function idsIn(text: string): readonly string[] {
  return [...text.matchAll(/\bid:\s*(['"])(.+?)\1/g)].map((match) => match[2] ?? '');
}

export function filesOfClaim(project: Project, id: string): readonly string[] {
  const known = new Set<string>();
  const files: string[] = [];
  for (const file of everyCase(project)) {
    const ids = idsIn(readText(project, file) ?? '');
    if (ids.includes(id)) files.push(file);
    for (const one of ids) known.add(one);
  }
  if (files.length > 0) return files;
  const close = closest(id, [...known]);
  throw new BadInput(
    `unknown claim ${id}`,
    `no scenario below ${project.cases.join(', ')} has it, and there is no such file`,
    close.length === 0 ? '`faultline list` names all claims' : `did you mean ${close.join(', ')}?`,
  );
}

/** Up to three known words that differ in few letters, nearest first. */
export function closest(word: string, known: readonly string[]): readonly string[] {
  return known
    .map((one) => ({ one, apart: distance(word.toLowerCase(), one.toLowerCase()) }))
    .filter(({ one, apart }) => apart <= Math.max(2, Math.floor(one.length / 3)))
    .sort((a, b) => a.apart - b.apart || (a.one < b.one ? -1 : 1))
    .slice(0, 3)
    .map(({ one }) => one);
}

/** Letters to insert, drop or replace. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

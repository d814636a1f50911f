// SPDX-License-Identifier: MIT
// What the words after `check` mean: files, folders, claim ids, or nothing for every case. Works on the text of the files,
// before anything is parsed: a claim must be found in a fraction of the time that reading every model takes.

import { closest } from '../lang/closest.ts';
import {
  canonical,
  isDirectory,
  isThere,
  modelFiles,
  type Project,
  readText,
  textOfModel,
  unreadable,
} from './project.ts';
import { BadInput } from './trouble.ts';

export interface Selected {
  /** A scenario file, canonical. */
  readonly file: string;
  /** Claim ids, or null for all that the file has. */
  readonly ids: ReadonlySet<string> | null;
}

export interface Selection {
  readonly scenarios: readonly Selected[];
  /** Whether a claim was asked for by its whole id: then its story is wanted too. */
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
    else if (isThere(project, path)) all([scenarioFile(project, path, target)]);
    else if (isPath(target)) throw noSuchFile(target);
    else {
      const meant = claimsOf(project, target);
      byClaim ||= meant.exact;
      for (const [file, ids] of meant.files) {
        const known = found.get(file);
        if (known === undefined) found.set(file, new Set(ids));
        else for (const id of ids) known?.add(id);
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
  return files.filter((file) => isScenario(textOfModel(project, file)));
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
  if (text === null) throw unreadable(project, path, target, 'a scenario file');
  // A file that uses the words of a model is read, whatever is wrong with it: what that is, the parser says.
  if (isScenario(text) || /\bfrom\s*['"]faultline['"/]/.test(text)) return path;
  throw noScenario(target);
}

export function noScenario(file: string): BadInput {
  return new BadInput(
    `${file}: no scenario in this file`,
    'it has no `export default scenario({ … })`',
    'a scenario file; `faultline list` names those of the cases',
  );
}

/** By its export or by its import: one of the two may be mistyped. */
export function isScenario(text: string): boolean {
  return (
    /^\s*export\s+default\s+scenario\b/m.test(text) ||
    /^\s*import\s*\{[^}]*\bscenario\b[^}]*\}\s*from\s*['"]faultline['"]/m.test(text)
  );
}

/** Claim ids as they stand in the text. */
export function idsIn(text: string): readonly string[] {
  return [...text.matchAll(/\bid:\s*(['"])(.+?)\1/g)].map((match) => match[2] ?? '');
}

interface Meant {
  /** Per scenario file, the ids in it. */
  readonly files: ReadonlyMap<string, readonly string[]>;
  readonly exact: boolean;
}

/** The claims of that id; where there is none, those whose ids begin so: `2020` is every claim of that year. */
function claimsOf(project: Project, wanted: string): Meant {
  const texts = everyCase(project).map((file) => [file, idsIn(textOfModel(project, file))] as const);
  const matching = (is: (id: string) => boolean): ReadonlyMap<string, readonly string[]> =>
    new Map(texts.map(([file, ids]) => [file, ids.filter(is)] as const).filter(([, ids]) => ids.length > 0));
  const files = matching((id) => id === wanted);
  if (files.size > 0) return { files, exact: true };
  const beginning = matching((id) => wanted !== '' && id.startsWith(wanted));
  if (beginning.size > 0) return { files: beginning, exact: false };
  const close = closest(wanted, [...new Set(texts.flatMap(([, ids]) => ids))]);
  throw new BadInput(
    `unknown claim ${wanted}`,
    `no scenario below ${project.cases.join(', ')} has it, and there is no such file`,
    close.length === 0 ? '`faultline list` names all claims' : `did you mean ${close.join(', ')}?`,
  );
}

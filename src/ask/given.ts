// SPDX-License-Identifier: MIT
// Diffs as files: `patches/D.diff` beside a scenario, and what `--patch` names. What a diff changes in a scenario file is
// changed at once, whatever the variant; the rest stands on top of it.

import { applyHunks } from '../lang/apply-diff.ts';
import { type FileDiff, readDiff } from '../lang/diff.ts';
import { doesNotFit } from './diff-section.ts';
import { canonical, type GivenDiff, isThere, type Project, readText, unreadable } from './project.ts';
import { isScenario } from './select.ts';
import { BadInput } from './trouble.ts';

/** @param path canonical @param name as it is called in messages */
export function diffAt(project: Project, path: string, name = path): readonly FileDiff[] {
  const text = readText(project, path);
  if (text === null) throw unreadable(project, path, name, 'a unified diff');
  const read = readDiff(text);
  if (read.kind === 'diff') return read.files;
  const { line, what, why, instead } = read.problem;
  throw new BadInput(`${name}:${line}: ${what}`, why, instead);
}

/** The project as it is with these diffs. */
export function withDiffs(project: Project, written: readonly string[]): Project {
  if (written.length === 0) return project;
  const given: GivenDiff[] = [];
  const edited: Record<string, string> = {};
  for (const one of written) {
    const path = canonical(project, one);
    if (!isThere(project, path)) throw new BadInput(`--patch ${one}: no such file`, '', 'the path of a unified diff');
    const name = path.slice(path.lastIndexOf('/') + 1);
    if (!/^[\w.@-]+$/.test(name) || name.startsWith('.'))
      throw new BadInput(`--patch ${one}: its name cannot be part of a variant's`, '', 'letters, digits, - _ and .');
    if (given.some((other) => other.name === name))
      throw new BadInput(
        `two diffs are called ${name}`,
        'a variant is what its name says',
        'another name for one of them',
      );
    const files: FileDiff[] = [];
    for (const file of diffAt(project, path, one)) {
      const scenario = scenarioIn({ ...project, edited }, file);
      if (scenario === null) files.push(file);
      else edited[scenario] = changed({ ...project, edited }, scenario, file, one);
    }
    given.push({ name, written: one, path, files });
  }
  return { ...project, given, edited };
}

/** The scenario file that a diff changes; null where it changes another file. Paths of a diff begin where git has its root,
 *  which may be above. */
function scenarioIn(project: Project, { from, to }: FileDiff): string | null {
  for (const written of [from, to]) {
    if (written === null) continue;
    for (const path of [written, written.slice(2)]) {
      for (const file of [canonical(project, path), ...project.files.upwards(path)]) {
        if (file.endsWith('.ts') && isScenario(readText(project, file) ?? '')) return file;
      }
    }
  }
  return null;
}

function changed(project: Project, scenario: string, { from, to, hunks }: FileDiff, name: string): string {
  const text = readText(project, scenario);
  if (text === null || from === null || to === null)
    throw new BadInput(
      `${name}: ${scenario} is added or deleted`,
      'a scenario that is asked about is there',
      'a diff of it',
    );
  const result = applyHunks(text, hunks);
  if (result.kind === 'applied') return result.text;
  throw doesNotFit(name, scenario, result.misfit, null);
}

/** Whether the diffs of the command change scenarios only: then their rows are asked as they stand. */
export function changeScenariosOnly(given: readonly GivenDiff[]): boolean {
  return given.every(({ files }) => files.length === 0);
}

/** The variant with the diffs of the command on top. */
export function withGiven(project: Project, variant: string | null): string | null {
  const { given = [] } = project;
  if (given.length === 0) return variant;
  const below = variant === null || variant === '+' ? '' : variant;
  return [below, ...given.map(({ name }) => name)].join('+');
}

/** A variant's name without the diffs of the command: what is typed beside `--patch`. */
export function withoutGiven(project: Project, variant: string): string {
  const names = (project.given ?? []).map(({ name }) => name);
  const [kernel = '', ...patches] = variant.split('+');
  return [kernel, ...patches.filter((one) => !names.includes(one))].join('+');
}

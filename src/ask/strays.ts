// SPDX-License-Identifier: MIT
// A file of a patch whose path is mistyped stands over nothing, and the patch would be tried without it, in silence. So
// every file of a patch stands over a file of the same path, or another file of the patch imports it.

import type { Diff } from './diff-section.ts';
import { type DiffLayer, editsOf } from './edits.ts';
import { isThere, modelFiles, type Project, readText } from './project.ts';
import { BadInput } from './trouble.ts';

/** @param below the directories that the patch stands over */
export function refuseStrays(project: Project, patch: string, below: readonly string[]): void {
  const files = modelFiles(project, patch);
  for (const file of files) {
    const inside = file.slice(patch.length);
    const isBelow = (path: string): boolean => editsOf(project).file(path) !== null || isThere(project, path);
    if (below.some((directory) => isBelow(`${directory}${inside}`))) continue;
    if (isImported(file, files, (other) => readText(project, other))) continue;
    throw new BadInput(
      `${file} stands over nothing`,
      `none of ${below.join(', ')} has ${inside.slice(1)}, and no file of the patch imports it`,
      'the path of the file that it changes',
    );
  }
}

/** The same of the files that a diff adds. */
export function refuseStraysOfDiff(project: Project, diff: Diff, { files }: DiffLayer): void {
  const edits = editsOf(project);
  for (const file of files) {
    const made = edits.file(file);
    if (made === null) throw new Error(`checker bug: ${file} was not made`);
    if (!made.isNew || isImported(file, files, (other) => edits.file(other)?.text ?? null)) continue;
    throw new BadInput(
      `${diff.path} adds ${made.origin}, which nothing uses`,
      'no file of the diff imports it, and it stands over nothing',
      'the path of the file that it changes',
    );
  }
}

function isImported(file: string, files: readonly string[], read: (file: string) => string | null): boolean {
  const name = file.slice(file.lastIndexOf('/') + 1);
  return files.some((other) => other !== file && read(other)?.includes(`/${name}'`));
}

// SPDX-License-Identifier: MIT
// A file of a patch whose path is mistyped stands over nothing, and the patch would be tried without it, in silence. So
// every file of a patch stands over a file of the same path, or another file of the patch imports it.

import { existsSync } from 'node:fs';
import { BadInput } from './exit.ts';
import { modelFiles, onDisk, type Project, readText } from './project.ts';

/** @param below the directories that the patch stands over */
export function refuseStrays(project: Project, patch: string, below: readonly string[]): void {
  const files = modelFiles(project, patch);
  for (const file of files) {
    const inside = file.slice(patch.length);
    if (below.some((directory) => existsSync(onDisk(project, `${directory}${inside}`)))) continue;
    const name = file.slice(file.lastIndexOf('/') + 1);
    const imported = files.some((other) => other !== file && readText(project, other)?.includes(`/${name}'`));
    if (imported) continue;
    throw new BadInput(
      `${file} stands over nothing`,
      `none of ${below.join(', ')} has ${inside.slice(1)}, and no file of the patch imports it`,
      'the path of the file that it changes',
    );
  }
}

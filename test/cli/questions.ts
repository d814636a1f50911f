// SPDX-License-Identifier: MIT
// Questions that nobody compiles: claims by number.

import { load, type Question } from '../../src/ask/load.ts';
import { openProject } from '../../src/cli/disk.ts';

const project = openProject(import.meta.url);
const file = 'examples/increment/two-threads.ts';

/** Claims mine/0, mine/1 and so on. */
export function questionsOf(count: number): readonly Question[] {
  const [question] = load(project, [{ file, ids: null }], null).questions;
  if (question === undefined) throw new Error(`${file} has no claim`);
  return Array.from({ length: count }, (_, place) => ({
    ...question,
    claim: { ...question.claim, id: `mine/${place}` },
  }));
}

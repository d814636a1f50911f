// SPDX-License-Identifier: MIT
// The rows that a benchmark is asked about. Whatever is wrong with one of them ends it: what is measured is whole.

import { load, type Question } from '../src/ask/load.ts';
import { select } from '../src/ask/select.ts';
import { BadModel } from '../src/ask/trouble.ts';
import { openProject } from '../src/cli/disk.ts';

export function questionsOf(targets: readonly string[], variant: string | null): readonly Question[] {
  const project = openProject(import.meta.url);
  const { questions, diagnostics, problems } = load(project, select(project, targets).scenarios, variant);
  if (diagnostics.length > 0) throw new BadModel(diagnostics);
  const [problem] = problems;
  if (problem !== undefined) throw problem;
  return questions;
}

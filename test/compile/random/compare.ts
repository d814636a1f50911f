// SPDX-License-Identifier: MIT
// One random program through everything. Several are parsed together: most of the time of a small parse is the start.

import { compile } from '../../../src/compile/compile.ts';
import { ModelError } from '../../../src/lang/diagnostic.ts';
import { Model } from '../interpret/model.ts';
import { type Compared, compareSteps } from '../lockstep.ts';
import { type Parsed, parseEach } from '../model.ts';
import { Steps } from '../steps.ts';
import { programText } from './program.ts';
import type { ProgramSeed } from './tape.ts';
import { compareVerdicts } from './verdicts.ts';

export interface Counted {
  programs: number;
  /** Outside the subset. */
  refused: number;
  states: number;
  edges: number;
  complete: number;
}

/** The first difference, with the program that shows it. */
export function compareAll(seeds: readonly ProgramSeed[], limit: number, counted: Counted): string | null {
  const texts = seeds.map(programText);
  const parsed = parseEach(texts);
  for (const [i, one] of parsed.entries()) {
    counted.programs++;
    const difference = one === null ? null : compareOne(one, limit, counted);
    if (one === null) counted.refused++;
    if (difference !== null) return `${difference}\n${numbered(texts[i] ?? '')}`;
  }
  return null;
}

function compareOne({ tree, scenario }: Parsed, limit: number, counted: Counted): string | null {
  try {
    const program = compile(tree, { scenario, layers: [], judgeWarnings: false });
    const compared = compareSteps(program, new Model(tree, scenario, []), limit);
    counted.states += compared.states;
    counted.edges += compared.edges;
    counted.complete += compared.complete ? 1 : 0;
    if (compared.difference !== null) return compared.difference;
    if (compared.tooWide) return null;
    return wholeSpace(new Steps(program), compared) ?? compareVerdicts(program, compared);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    counted.refused++;
    return null;
  }
}

/** Nothing is reachable for the Program alone that the two together did not come to. */
function wholeSpace(steps: Steps, { complete, words }: Compared): string | null {
  if (!complete) return null;
  const alone = steps.reach();
  return alone === words.size
    ? null
    : `the Program has ${alone} states, ${words.size} were seen beside the interpreter`;
}

/** Line 1 is the import that parseEach puts in front. */
function numbered(text: string): string {
  return text
    .split('\n')
    .map((line, i) => `${i + 2}: ${line}`)
    .join('\n');
}

// SPDX-License-Identifier: MIT
// Claims of this project, decided and told: what the page and the command line draw from.

import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Commands } from '../../src/ask/commands.ts';
import { exploration, judgesWarnings, Programs, programOf } from '../../src/ask/decide.ts';
import { load } from '../../src/ask/load.ts';
import { select } from '../../src/ask/select.ts';
import { openProject } from '../../src/cli/disk.ts';
import type { Program } from '../../src/compile/program.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { type Replay, replay } from '../../src/explore/replay.ts';
import type { Failure } from '../../src/explore/verdict.ts';
import type { Story } from '../../src/report/story.ts';
import { told } from '../../src/report/told.ts';
import { type PackedRow, packOf } from '../../src/ui/pack.ts';

export interface ToldClaim {
  readonly program: Program;
  readonly failure: Failure;
  readonly replayed: Replay;
  readonly story: Story;
}

const project = openProject(pathToFileURL(join(import.meta.dirname, '../../src/cli.ts')).href);

const known = new Map<string, ToldClaim>();

/** A row that fails, with the run that shows it. */
export function failing(target: string, property: string, variant: string | null = null): ToldClaim {
  const key = `${target} ${property} ${variant}`;
  const found = known.get(key) ?? decided(target, property, variant);
  known.set(key, found);
  return found;
}

function decided(target: string, property: string, variant: string | null): ToldClaim {
  const { scenarios } = select(project, [target]);
  const { questions } = load(project, scenarios, variant);
  const question = questions.find(({ claim }) => claim.property === property);
  if (question === undefined) throw new Error(`${target} has no row about ${property}`);
  const programs = new Programs();
  const { verdict } = toEnd(exploration(programs, question, { ...DEFAULTS, now: () => 0 }));
  if (verdict.kind !== 'fails' || verdict.failure.trace === null) throw new Error(`${target}: ${verdict.kind}`);
  const { failure } = verdict;
  const program = programs.of(question, judgesWarnings(property));
  const replayed = replay(program, verdict.failure.trace);
  return { program, failure, replayed, story: toEnd(told(program, replayed, failure)) };
}

/** A row as a page carries it, before anybody has asked. */
export function rowOf(target: string, property: string, variant: string): PackedRow {
  const { questions } = load(project, select(project, [target]).scenarios, variant, true);
  const question = questions.find(({ claim }) => claim.property === property);
  if (question === undefined) throw new Error(`${target} has no row about ${property}`);
  const [row] = packOf([question], new Map(), new Commands(project)).rows;
  if (row === undefined) throw new Error('a pack without its row');
  return row;
}

/** The scenario of a target as another variant has it. */
export function programAs(target: string, variant: string): Program {
  const { questions } = load(project, select(project, [target]).scenarios, variant, true);
  const [question] = questions;
  if (question === undefined) throw new Error(`${target} is not ${variant}`);
  return programOf(question, false);
}

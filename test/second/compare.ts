// SPDX-License-Identifier: MIT
// One program, twice: what the second interpreter finds out about it, and what the checker says.

import type { Program } from '../../src/compile/program.ts';
import { type Answer, ask, askSameOutcomes, askTogether, compiled, type Reached, type Read, reach } from './checker.ts';
import { type Judged, judge, seenIn } from './judge.ts';
import { Model } from './model.ts';
import { explore, type Space, TooMuch } from './states.ts';
import { BadWorld } from './world.ts';

export interface Counted {
  programs: number;
  refused: number;
  /** Too large to be looked at whole; compared no further. */
  large: number;
  verdicts: number;
  states: number;
  /** Verdicts by what the second interpreter says, `holds NO-DEADLOCK`. */
  readonly kinds: Map<string, number>;
  /** Why programs were refused. */
  readonly reasons: Map<string, number>;
}

export function nothingCounted(): Counted {
  return { programs: 0, refused: 0, large: 0, verdicts: 0, states: 0, kinds: new Map(), reasons: new Map() };
}

function count(map: Map<string, number>, key: string): void {
  map.set(key, (map.get(key) ?? 0) + 1);
}

/** States of the second interpreter. */
const LIMIT = 800;

/** A program in a folder of its own. */
export interface Subject {
  readonly folder: string;
  /** Path of the file with the scenario. */
  readonly scenario: string;
  readonly files: ReadonlyMap<string, string>;
  readonly patched: boolean;
}

interface Interpreted {
  readonly model: Model;
  readonly space: Space;
  readonly judged: Judged;
}

class Difference extends Error {}

function same(what: string, checker: unknown, second: unknown): void {
  if (checker !== second) throw new Difference(`${what}: the checker says ${checker}, the interpreter ${second}`);
}

function interpreted(
  subject: Subject,
  layers: readonly string[],
  warnings: boolean,
): Interpreted | 'large' | 'bad world' {
  try {
    const { files, scenario } = subject;
    const model = new Model({ files, scenario, layers, warnings });
    const space = explore(model, LIMIT);
    return space.complete ? { model, space, judged: judge(model, space) } : 'large';
  } catch (error) {
    if (error instanceof TooMuch) return 'large';
    if (error instanceof BadWorld) return 'bad world';
    throw error;
  }
}

/** The states themselves: memory and standings of all of them, and how many there are. */
function compareStates({ model, space, judged }: Interpreted, reached: Reached): void {
  sameSet('violations', reached.violations, judged.violations);
  same('an empty pool', reached.emptyPool, judged.emptyPool);
  const numbers = (text: string): string => text.replaceAll(/\bt\b/g, '1').replaceAll(/\bf\b/g, '0');
  const seen = new Set(
    space.states.map((state) => {
      const [values = '', standings = ''] = seenIn(model, state).split(' ');
      return `${numbers(values)} ${standings}`;
    }),
  );
  sameSet('states', reached.seen, seen);
  // States that differ in memory or in where a thread stands are never one. How many more there are, the docs leave open:
  // that is what the checker keeps to go on with.
  const different = new Set(
    space.states.map(({ memoryText, threads }) => `${memoryText} ${threads.map((one) => one.point).join(' ')}`),
  ).size;
  if (reached.states < different)
    throw new Difference(`the checker has ${reached.states} states, the interpreter ${different} at least`);
}

function sameSet(what: string, checker: ReadonlySet<string>, second: ReadonlySet<string>): void {
  const alone = (one: ReadonlySet<string>, other: ReadonlySet<string>): readonly string[] =>
    [...one].filter((text) => !other.has(text));
  const [ours, theirs] = [alone(checker, second), alone(second, checker)];
  if (ours.length + theirs.length === 0) return;
  const written = (texts: readonly string[]): string =>
    texts.length === 0 ? 'nothing' : texts.slice(0, 3).join(' | ');
  throw new Difference(`${what}: only the checker has ${written(ours)}; only the interpreter has ${written(theirs)}`);
}

/** What can be said to fail; empty: the property holds. */
function failures(name: string, judged: Judged): readonly string[] {
  const found: string[] = [];
  if (judged.violations.size > 0) found.push('ASSERTS');
  if (judged.untrue.has(name)) found.push(name);
  if (name === 'NO-DEADLOCK' && judged.deadlock) found.push(name);
  if (name === 'NO-LIVELOCK' && judged.livelock) found.push(name);
  if (name === 'NO-DATA-RACE' && judged.races) found.push(name);
  const asked = `the first condition of ${name}`;
  for (const one of [name, asked]) if (judged.neverLed.has(one)) found.push(one);
  found.push(...judged.unseen);
  if ((name === 'SAME-OUTCOMES' || ['atEnd', 'ints'].includes(name)) && judged.ends === 0) found.push('a run ends');
  return found;
}

function compareVerdict(name: string, answer: Answer, judged: Judged): string {
  const found = failures(name, judged);
  const expected = found.length > 0 ? 'fails' : 'holds';
  // A pool that is empty, or a property that goes wrong, ends a search wherever it is met first.
  if (judged.emptyPool || judged.wrong.has(name) || judged.wrong.size > 0) {
    const excused =
      answer.kind === (judged.emptyPool ? 'unknown' : 'wrong') || answer.kind === 'wrong' || answer.kind === 'unknown';
    if (excused) return 'unknown';
    if (answer.kind === 'holds' && (judged.emptyPool || expected === 'fails')) same(name, answer.kind, expected);
    return expected;
  }
  same(name, answer.kind, expected);
  if (expected === 'fails' && !found.includes(answer.property))
    throw new Difference(
      `${name}: the checker says that ${answer.property} fails, the interpreter ${found.join(', ')}`,
    );
  return expected;
}

const JUDGED = ['always', 'wide', 'atEnd', 'ints', 'NO-DEADLOCK', 'NO-LIVELOCK', 'NO-DATA-RACE', 'ASSERTS'];

const TOGETHER = 'always';

/** The first difference; null: none. */
export function compare(subject: Subject, read: Read, counted: Counted): string | null {
  counted.programs++;
  const refused = [...subject.files.keys()].map((file) => read.refused.get(file)).find((why) => why !== undefined);
  if (refused !== undefined) {
    counted.refused++;
    count(
      counted.reasons,
      refused
        .replace(/^\d+: /, '')
        .replaceAll(/'[^']*'|\d+/g, '…')
        .slice(0, 100),
    );
    return null;
  }
  try {
    compareAll(subject, read, counted);
    return null;
  } catch (error) {
    if (error instanceof Difference) return error.message;
    throw error;
  }
}

function compareAll(subject: Subject, read: Read, counted: Counted): void {
  const { folder } = subject;
  const base = [folder];
  const variants = subject.patched ? [base, [`${folder}/patches/P`, folder]] : [base];
  const results = variants.map((layers) => compareVariant(subject, read, layers, counted));
  const [one, other] = results;
  if (one == null || other == null) return;
  const equal =
    [...one.judged.outcomes].every((x) => other.judged.outcomes.has(x)) &&
    one.judged.outcomes.size === other.judged.outcomes.size;
  const found = [...failures('SAME-OUTCOMES', one.judged), ...failures('SAME-OUTCOMES', other.judged)];
  if (one.judged.emptyPool || other.judged.emptyPool || one.judged.wrong.size + other.judged.wrong.size > 0) return;
  for (const reduction of [false, true]) {
    const answer = askSameOutcomes(one.program, other.program, { reduction });
    counted.verdicts++;
    same('SAME-OUTCOMES', answer.kind, found.length > 0 || !equal ? 'fails' : 'holds');
    count(counted.kinds, `${answer.kind} SAME-OUTCOMES`);
  }
}

/** Two threads that search together find what one finds, under the same numbers. */
function compareTeams(program: Program): void {
  const text = ({ kind, property, states }: Answer): string => `${kind} ${property} in ${states} states`;
  for (const reduction of [false, true]) {
    const alone = text(ask(program, TOGETHER, { reduction }));
    const together = text(askTogether(program, TOGETHER, { reduction }));
    if (alone !== together) throw new Difference(`${TOGETHER}: two threads say ${together}, one says ${alone}`);
  }
}

function compareVariant(subject: Subject, read: Read, layers: readonly string[], counted: Counted) {
  const warns = [...subject.files.values()].some((text) => text.includes(' warn('));
  const options = { file: subject.scenario, layers };
  const program = compiled(read.tree, { ...options, warnings: false });
  if (typeof program === 'string') {
    counted.refused++;
    count(counted.reasons, program.replace(/^\d+: /, '').slice(0, 100));
    return null;
  }
  const second = interpreted(subject, layers, false);
  if (second === 'bad world') throw new Difference('world() breaks, and the checker accepts it');
  if (second === 'large') {
    counted.large++;
    return null;
  }
  const reached = reach(program);
  if (reached.tooWide) {
    counted.large++;
    return null;
  }
  counted.states += second.space.states.length;
  compareStates(second, reached);
  const endless = program.leadsTo.map(({ name }) => name);
  for (const name of [...JUDGED, ...endless]) {
    const loud = name === 'ASSERTS' && warns;
    const judging = loud ? interpreted(subject, layers, true) : second;
    const judged = loud ? compiled(read.tree, { ...options, warnings: true }) : program;
    if (typeof judging === 'string' || typeof judged === 'string') continue;
    for (const reduction of [...endless, 'NO-LIVELOCK'].includes(name) ? [false] : [false, true]) {
      counted.verdicts++;
      const said = compareVerdict(name, ask(judged, name, { reduction }), judging.judged);
      count(counted.kinds, `${said} ${name}`);
    }
  }
  compareTeams(program);
  return { program, judged: second.judged };
}

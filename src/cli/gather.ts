// SPDX-License-Identifier: MIT
// What a check asks, and what of it needs no asking because it was answered before. A scenario of which every row has a kept
// answer is not even parsed: to read the models takes longer than to look at what they are made of.

import type { Answered, Setup } from '../ask/answer.ts';
import type { Asked } from '../ask/commands.ts';
import { type Job, jobsOf } from '../ask/jobs.ts';
import { type Loaded, load, type Question } from '../ask/load.ts';
import type { Project } from '../ask/project.ts';
import type { Selected, Selection } from '../ask/select.ts';
import { BadInput } from '../ask/trouble.ts';
import type { CheckRequest } from './check-request.ts';
import type { Kept, Recalled } from './kept.ts';

export interface Gathered extends Omit<Loaded, 'questions'> {
  /** In the order in which they are told. */
  readonly questions: readonly Asked[];
  readonly tells: Setup['tells'];
  /** Of some of them. */
  readonly answers: readonly Answered[];
  /** Of all others. */
  readonly jobs: readonly Job[];
  /** By place, the question that a job asks. */
  readonly loaded: ReadonlyMap<number, Question>;
}

/** So few rows are asked for because somebody wants to see them. */
const fewRows = 3;

export function gather(
  project: Project,
  request: CheckRequest,
  { scenarios, byClaim }: Selection,
  kept: Kept | null,
): Gathered {
  const { variant, detail } = request;
  // How much memory there is says nothing of what is known already.
  const limits = { ...request.limits, maxMemory: request.limits.maxMemory ?? Infinity };
  // What a variant or a diff of the command line means depends on all that is asked.
  const isPlain = variant === null && (project.given ?? []).length === 0;
  const recalled = new Map<string, readonly Recalled[]>();
  if (kept !== null && isPlain) {
    for (const one of scenarios) {
      const rows = kept.recall(one, { limits, detail });
      if (rows !== null) recalled.set(one.file, rows);
    }
  }
  const isAsked = ({ claim }: Asked): boolean => request.property === null || claim.property === request.property;
  const wished = tellsOf(request, byClaim);
  const rows = [...recalled.values()].flat().filter(isAsked).length;
  const isAll = recalled.size === scenarios.length;
  const early = wished ?? (rows > fewRows || isAll ? tellsFor(rows) : null);

  const known = new Map<string, readonly Answered[]>();
  if (kept !== null && early !== null) {
    for (const [file, some] of recalled) {
      const answers = some.map(({ key, claim }) => kept.answer(key, claim, 0, { limits, detail, tells: early }));
      const all = answers.flatMap((one) => one ?? []);
      if (all.length === some.length) known.set(file, all);
    }
  }
  const rest = scenarios.filter(({ file }) => !known.has(file));
  const loaded = load(project, rest, variant);
  const inFile = new Map<string, Question[]>();
  for (const one of loaded.questions) inFile.set(one.scenario.file, [...(inFile.get(one.scenario.file) ?? []), one]);
  if (kept !== null && isPlain) keepRows(kept, rest, inFile, loaded);

  const questions: Asked[] = [];
  const answers: Answered[] = [];
  const open: { readonly place: number; readonly question: Question }[] = [];
  for (const { file } of scenarios) {
    for (const [i, answered] of (known.get(file) ?? []).entries()) {
      const question = recalled.get(file)?.[i];
      if (question === undefined) throw new Error(`checker bug: an answer about ${file} without a question`);
      if (!isAsked(question)) continue;
      answers.push({ ...answered, place: questions.length });
      questions.push(question);
    }
    for (const question of (inFile.get(file) ?? []).filter(isAsked)) {
      open.push({ place: questions.length, question });
      questions.push(question);
    }
  }
  if (questions.length === 0 && request.property !== null) throw noSuchProperty(request.property, recalled, loaded);
  const tells = early ?? tellsFor(questions.length);
  const setup = { limits, detail, tells };
  const asked = open.filter(({ place, question }) => {
    const answered = kept?.answer(kept.keyOf(question, setup), question.claim, place, setup) ?? null;
    if (answered !== null) answers.push(answered);
    return answered === null;
  });
  return {
    ...loaded,
    questions,
    tells,
    answers,
    jobs: jobsOf(
      asked.map(({ question }) => question),
      asked.map(({ place }) => place),
    ),
    loaded: new Map(asked.map(({ place, question }) => [place, question])),
  };
}

function noSuchProperty(
  property: string,
  recalled: ReadonlyMap<string, readonly Asked[]>,
  { questions }: Loaded,
): BadInput {
  const known = [...[...recalled.values()].flat(), ...questions].map(({ claim }) => claim.property);
  const names = [...new Set(known)].map((one) => `'${one}'`).join(', ');
  return new BadInput(`no claim about '${property}'`, 'of those that are asked about', `one of: ${names}`);
}

/** Null where it depends on how many rows there are. */
function tellsOf({ json, trace }: CheckRequest, byClaim: boolean): Setup['tells'] | null {
  if (json) return 'diagnoses';
  return trace || byClaim ? 'all columns' : null;
}

const tellsFor = (rows: number): Setup['tells'] => (rows <= fewRows ? 'all columns' : 'unexpected columns');

/** Of scenarios of which nothing is wrong. */
function keepRows(
  kept: Kept,
  selected: readonly Selected[],
  inFile: ReadonlyMap<string, readonly Question[]>,
  { leftOut, diagnostics }: Loaded,
): void {
  const wrong = [...leftOut.notChecked, ...leftOut.checkedInPart, ...diagnostics.map(({ place }) => place.file)];
  for (const one of selected) {
    const questions = inFile.get(one.file) ?? [];
    if (!wrong.includes(one.file)) kept.keepRows(one, questions);
  }
}

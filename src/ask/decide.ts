// SPDX-License-Identifier: MIT
// One question to its verdict: compiled, and searched.

import { compile } from '../compile/compile.ts';
import type { Program } from '../compile/program.ts';
import { PropertyFault } from '../compile/tell/searched.ts';
import { assertionOf } from '../explore/assertion.ts';
import { explore } from '../explore/explore.ts';
import type { Options, Progress, Stop } from '../explore/options.ts';
import { compareOutcomes, type Side } from '../explore/same-outcomes.ts';
import type { Counts, Verdict } from '../explore/verdict.ts';
import { closest } from '../lang/closest.ts';
import { ModelError } from '../lang/diagnostic.ts';
import { lineAt } from '../lang/tree.ts';
import { type Claim, memoryOf, settingOf } from '../report/claim.ts';
import type { Question } from './load.ts';
import { otherSide } from './other-side.ts';

export const nothing: Counts = {
  states: 0,
  transitions: 0,
  depth: 0,
  memory: 0,
  milliseconds: 0,
  reduced: 0,
  deadEnds: 0,
  ends: 0,
  outcomes: 0,
};

/** `warn` is judged where assertions are what a claim is about, and nowhere else. */
export const judgesWarnings = (property: string): boolean => property === 'ASSERTS' || assertionOf(property) !== null;

export function programOf(
  { tree, scenario, layers, patchesMayRest, claim }: Question,
  judgeWarnings: boolean,
  unbounded = false,
): Program {
  const { directories, patches, removed } = layers;
  return compile(tree, {
    scenario,
    layers: directories,
    patches,
    removed,
    patchesMayRest,
    judgeWarnings,
    unbounded,
    variant: claim.variant,
    memory: memoryOf(claim),
    compiler: claim.compiler ?? false,
  });
}

/** The last two Programs: rows of one mostly follow each other, and a comparison needs two. All of them together would take
 *  gigabytes. */
export class Programs {
  readonly #known = new Map<string, Program>();

  of(question: Question, judgeWarnings: boolean): Program {
    const { scenario, claim } = question;
    const key = JSON.stringify([scenario.file, claim.variant, settingOf(claim), judgeWarnings]);
    const known = this.#known.get(key);
    this.#known.delete(key);
    for (const oldest of this.#known.keys()) if (this.#known.size > 1) this.#known.delete(oldest);
    const program = known ?? programOf(question, judgeWarnings);
    this.#known.set(key, program);
    return program;
  }
}

export type Limits = Omit<Options, 'judge' | 'now' | 'shortestStates' | 'cut' | 'team' | 'owners' | 'checkpoint'>;

export interface Decided {
  readonly verdict: Verdict;
  /** Of whose program the trace is: where outcomes are compared, it may be the other variant's. */
  readonly about: Question;
}

/** @param options all but what is judged, which the question says */
export function* exploration(
  programs: Programs,
  question: Question,
  options: Omit<Options, 'judge'>,
): Generator<Progress, Decided, Stop> {
  const { claim } = question;
  const judged: Options = { ...options, judge: claim.property };
  refuseEndless(question);
  const program = programs.of(question, judgesWarnings(claim.property));
  refuseUnknownAssertion(program, question);
  // What fails needs no `sometimes`: it is found, or the row is unexpected.
  if (question.isTakenApart !== true && claim.expect === 'holds') refuseImpossible(program, question);
  const other = otherSide(question);
  if (other === null) {
    const verdict = yield* explore(program, judged);
    return { verdict: yield* withoutBounds(verdict, question, judged), about: question };
  }
  const one: Side = { name: nameOf(claim), program };
  const another: Side = { name: nameOf(other.claim), program: programs.of(other, false) };
  const { verdict, side } = yield* compareOutcomes(one, another, judged);
  return { verdict, about: side === one ? question : other };
}

/** Where a read may return an old value, it may do so for ever: nothing says yet when it no longer can. */
function refuseEndless({ claim, scenario, tree }: Question): void {
  const isLeadsTo = scenario.leadsTo.some(({ name }) => name === claim.property);
  if (memoryOf(claim) !== 'weak' || (claim.property !== 'NO-LIVELOCK' && !isLeadsTo)) return;
  const row = scenario.claims.find(({ id, property }) => id === claim.id && property === claim.property);
  const place = row?.place ?? scenario.place;
  throw new ModelError([
    {
      place,
      kind: 'model',
      what: `'${claim.property}' where memory is weak`,
      why: 'a read may return an old value again and again, and nothing says when it no longer can',
      instead: "memory: 'tso', in which every store becomes visible",
      source: lineAt(tree, place),
    },
  ]);
}

/** More states than the bounds allow, and not without end. */
const beyond = (states: number): number => 2 * states + 100_000;

/** A retry that ends because the environment stops is no proof that it ends: asked once more, without the bounds. */
function* withoutBounds(verdict: Verdict, question: Question, options: Options): Generator<Progress, Verdict, Stop> {
  if (verdict.kind !== 'holds' || verdict.fairness === null || verdict.fairness.bounded.length === 0) return verdict;
  const { milliseconds, states } = verdict.counts;
  const maxStates = Math.min(options.maxStates, beyond(states));
  const left = { ...options, maxStates, maxTime: options.maxTime - milliseconds, shortestStates: 0 };
  const again = yield* beyondBounds(programOf(question, judgesWarnings(options.judge), true), left);
  // Something else that goes wrong without them is nothing that was asked.
  const other = again === null || (again.kind === 'fails' && again.failure.property !== options.judge);
  const counts = { ...verdict.counts, milliseconds: milliseconds + (again?.counts.milliseconds ?? 0) };
  return { ...verdict, counts, fairness: { ...verdict.fairness, unbounded: other ? 'unknown' : again.kind } };
}

/** Null: a property goes wrong itself, in a state that the scenario as it stands does not have. */
function* beyondBounds(program: Program, options: Options): Generator<Progress, Verdict | null, Stop> {
  try {
    return yield* explore(program, options);
  } catch (error) {
    if (error instanceof PropertyFault) return null;
    throw error;
  }
}

/** Which assertions there are, only the compiled program knows: they depend on the variant. */
function refuseUnknownAssertion(program: Program, { claim, scenario, tree }: Question): void {
  const named = assertionOf(claim.property);
  const texts = program.faults.filter(({ kind }) => kind === 'assert' || kind === 'warn').map(({ message }) => message);
  if (named === null || texts.includes(named)) return;
  const row = scenario.claims.find(({ id, property }) => id === claim.id && property === claim.property);
  const place = row?.place ?? scenario.place;
  const known = [...new Set(texts)].map((text) => `'${text}'`).join(', ');
  const [close] = closest(named, texts);
  throw new ModelError([
    {
      place,
      kind: 'model',
      what: `no assertion says '${named}'`,
      why: known === '' ? `nothing is asserted in ${nameOf(claim)}` : `in ${nameOf(claim)} there is ${known}`,
      instead: close === undefined ? "property: 'ASSERTS'" : `property: 'ASSERTS: ${close}'`,
      source: lineAt(tree, place),
    },
  ]);
}

/** A `sometimes` that reads nothing that anybody changes is decided before the search, and not after hours of it. */
function refuseImpossible(program: Program, { claim, scenario, tree }: Question): void {
  const initial = Array.from({ length: program.initialCount }, (_, i) => i * program.words);
  const found = program.properties
    .filter(({ kind, reads }) => kind === 'sometimes' && reads.every((word) => word === 0))
    .filter((one) => !initial.some((at) => one.holds(program.initial, at)));
  if (found.length === 0) return;
  throw new ModelError(
    found.map(({ name }) => {
      const place = scenario.sometimes.find((one) => one.name === name)?.function.place ?? scenario.place;
      return {
        place,
        kind: 'model',
        what: `'${name}' can never be true`,
        why: `in ${nameOf(claim)} nothing changes what it reads, and it is false from the beginning`,
        instead: `{ variants: […], when: (w) => … } where only some variants show it, or what should be seen`,
        source: lineAt(tree, place),
      };
    }),
  );
}

const nameOf = ({ variant }: Claim): string => (variant === '' ? 'the model without patches' : variant);

/** What is said of a question that has no answer: Ctrl-C, a model that cannot be compiled, a worker that died. */
export function notRun(reason: string): Verdict {
  return { kind: 'unknown', counts: nothing, reduction: 'nothing', bound: { kind: 'interrupt', reason, frontier: 0 } };
}

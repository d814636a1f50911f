// SPDX-License-Identifier: MIT
// `faultline barriers`: which barriers and orderings a claim needs. What holds is asked again with each of them weakened; where none
// is needed, whether the weaker memory makes any difference.

import { beyondSequential } from '../ask/beyond.ts';
import type { Question } from '../ask/load.ts';
import type { Project } from '../ask/project.ts';
import { askedWithout, orderingsIn, type TakenOut, takenOut, type Weakened } from '../ask/taken-out.ts';
import { BadInput } from '../ask/trouble.ts';
import { onKit } from '../ask/variant.ts';
import { DEFAULTS } from '../explore/options.ts';
import { toEnd } from '../explore/pace.ts';
import { type Barriers, type Beyond, barriersJson, barriersText } from '../report/barriers.ts';
import { usualMemory } from './budget.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import type { Output } from './output.ts';
import { placedIn, type Several, type Tried, type WithoutRequest, withoutEach } from './without.ts';

/** Weakens each place as far as it goes, then those that are needed by less, and those that are not all at once. */
class Weakening {
  readonly #project: Project;
  readonly #of: readonly string[];
  #places: readonly Weakened[] = [];
  #made = 0;
  /** All that are not needed, at once; null: there are none. */
  idle: TakenOut | null = null;

  constructor(project: Project, of: readonly string[]) {
    this.#project = project;
    this.#of = of;
  }

  first(holding: readonly Several[]): readonly TakenOut[] {
    const marks = holding.flat().some(({ claim }) => claim.property === 'NO-DATA-RACE');
    this.#places = placedIn(
      holding,
      (question) => orderingsIn(this.#project, question, this.#of, marks),
      ([weakest]) => weakest,
    );
    return this.#places.flatMap(([weakest]) => this.#weaker([weakest]) ?? []);
  }

  next(tried: readonly Tried[]): readonly TakenOut[] {
    if (this.#places.length === 0) return [];
    const answerOf = ([weakest]: Weakened): string | undefined =>
      tried.find(({ taken }) => taken.ingredients[0] === weakest)?.answer;
    const between = this.#places
      .filter((one) => answerOf(one) === 'needed')
      .flatMap(([, ...others]) => others.flatMap((one) => this.#weaker([one]) ?? []));
    const idle = this.#places.filter((one) => ['not needed', 'no change'].includes(answerOf(one) ?? ''));
    if (idle.length > 0) this.idle = this.#weaker(idle.map(([weakest]) => weakest));
    this.#places = [];
    return [...between, ...(this.idle === null || idle.length < 2 ? [] : [this.idle])];
  }

  #weaker(ingredients: TakenOut['ingredients']): TakenOut | null {
    return takenOut(this.#project, `weaker-${++this.#made}.diff`, ingredients);
  }
}

export async function barriers(project: Project, request: WithoutRequest, output: Output): Promise<ExitStatus> {
  if (project.memory === 'sc')
    throw new BadInput(
      'barriers under --memory sc',
      'every write is seen at once, so barriers do nothing',
      '--memory weak',
    );
  const weakening = new Weakening(project, request.of);
  const rounds = {
    // What orders may stand in the kit.
    prepared: (question: Question): Question => {
      const { scenario, layers } = question;
      return { ...question, layers: onKit(project, scenario.file, layers) };
    },
    first: (holding: readonly Several[]) => weakening.first(holding),
    next: (tried: readonly Tried[]) => weakening.next(tried),
  };
  const { found, blocks, holding, status } = await withoutEach(project, request, rounds, output);
  const idle = found.results.every(({ answer }) => answer === 'not needed' || answer === 'no change');
  const beyond = idle ? holding.map((group) => compared(project, group, weakening.idle, request)) : [];
  const shown: Barriers = { ...found, memory: project.memory ?? 'weak', beyond };
  if (request.json) output.text(barriersJson(shown, output.said));
  else {
    output.text(barriersText(shown, output.paint));
    for (const block of blocks) output.text(`\n${block}`);
  }
  return beyond.some(({ kind }) => kind === 'unknown') ? exitStatus.undecided : status;
}

/** With none of them, or as it is where there is none. */
function compared(project: Project, group: Several, idle: TakenOut | null, { limits }: WithoutRequest): Beyond {
  const [first] = group;
  const stripped = idle === null ? [] : askedWithout(project, group, [idle], null);
  const question: Question = stripped[0]?.questions[0] ?? first;
  const maxMemory = limits.maxMemory ?? usualMemory(1);
  return toEnd(beyondSequential(question, { ...DEFAULTS, ...limits, maxMemory, now: () => performance.now() }));
}

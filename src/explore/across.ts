// SPDX-License-Identifier: MIT
// A search whose states belong to several owners, as the one who asks runs it: it orders rounds, adds up what is reported, and
// decides when it is over. It keeps no states; of a failure it fetches the way, from owner to owner.
//
// A round that is begun is finished, also where something broke: so the counts of a failure are those of whole levels, and
// which of several failures is told does not depend on who was faster.

import type { Program } from '../compile/program.ts';
import { cleared } from './clearing.ts';
import type { Outcome } from './expansion.ts';
import type { Broken, Judge } from './judge.ts';
import type { Options } from './options.ts';
import { boundOf, type Found, firstOf, type Heard, type Order, type Owners, type Report, type Way } from './owners.ts';
import { stepsTo } from './reconstruct.ts';
import type { Choices } from './trace.ts';
import type { Counts, Reduced } from './verdict.ts';

/** What one owner has reported so far. */
interface Sum {
  states: number;
  /** Of the last round alone. */
  news: number;
  memory: number;
  /** In the middle of a round. */
  progress: { readonly states: number; readonly transitions: number } | null;
}

/** A failure, and whose state it is about. */
interface Owned {
  readonly found: Found;
  readonly owner: number;
}

export class Across {
  /** The reduction of steps asks whether a successor is newer than the state (reduction.ts); here nobody can say. */
  readonly reduces = false;
  readonly examples = false;
  readonly graph = null;
  other: Broken | null = null;
  private readonly searched: Program;
  private readonly clears: boolean;
  private readonly sums: Sum[];
  private round = 0;
  private depth = 0;
  private transitions = 0;
  private deadEnds = 0;
  private ends = 0;
  private asked = 0;
  /** By owner. */
  private readonly last = new Map<number, Report>();
  private firstOther: Owned | null = null;
  private way: { readonly broken: Broken; readonly choices: Choices } | null = null;

  constructor(
    program: Program,
    private readonly options: Options,
    private readonly judge: Judge,
    private readonly owners: Owners,
  ) {
    if (judge.endless || judge.outcomes) throw new Error(`checker bug: '${judge.name}' is not about single states`);
    this.searched = options.reduction ? cleared(program, judge) : program;
    this.clears = this.searched !== program;
    this.sums = Array.from({ length: owners.count }, () => ({ states: 0, news: 0, memory: 0, progress: null }));
  }

  get reduction(): Reduced {
    return this.clears ? 'memory' : 'nothing';
  }

  /** Of all owners together. */
  get memory(): number {
    return this.sums.reduce((sum, { memory }) => sum + memory, 0);
  }

  /** Found in the last round that is over, and since. */
  get frontier(): number {
    return this.sums.reduce((sum, { news, progress }) => sum + news + (progress?.states ?? 0), 0);
  }

  counts(): Omit<Counts, 'memory' | 'milliseconds'> {
    const { sums, transitions, depth, deadEnds, ends } = this;
    const now = (what: 'states' | 'transitions'): number =>
      sums.reduce((sum, { progress }) => sum + (progress?.[what] ?? 0), 0);
    const states = sums.reduce((sum, one) => sum + one.states, 0) + now('states');
    return { states, transitions: transitions + now('transitions'), depth, reduced: 0, deadEnds, ends, outcomes: 0 };
  }

  *search(): Generator<void, Outcome | 'states'> {
    const { owners, sums, options } = this;
    for (; ; this.round++) {
      owners.say({ kind: 'round', ...this.standing });
      const reports: Report[] = [];
      for (let left = owners.count; left > 0; ) {
        const heard = yield* this.hear();
        if (heard.kind === 'bound') return boundOf(heard.bound);
        if (heard.kind !== 'report' || !this.isNew(heard.report)) continue;
        reports[heard.report.owner] = heard.report;
        sums[heard.report.owner]!.progress = { states: heard.report.states, transitions: heard.report.transitions };
        left--;
      }
      compareCounts(reports);
      for (const report of reports) this.add(report);
      const isOver = reports.every(({ states }) => states === 0);
      if (!isOver) this.depth = this.round;
      const broken = this.ownedFirst(reports, 'found');
      if (broken !== null) return yield* this.brokenAt(broken);
      this.firstOther ??= this.ownedFirst(reports, 'other');
      const [bound] = reports.flatMap((report) => report.bound ?? []).sort((a, b) => (a.message < b.message ? -1 : 1));
      if (bound !== undefined) return { kind: 'bound', ...bound };
      if (this.counts().states > options.maxStates) return 'states';
      if (isOver) break;
    }
    const { firstOther } = this;
    if (firstOther !== null) {
      yield* this.brokenAt(firstOther);
      this.other = firstOther.found.broken;
    }
    return { kind: 'complete' };
  }

  /** The steps to what broke. */
  trace(broken: Broken): Choices {
    const { way } = this;
    if (way === null || way.broken !== broken) throw new Error('checker bug: nobody has fetched the way to a failure');
    const { initial, steps } = way.choices;
    return { initial, steps: broken.step === null ? steps : [...steps, broken.step] };
  }

  forget(): void {
    this.owners.dismiss();
  }

  /** Owners save their states as they go. */
  save(): void {}

  private get standing(): Omit<Extract<Order, { kind: 'round' }>, 'kind'> {
    const { round, sums, judge } = this;
    return { round, states: sums.map(({ states }) => states), unseen: judge.unseen.map(({ name }) => name) };
  }

  private *hear(): Generator<void, Heard> {
    for (;;) {
      const heard = this.owners.hear();
      if (heard === null) yield;
      else if (heard.kind !== 'progress') return heard;
      else this.note(heard.progress);
    }
  }

  private note({ owner, round, states, transitions, memory }: Extract<Heard, { kind: 'progress' }>['progress']): void {
    const sum = this.sums[owner]!;
    sum.memory = Math.max(sum.memory, memory);
    if (round === this.round && this.last.get(owner)?.round !== round) sum.progress = { states, transitions };
  }

  /** A part that changed hands may be reported on again, and then as before: anything else would be no search of one model. */
  private isNew(report: Report): boolean {
    const { owner, round, checksum } = report;
    if (checksum !== this.searched.checksum) throw new Error(`checker bug: owner ${owner} searches another model`);
    const before = this.last.get(owner);
    if (before === undefined || round > before.round) {
      if (round !== this.round)
        throw new Error(`checker bug: owner ${owner} reports on round ${round} of ${this.round}`);
      this.last.set(owner, report);
      return true;
    }
    const said = ({ memory, ...all }: Report): string => JSON.stringify(all);
    if (round === before.round && said(before) !== said(report))
      throw new Error(`checker bug: owner ${owner} did round ${round} in two ways`);
    return false;
  }

  private add({ owner, states, transitions, deadEnds, ends, memory, seen }: Report): void {
    const sum = this.sums[owner]!;
    sum.states += states;
    sum.news = states;
    sum.memory = Math.max(sum.memory, memory);
    sum.progress = null;
    this.transitions += transitions;
    this.deadEnds += deadEnds;
    this.ends += ends;
    for (const name of seen) this.judge.see(name);
  }

  private ownedFirst(reports: readonly Report[], what: 'found' | 'other'): Owned | null {
    const found = firstOf(
      reports.map((report) => report[what]),
      this.judge.name,
    );
    if (found === null) return null;
    return { found, owner: reports.findIndex((report) => report[what] === found) };
  }

  /** Fetches the way to it. */
  private *brokenAt({ found: { broken }, owner }: Owned): Generator<void, Outcome> {
    const states: (readonly number[])[] = [];
    let at = { owner, parent: broken.state };
    while (at.parent >= 0) {
      const way = yield* this.ask(at.owner, at.parent);
      states.push(...way.states);
      at = way;
    }
    states.reverse();
    const { searched } = this;
    const words = Int32Array.from(states.flat());
    const chain = {
      words: searched.words,
      count: states.length,
      end: states.length,
      block: () => words,
      offset: (id: number) => id * searched.words,
      parent: (id: number) => (id === 0 ? at.parent : id - 1),
      insertBatch() {
        throw new Error('checker bug: nothing is added to a way');
      },
    };
    this.way = { broken, choices: stepsTo(searched, chain, states.length - 1) };
    return { kind: 'broken', broken };
  }

  private *ask(owner: number, id: number): Generator<void, Way> {
    this.asked++;
    this.owners.say({ kind: 'tell', ...this.standing, ask: this.asked, owner, id });
    for (;;) {
      const heard = yield* this.hear();
      if (heard.kind === 'bound') boundOf(heard.bound);
      if (heard.kind === 'report') this.isNew(heard.report);
      if (heard.kind === 'way' && heard.way.ask === this.asked) return heard.way;
    }
  }
}

/** What one says it has sent, the other has taken; no more, no less. */
function compareCounts(reports: readonly Report[]): void {
  for (const { owner: from, round, sent } of reports)
    for (const { owner: to, received } of reports)
      if (sent[to] !== received[from])
        throw new Error(
          `checker bug: in round ${round} owner ${from} sent ${sent[to]} states to ${to}, which took ${received[from]}`,
        );
}

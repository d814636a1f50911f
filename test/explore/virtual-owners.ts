// SPDX-License-Identifier: MIT
// Owners without machines: their turns are drawn, their mail lies in lists that outlive them, and any of them may be lost in
// the middle of a round. Whatever depends on who comes first shows, and shows again with the same seed.

import type { Program } from '../../src/compile/program.ts';
import { Meter } from '../../src/explore/memory.ts';
import { Owner, TooMany, type Turn } from '../../src/explore/owner.ts';
import type { Batch, Heard, Order, Owners, Piece, Report } from '../../src/explore/owners.ts';
import { createRandom } from '../../src/explore/random.ts';

export interface Accidents {
  /** Whether an owner is lost now, by the round that it is in, how often it has had a turn in it and which one it is. */
  readonly loses?: (round: number, turns: number, owner: number) => boolean;
  /** What becomes of a batch on its way. */
  readonly post?: (batch: Batch, to: number) => readonly Batch[];
  readonly keep?: (piece: Piece) => readonly Piece[];
  /** What becomes of a report, the first one of a round and those after it. */
  readonly report?: (report: Report, before: number) => Report;
  /** Whether an owner is lost once it has reported. */
  readonly forgets?: (round: number, owner: number) => boolean;
  readonly maxStates?: number;
  readonly clears?: boolean;
}

interface Seat {
  owner: Owner;
  work: Generator<Turn, Report, Batch | undefined> | null;
  /** Done, or being done. */
  order: Order | null;
  /** By sender, what it has read of its mail. */
  read: number[];
  wants: number | null;
  turns: number;
}

/** Few states each, so that even a small level has several. */
const BATCH = 160;

export class VirtualOwners implements Owners {
  lost = 0;
  batches = 0;
  private order: Order | null = null;
  private readonly seats: Seat[];
  /** [receiver][sender] */
  private readonly mail: Batch[][][];
  private readonly kept: Piece[][];
  private readonly heard: Heard[] = [];
  private readonly reports = new Map<string, number>();
  private readonly random;

  constructor(
    private readonly program: Program,
    private readonly judge: string,
    readonly count: number,
    private readonly accidents: Accidents = {},
    seed = 1,
  ) {
    this.random = createRandom(seed);
    this.mail = Array.from({ length: count }, () => Array.from({ length: count }, () => []));
    this.kept = Array.from({ length: count }, () => []);
    this.seats = Array.from({ length: count }, (_, me) => this.seat(me));
  }

  say(order: Order): void {
    this.order = order;
  }

  hear(): Heard | null {
    this.turn(this.random.below(this.count));
    return this.heard.shift() ?? null;
  }

  dismiss(): void {
    this.order = null;
  }

  private seat(me: number): Seat {
    const { judge, count, accidents } = this;
    const { clears = true, maxStates = Infinity } = accidents;
    const part = { judge, clears, me, owners: count, maxStates, batchBytes: BATCH };
    const owner = new Owner(this.program, part, new Meter(Infinity));
    return { owner, work: null, order: null, read: Array(count).fill(0), wants: null, turns: 0 };
  }

  private turn(me: number): void {
    const { accidents } = this;
    const seat = this.seats[me];
    if (seat === undefined || this.order === null) return;
    if (seat.work === null) this.begin(seat, me, this.order);
    const { order, work } = seat;
    if (work === null || order === null) return;
    if (accidents.loses?.(order.round, seat.turns++, me) === true) {
      this.lost++;
      this.seats[me] = this.seat(me);
      return;
    }
    let batch: Batch | undefined;
    if (seat.wants !== null) {
      const read = seat.read[seat.wants] ?? 0;
      batch = this.mail[me]?.[seat.wants]?.[read];
      if (batch === undefined) return;
      seat.read[seat.wants] = read + 1;
      seat.wants = null;
    }
    try {
      const turn = work.next(batch);
      if (turn.done !== true) {
        seat.wants = turn.value.kind === 'wants' ? turn.value.from : null;
        this.heard.push({ kind: 'progress', progress: seat.owner.progress });
        return;
      }
      this.report(turn.value);
      if (accidents.forgets?.(order.round, me) === true && this.reports.get(`${order.round} ${me}`) === 1) {
        this.lost++;
        this.seats[me] = this.seat(me);
        return;
      }
    } catch (error) {
      if (!(error instanceof TooMany)) throw error;
      this.heard.push({ kind: 'bound', bound: 'states' });
    }
    seat.work = null;
  }

  private report(report: Report): void {
    const key = `${report.round} ${report.owner}`;
    const before = this.reports.get(key) ?? 0;
    this.reports.set(key, before + 1);
    this.heard.push({ kind: 'report', report: this.accidents.report?.(report, before) ?? report });
  }

  /** One that was lost has the states of the rounds that are over. */
  private begin(seat: Seat, me: number, order: Order): void {
    if (seat.order === order) return;
    seat.order = order;
    const { owner } = seat;
    const rounds = order.kind === 'round' ? order.round : order.round + 1;
    if (owner.rounds < rounds) for (const piece of this.kept[me] ?? []) if (piece.round < rounds) owner.takeBack(piece);
    seat.turns = 0;
    if (order.kind === 'round') seat.work = owner.round(order, this.mailOf(me));
    else if (order.owner === me) this.heard.push({ kind: 'way', way: owner.wayTo(order) });
  }

  private mailOf(me: number) {
    const { accidents, mail, kept } = this;
    return {
      send: (to: number, batch: Batch) => {
        this.batches++;
        mail[to]?.[me]?.push(...(accidents.post?.(batch, to) ?? [batch]));
      },
      keep: (piece: Piece) => {
        kept[me]?.push(...(accidents.keep?.(piece) ?? [piece]));
      },
    };
  }
}

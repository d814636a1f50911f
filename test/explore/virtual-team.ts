// SPDX-License-Identifier: MIT
// A team without threads: its members do each phase one after the other, in an order drawn anew each time. Whatever depends
// on who comes first, or on a phase that somebody else has not finished, shows; and it shows again with the same seed.

import { BATCH } from '../../src/explore/expansion.ts';
import { Member } from '../../src/explore/member.ts';
import { createRandom } from '../../src/explore/random.ts';
import type { News, Orders, Phase, Sizes, Team } from '../../src/explore/team.ts';
import { EVENT, FROM, NEXT, TO, type Wave } from '../../src/explore/wave.ts';

/** Waves from the first state on; and room for one batch in each buffer, so that members share a level. */
export const SMALL: Sizes = { worthCalling: 0, worthMeeting: 1, shift: 13 };

/** Room for three more. */
const HASTY: Sizes = { ...SMALL, shift: 15 };

/** Takes three batches at a time, and does the last of them first, as happens among threads: what it finds there it comes to
 *  once more in the others, at an earlier turn. */
class Hasty extends Member {
  private taken: number[] = [];
  private phase: Phase = 'expand';

  constructor(
    private readonly orders: Orders,
    me: number,
  ) {
    super(orders, me);
  }

  override run(phase: Phase): void {
    this.phase = phase;
    this.taken = [];
    super.run(phase);
  }

  protected override take(): number {
    if (this.phase !== 'expand') return super.take();
    const { control } = this.orders.wave;
    const end = Math.ceil(((control[TO] ?? 0) - (control[FROM] ?? 0)) / BATCH);
    if (this.taken.length === 0)
      this.taken = [end, ...[super.take(), super.take(), super.take()].filter((n) => n < end)];
    return this.taken.pop() ?? end;
  }
}

export class VirtualTeam implements Team {
  readonly sizes: Sizes;
  readonly ready = true;
  waves = 0;
  protected wave: Wave | null = null;
  private members: Member[] = [];
  private readonly random = createRandom(1);

  /** @param spoilt in each of these somebody takes the first piece of work and does not do it: to show that it matters */
  constructor(
    readonly size: number,
    private readonly spoilt: Phase | null = null,
    private readonly isHasty = false,
  ) {
    this.sizes = isHasty ? HASTY : SMALL;
  }

  call(orders: Orders): void {
    this.wave = orders.wave;
    this.members = Array.from({ length: this.size - 1 }, (_, i) =>
      this.isHasty ? new Hasty(orders, i + 1) : new Member(orders, i + 1),
    );
  }

  tell(news: News): void {
    for (const member of this.members) member.hear(news);
  }

  meet(phase: Phase, here: () => void): void {
    if (phase === 'expand') this.waves++;
    const all = [here, ...this.members.map((member) => () => member.run(phase))];
    if (phase === this.spoilt && this.wave !== null) this.wave.control[NEXT] = 1;
    for (let left = all.length; left > 0; left--) {
      const [next] = all.splice(this.random.below(left), 1);
      if (next !== undefined) this.begin(next);
    }
  }

  protected begin(member: () => void): void {
    member();
  }

  report(event: number): void {
    if (this.wave !== null) this.wave.control[EVENT] = event;
  }

  dismiss(): void {
    this.members = [];
  }
}

/** All begin before any of them reports, or says what it has seen. */
export class Prompt extends VirtualTeam {
  override readonly sizes: Sizes = { ...SMALL, shift: 16 };
  private before: Int32Array | null = null;
  private reported = 0;
  private readonly seen = new Set<number>();

  override meet(phase: Phase, here: () => void): void {
    const { wave } = this;
    if (wave === null || phase !== 'expand') return super.meet(phase, here);
    this.before = wave.seen.slice();
    this.reported = 0;
    this.seen.clear();
    super.meet(phase, here);
    wave.control[EVENT] = this.reported;
    for (const i of this.seen) wave.seen[i] = 1;
    this.before = null;
  }

  protected override begin(member: () => void): void {
    const { wave, before } = this;
    if (wave === null || before === null) return super.begin(member);
    wave.control[EVENT] = 0;
    wave.seen.set(before);
    member();
    this.reported |= wave.control[EVENT] ?? 0;
    for (const [i, seen] of wave.seen.entries()) if (seen !== 0) this.seen.add(i);
  }
}

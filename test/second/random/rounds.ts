// SPDX-License-Identifier: MIT
// Random worlds of few and short bodies, about who is in the middle of something: an environment or a daemon takes what
// others wait for, does a little, and gives it back, or does not; threads wait, spin, or take it themselves. Most of what
// decides about an end, a deadlock or a livelock shows in such worlds only, and they have few states.
//
// Where everybody waits for anything, most worlds are stuck for many reasons. So in the orderly ones, what is waited for
// is that a flag is given back, and nearly everybody gives back what they take; and in others, no thread waits at all.

import type { Draw } from './draw.ts';
import { type Bodies, bodyOf, indented, type Lines } from './shape.ts';

export class Rounds {
  private readonly draw: Draw;
  private readonly orderly: boolean;
  private readonly waitless: boolean;

  constructor(draw: Draw) {
    this.draw = draw;
    const style = draw.next(4);
    this.orderly = style === 1 || style === 2;
    this.waitless = style === 3;
  }

  /** @param names of the bodies; @returns their text */
  bodies({ threads, daemons, environments }: Bodies): Bodies {
    return {
      threads: threads.map((name) => `    ${name}${bodyOf(this.thread())},`),
      daemons: daemons.map((name) => `    ${name}${this.round()},`),
      environments: environments.map((name) => this.environment(name)),
    };
  }

  /** What is asked of them: short, so that seldom one answer hides another. */
  properties(): readonly string[] {
    const { draw } = this;
    const any = (): string => this.condition();
    const given = (): string => (draw.often() ? `!${this.flag()}` : any());
    return [
      `  always: { always: (w) => ${any()} || ${any()}, wide: (w) => ${any()} || w.a.k === 1 },`,
      `  atEnd: { atEnd: (w) => ${given()}, ints: (w) => ${given()} },`,
      `  sometimes: { sometimes: (w) => w.a.k === 1, rare: (w) => w.b.k + 0 === 3 || ${any()} },`,
      `  leadsTo: { leads: [(w) => ${any()}, (w) => ${any()}], turns: [(w) => w.a.k === 1, (w) => ${given()}] },`,
    ];
  }

  private flag(): string {
    return this.draw.of(['w.a.flag', 'w.a.flag', 'w.b.flag']);
  }

  private number(): string {
    return this.draw.of(['w.a.m', 'w.b.m']);
  }

  private condition(): string {
    const { draw } = this;
    const number = `${this.number()} + 0`;
    return draw.of([`!${this.flag()}`, this.flag(), `${number} === ${draw.next(3)}`, `${number} !== ${draw.next(3)}`]);
  }

  private write(): string {
    return `${this.number()} = ${this.draw.next(3)};`;
  }

  /** A stretch between two writes to one flag. Some forget the second, or leave it to luck. */
  private held(inner: () => Lines): Lines {
    const { draw } = this;
    const lock = this.flag();
    const waits = `atomically(() => { waitUntil(() => !${lock}); ${lock} = true; });`;
    const begin = draw.of([waits, this.orderly ? waits : `${lock} = true;`, `${lock} = true;`]);
    const end = draw.rarely(this.orderly ? 6 : 2)
      ? draw.of([[], [`if (maybe()) ${lock} = false;`]])
      : [`${lock} = false;`];
    return [begin, ...inner(), ...end];
  }

  private looking(): Lines {
    const { draw } = this;
    const what = this.orderly ? `!${this.flag()}` : this.condition();
    switch (draw.next(this.orderly ? 4 : 7)) {
      case 1:
        return [`while (${this.flag()}) {}`];
      case 2:
        return ['for (;;) {', `  if (${what}) break;`, ...(draw.often() ? [`  ${this.write()}`] : []), '}'];
      case 3:
        return [`waitUntil(() => ${what});`, this.write()];
      case 4:
        return [`while (${what}) ${this.write()}`];
      case 5:
        return ['do {', `  ${this.write()}`, `} while (${draw.of([what, 'maybe()'])});`];
      case 6:
        return [`if (${what}) ${this.write()}`];
      default:
        return [`waitUntil(() => ${what});`];
    }
  }

  private act(depth = 0): Lines {
    const { draw } = this;
    switch (draw.next(depth > 0 ? 4 : 7)) {
      case 1:
        return this.orderly && depth > 0 ? [this.write()] : this.looking();
      case 2:
        return this.orderly ? [this.write()] : [`${this.flag()} = ${draw.of(['true', 'false'])};`];
      case 3:
        return [`${this.number()} = (${this.number()} + 1) & 3;`];
      case 4:
      case 5:
        return this.held(() => this.act(depth + 1));
      case 6:
        return [`if (${draw.of(['maybe()', this.flag()])}) {`, ...indented(this.act(depth + 1)), '}'];
      default:
        return [this.write()];
    }
  }

  private thread(): Lines {
    const { draw } = this;
    const write = (): string =>
      draw.of([
        this.write(),
        `${this.flag()} = ${draw.of(['true', 'false'])};`,
        `if (${this.condition()}) ${this.write()}`,
      ]);
    if (this.waitless) return Array.from({ length: 1 + draw.next(2) }, write);
    return this.orderly || draw.often() ? this.act() : [...this.act(), ...this.act()];
  }

  /** What goes round: most hold something meanwhile. */
  private round(): string {
    const { draw } = this;
    const first =
      draw.next(3) > 0 ? this.held(() => (this.waitless ? this.looking() : this.act(draw.next(2)))) : this.looking();
    return bodyOf([...first, ...(draw.rarely(3) ? this.act() : [])]);
  }

  private environment(name: string): string {
    const budget = this.draw.next(6);
    return budget > 2 ? `    ${name}${this.round()},` : `    ${name}: { steps: ${budget + 1}, run${this.round()} },`;
  }
}

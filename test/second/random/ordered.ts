// SPDX-License-Identifier: MIT
// Random worlds about data races: two threads touch one place plainly and in sections, stage after stage, and tell each other
// how far they are. In the careful ones, each waits for the other where it has to, and nothing races.

import type { Draw } from './draw.ts';
import { bodyOf, type Lines, type Shape, twoAlike } from './shape.ts';

export function ordered(draw: Draw): Shape {
  const place = draw.of(['w.a.m', 'w.a.xs[0]', 'w.b.m', 'w.b.leaf.v', 'w.a.own.v']);
  // One lock for the whole of it, now and then.
  const lock = 'w.a.flag';
  const touch = (): string =>
    draw.of([
      `${place} = ${draw.next(3)};`,
      `w.b.big = ${place};`,
      `${place} = (${place} + 1) & 3;`,
      `if (${place} === 1) w.b.flag = true;`,
    ]);
  const plain = (): Lines => (draw.rarely(6) ? held(touch()) : [touch()]);
  const held = (line: string): Lines => [
    `atomically(() => { waitUntil(() => !${lock}); ${lock} = true; });`,
    line,
    `atomically(() => { ${lock} = false; });`,
  ];
  const shared = (): string => draw.of([`${place} = ${draw.next(3)};`, `${place} = (${place} + 1) & 3;`]);
  const inSection = (): Lines =>
    draw.of([
      [`atomically(() => { ${shared()} });`],
      [`atomically(() => { ${shared()} });`],
      [`atomically(() => { waitUntil(() => ${place} < 4); ${shared()} });`],
      [`waitUntil(() => ${place} < 4);`],
    ]);

  const sides: readonly [string[], string[]] = [[], []];
  const counters = ['w.a.n', 'w.b.n'] as const;
  const careful = draw.next(3) > 0;
  const forgets = (n: number): boolean => !careful && draw.rarely(n);
  const stages = 3 - (draw.rarely(4) ? 1 : 0);
  // In this one, both are in sections; in the others, mostly one alone goes, and then the other one.
  const common = 1 + draw.next(stages);
  let turn = draw.next(2);
  for (let stage = 1; stage <= stages; stage++) {
    const alone = stage === common || draw.rarely(6) ? null : turn;
    if (stage !== common) turn = 1 - turn;
    const byLock = draw.rarely(6);
    for (const side of [0, 1] as const) {
      const mine = sides[side];
      const [own, other] = [counters[side], counters[1 - side]];
      if (alone === null) mine.push(...(byLock ? held(shared()) : inSection()));
      else if (alone === side) mine.push(...plain());
      if (stage === stages) continue;
      if (!forgets(8)) mine.push(forgets(8) ? `${own} = ${stage};` : `atomically(() => { ${own} = ${stage}; });`);
      if (!forgets(8)) mine.push(`waitUntil(() => ${other} >= ${stage});`);
    }
  }
  const names = draw.rarely(12) ? ["'CPU1 A'", "'CPU1 B'"] : ['A', 'B'];
  return {
    world: twoAlike,
    bodies: {
      threads: sides.map((lines, i) => `    ${names[i]}${bodyOf(lines.length > 0 ? lines : [touch()])},`),
      daemons: [],
      environments: forgets(4)
        ? [`    E: { steps: 1, run${bodyOf([draw.often() ? touch() : (inSection()[0] ?? touch())])} },`]
        : [],
    },
    properties: properties(draw, place),
  };
}

function properties(draw: Draw, place: string): Lines {
  const condition = (): string =>
    draw.of([`${place} + 0 < 3`, `${place} + 0 !== 1`, 'w.b.big < 2', '!w.b.flag', 'w.a.n + w.b.n < 4', '!w.a.flag']);
  return [
    `  always: { always: (w) => ${condition()}, wide: (w) => ${condition()} || ${condition()} },`,
    `  atEnd: { atEnd: (w) => ${condition()}, ints: (w) => ${condition()} },`,
    `  sometimes: { sometimes: (w) => w.a.k === 1 },`,
    `  leadsTo: { leads: [(w) => ${condition()}, (w) => ${condition()}] },`,
  ];
}

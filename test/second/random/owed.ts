// SPDX-License-Identifier: MIT
// Random worlds about what comes sooner or later: a thread that can go on when the environment stands at its top, and cannot
// while it is in the middle; or the other way round, or whatever it does.

import type { Draw } from './draw.ts';
import { bodyOf, type Lines, type Shape, twoAlike } from './shape.ts';

export function owed(draw: Draw): Shape {
  const lock = draw.of(['w.a.flag', 'w.b.flag']);
  const inner = (): Lines =>
    draw.of([
      [],
      [],
      ['w.b.m = 1;'],
      ['w.b.m = 0;', 'w.b.m = 1;'],
      ['if (maybe()) w.b.m = 1;'],
      ['waitUntil(() => w.a.m < 2);'],
    ]);
  const middle = (): Lines => [
    draw.of([`${lock} = true;`, `atomically(() => { waitUntil(() => !${lock}); ${lock} = true; });`]),
    ...inner(),
    ...(draw.rarely(8) ? [] : [`${lock} = false;`]),
  ];
  const done = draw.of(['w.a.m = 1;', 'w.a.m = 2;', `${lock} = true;`]);
  const way = (): Lines => {
    const free = draw.rarely(5) ? lock : `!${lock}`;
    switch (draw.next(5)) {
      case 1:
        return [`atomically(() => { waitUntil(() => ${free}); ${done} });`];
      case 2:
        return [`while (!(${free})) {}`, done];
      case 3:
        return [...middle(), done];
      case 4:
        return ['w.b.m = 2;', `waitUntil(() => ${free});`, done];
      default:
        return [`waitUntil(() => ${free});`, done];
    }
  };
  const threads = [way(), ...(draw.rarely(4) ? [way()] : [])];
  const again = draw.rarely(5) ? [middle(), middle()] : [middle()];
  const names = ['E', 'F'];
  const bounded = draw.rarely(5);
  const environments = again.map((lines, i) =>
    bounded ? `    ${names[i]}: { steps: ${1 + i}, run${bodyOf(lines)} },` : `    ${names[i]}${bodyOf(lines)},`,
  );
  const daemons = draw.rarely(5) ? [`    D${bodyOf(draw.often() ? middle() : inner().concat('w.b.big = 1;'))},`] : [];
  const isDone = done.startsWith(lock) ? lock : 'w.a.m + 0 > 0';
  return {
    world: twoAlike,
    bodies: { threads: threads.map((lines, i) => `    T${i}${bodyOf(lines)},`), daemons, environments },
    properties: properties(draw, isDone, lock),
  };
}

function properties(draw: Draw, isDone: string, lock: string): Lines {
  const condition = (): string =>
    draw.of([`!(${isDone})`, isDone, lock, `!${lock}`, 'w.b.m + 0 === 1', 'w.a.m + 0 === 0']);
  return [
    `  always: { always: (w) => ${condition()} || ${condition()}, wide: (w) => w.a.k === 1 },`,
    `  atEnd: { atEnd: (w) => ${isDone}, ints: (w) => ${condition()} },`,
    `  sometimes: { sometimes: (w) => w.a.k === 1 },`,
    `  leadsTo: { leads: [(w) => !(${isDone}), (w) => ${isDone}], turns: [(w) => ${condition()}, (w) => ${condition()}] },`,
  ];
}

// SPDX-License-Identifier: MIT
// Random worlds about memory that one alone reads, and what it makes of it for others to see: written by others in the middle of
// a round, or by itself before it reads. Of these places no property asks, so that the search may forget what is dead in them.

import type { Draw } from './draw.ts';
import { bodyOf, type Lines, type Shape, twoAlike } from './shape.ts';

const places = ['w.a.n', 'w.b.n', 'w.a.xs[0]', 'w.b.leaf.v', 'w.b.xs[1]', 'w.a.own.v'] as const;

export function kept(draw: Draw): Shape {
  // Neighbours in the list, so that the two are never the same place.
  const first = draw.next(places.length);
  const at = (i: number): string => places[(first + i) % places.length] ?? places[0];
  const gate = draw.of(['w.a.flag', 'w.b.flag']);
  const value = 2 + draw.next(2);
  const result = draw.of(['w.b.m', 'w.a.m']);
  let locals = 0;
  const look = (place: string): Lines => {
    switch (draw.next(5)) {
      case 1:
        return [`${result} = ${place};`];
      case 2: {
        const name = `x${locals++}`;
        return [`const ${name} = ${place};`, ...step(), `if (${name} === ${value}) ${result} = 1;`];
      }
      case 3:
        return [`if (${place} !== ${value}) { ${step().join(' ')} } else { ${result} = 1; }`];
      case 4:
        return [`${place} = (${place} + 1) & 3;`, `${result} = ${place};`];
      default:
        return [`if (${place} === ${value}) ${result} = 1;`];
    }
  };
  const step = (): Lines =>
    draw.of([[`${result} = 0;`], ['w.a.big = 1;'], [`${gate} = false;`], [`${gate} = !${gate};`]]);
  const opened = (inner: Lines): Lines => [`${gate} = true;`, ...inner, `${gate} = false;`];

  /** What a daemon finds in its next round. */
  const round = (place: string): Lines => {
    const before = draw.rarely(4) ? step() : [];
    const after = draw.rarely(4) ? draw.of([[`${place} = 0;`], step()]) : [];
    return [...before, ...look(place), ...opened(draw.rarely(3) ? step() : []), ...after];
  };
  /** Writes what somebody else reads, when it may. */
  const writer = (place: string): Lines => {
    const write = `${place} = ${value};`;
    switch (draw.next(6)) {
      case 1:
        return [`waitUntil(() => ${gate});`, write];
      case 2:
        return [`if (${gate}) ${write}`];
      case 3:
        return [`atomically(() => { if (${gate}) ${write} });`, ...(draw.often() ? look(at(2)) : [])];
      default:
        return [`atomically(() => { waitUntil(() => ${gate}); ${write} });`];
    }
  };
  /** Reads behind its own write. */
  const reader = (place: string): Lines => [
    draw.of([`${place} = ${value};`, `if (${gate}) ${place} = ${value};`, `${place} = choose(${value + 1});`]),
    ...(draw.often() ? step() : []),
    ...look(place),
  ];

  const style = draw.next(4);
  const threads = style < 2 ? [reader(at(1))] : [writer(at(0))];
  if (draw.rarely(3)) threads.push(draw.often() ? reader(at(2)) : writer(at(0)));
  const again = style > 0 ? [round(at(0))] : [];
  const role = draw.next(6);
  const texts = threads.map((lines, i) => `    T${i}${bodyOf(lines)},`);
  const rounds = again.map((lines) => `    D${bodyOf(lines)},`);
  const budgeted = again.map((lines) => `    D: { steps: ${2 + draw.next(2)}, run${bodyOf(lines)} },`);
  const twice = again.map((lines) => `    D${bodyOf(['for (let i: u8 = 0; i < 2; i++) {', ...lines, '}'])},`);
  return {
    world: twoAlike,
    bodies: {
      threads: role === 5 ? [...texts, ...twice] : texts,
      daemons: role < 4 ? rounds : [],
      environments: role === 4 ? budgeted : [],
    },
    properties: properties(draw, result, value),
  };
}

function properties(draw: Draw, result: string, value: number): Lines {
  const condition = (): string =>
    draw.of([
      `${result} + 0 !== 1`,
      `${result} + 0 !== 1`,
      `${result} + 0 !== ${value}`,
      `${result} + 0 === ${value}`,
      `${result} + 0 === 0`,
      'w.b.m === w.a.m',
    ]);
  return [
    `  always: { always: (w) => ${condition()}, wide: (w) => ${condition()} },`,
    `  atEnd: { atEnd: (w) => ${condition()}, ints: (w) => ${condition()} },`,
    '  sometimes: { sometimes: (w) => w.a.k === 1 },',
    `  leadsTo: { leads: [(w) => ${condition()}, (w) => ${condition()}] },`,
  ];
}

// SPDX-License-Identifier: MIT
// Random worlds of twins: threads that do the same, each with an object of its own or all with the same ones, beside what they
// share; and something else that may tell them apart: a constant, a role, an initial value, a third thread that knows one of them.
// Properties name one of them, or ask of all.

import type { Draw } from './draw.ts';
import { bodyOf, type Lines, type Shape } from './shape.ts';

/** What a twin does: `s` they share, `o` is its own, `v` a number that it is given; `f` is what properties ask of most. */
const common = (f: string): readonly [string, ...string[]] => [
  `${f} = v;`,
  `${f} = 2; ${f} = 0;`,
  'o.flag = true;',
  'o.flag = true; o.flag = false;',
  first(`${f} = 2; ${f} = 0;`),
  first('o.flag = true;'),
  first('s.next = o;'),
  `if (s.next === null) { s.next = o; ${f} = v; }`,
  `atomically(() => { waitUntil(() => !s.flag); s.flag = true; }); ${f} = s.m; s.flag = false;`,
  's.m = (s.m + 1) & 3;',
];

const others = (f: string): readonly [string, ...string[]] => [
  `${f} = (${f} + 1) & 3;`,
  's.next = o;',
  'if (s.next === o) s.m = 2;',
  'if (s.next !== o) o.flag = true;',
  '{ const t = s.next; if (t !== null) t.m = s.m; }',
  'waitUntil(() => s.next === null || s.next === o);',
  '{ const x = s.m; s.m = 1; if (x === 1) o.flag = true; }',
  's.refs[s.m & 1] = o;',
  '{ const t = s.refs[1]; if (t !== null && t.flag) t.leaf.v = s.m; }',
  '{ const t = s.next ?? o; t.xs[1] = s.xs[0]; }',
  's.xs[0] = v;',
  's.own.v++;',
  'if (maybe()) o.flag = !o.flag;',
  `${f} = choose(2);`,
  'o.r = { on: s.flag, v: s.m, to: s.next };',
  'if (o.r.to === o) s.flag = true;',
  '{ const t = alloc(item); t.v = 1; s.item = t; free(t); }',
  '{ const t = o.item; if (t !== null) free(t); const u = alloc(item); if (t === u) s.m = 3; o.item = u; }',
  's.m = self() & 3;',
  's.m = o.k;',
  's.seen = (s.seen + 1) % 3;',
  'o.m = f0(o, s.m);',
];

/** Only who comes first does it. */
const first = (act: string): string => `if (atomically(() => s.flag ? false : entered(s))) { ${act} }`;

/** Besides the twins. */
const thirds: readonly [string, ...string[]] = [
  'if (w.s.next !== null) w.s.m = 0;',
  'waitUntil(() => w.s.flag); w.s.flag = false;',
  'w.s.m = 1;',
  'w.s.next = w.a;',
  'if (w.b.flag && !w.a.flag) w.s.m = 3;',
  'atomically(() => { if (w.b.m === 1 && w.a.m === 0) w.s.m = 3; });',
];

const beginnings = [
  '',
  '',
  '',
  '',
  'a.next = s; b.next = s; c.next = s;',
  'const i = new item(); const j = new item(); a.item = i; b.item = j;',
] as const;
const apart = ['b.flag = true;', 's.next = b;', 'a.m = choose(2);', 's.next = choose(2) === 0 ? a : b;'] as const;

export function twins(draw: Draw): Shape {
  const names = ['a', 'b', 'c'].slice(0, 2 + draw.next(2));
  const field = draw.of(['n', 'm', 'leaf.v', 'xs[1]']);
  const act = (): string => draw.of(draw.next(3) < 2 ? common(`o.${field}`) : others(`o.${field}`));
  // One act alone, now and then: what comes of it is not mended by the next.
  const most = draw.often() ? 3 : 1;
  const lines = (count: number): string[] => Array.from({ length: 1 + draw.next(count) }, act);
  const inPairs = draw.rarely(8);
  const parts = inPairs ? [lines(1), lines(1)] : [lines(names.length === 2 ? most : Math.min(most, 2))];
  const own = draw.rarely(5) ? 's' : null;
  const odd = draw.rarely(4) ? '3' : '2';
  if (odd === '3') parts[0]?.push(`o.${field} = v;`);
  const calls = (inPairs ? names.slice(0, 2) : names).flatMap((name, i) =>
    parts.map((_, part) => `twin${part}(w.s, w.${own ?? name}, ${i === 0 ? odd : '2'});`),
  );
  const role = inPairs ? 0 : draw.next(8);
  const other = draw.often() ? draw.of(thirds) : null;
  const rest = other === null ? [] : [`    U${bodyOf([other])},`];
  const threads = calls.map((call, i) => `    T${i}${bodyOf([call])},`);
  const budget = 1 + draw.next(2);
  const hostile = calls.map((call, i) => `    T${i}: { steps: ${budget}, run${bodyOf([call])} },`);
  const idle = rest.length > 0 ? rest : [`    U${bodyOf(['w.s.flag = true;'])},`];
  const bodies =
    role === 7
      ? { threads: idle, daemons: threads, environments: [] }
      : role === 6
        ? { threads: idle, daemons: [], environments: hostile }
        : role === 5
          ? { threads: idle, daemons: threads.slice(0, 1), environments: threads.slice(1) }
          : { threads: [...threads, ...rest], daemons: [], environments: [] };
  const begin = [draw.of(beginnings), draw.rarely(8) ? draw.of(apart) : ''];
  return {
    declared: [
      'function entered(s: obj): bool { s.flag = true; return true; }',
      ...parts.map(
        (part, i) =>
          `function twin${i}(s: obj, o: obj, v: int<0, 3>): void {\n${part.map((line) => `  ${line}`).join('\n')}\n}`,
      ),
    ],
    world: [
      `const a = new obj(1); const b = new obj(${draw.rarely(8) ? 2 : 1}); const c = new obj(1); const s = new obj(0);`,
      ...['a', 'b', 'c', 's'].map((name) => `${name}.m = 0; ${name}.flag = false; ${name}.xs[0] = 0;`),
      ...begin,
      'pool(item, 2);',
      'return { a, b, c, s };',
    ],
    bodies,
    properties: properties(draw, field),
    observed: [
      'cp: (w) => parts(w.c)',
      'cl: (w) => links(w.c, w.s)',
      'sn: (w) => w.s.n',
      'sp: (w) => parts(w.s)',
      'sl: (w) => links(w.s, w.a)',
    ],
  };
}

function properties(draw: Draw, field: string): Lines {
  const one = (): string => draw.of(['w.b', 'w.a', 'w.b', 'w.s']);
  const [a, b] = [`w.a.${field}`, `w.b.${field}`];
  const ofField = (): string =>
    draw.of([
      `${b} + 0 !== 2`,
      `${a} + 0 !== 2`,
      `${b} + 0 < 3`,
      `${b} + 0 <= ${a}`,
      `${b} + 0 <= ${a}`,
      `!(${b} + 0 === 2 && !w.a.flag)`,
      `${a} + ${b} + w.c.${field} < ${2 + draw.next(4)}`,
    ]);
  const condition = (): string =>
    draw.next(3) < 2
      ? ofField()
      : draw.of([
          `!${one()}.flag`,
          `${one()}.m !== ${draw.next(4)}`,
          `w.s.next !== ${draw.of(['w.b', 'w.a'])}`,
          '!(w.b.flag && !w.a.flag)',
          '!(w.b.flag && !w.a.flag)',
          'w.s.m < 3',
          `w.s.refs[1] !== ${draw.of(['w.b', 'w.a'])}`,
        ]);
  return [
    `  always: { always: (w) => ${condition()}, wide: (w) => ${condition()} },`,
    `  atEnd: { atEnd: (w) => ${condition()}, ints: (w) => ${condition()} },`,
    `  sometimes: { sometimes: (w) => w.s.k === 0, rare: (w) => w.a.k === 1 || ${condition()} },`,
    `  leadsTo: { leads: [(w) => ${condition()}, (w) => ${condition()}] },`,
  ];
}

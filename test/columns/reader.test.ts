// SPDX-License-Identifier: MIT
// A reader who refutes nothing proves nothing: here are columns by hand, true ones and false ones, of two small runs. Each
// false text differs from a true one in what its name says.

import { describe, expect, test } from 'vitest';
import { replay } from '../../src/explore/replay.ts';
import { parseTrace } from '../../src/explore/trace.ts';
import { compileText } from '../compile/model.ts';
import { pictureOf } from './lines.ts';
import { type Refutation, refute } from './reader.ts';
import { type Run, runOf } from './run.ts';

function runIn(model: string, trace: string, loop: number | null = null, due?: number): Run {
  const parsed = parseTrace(trace);
  if (parsed.kind !== 'trace') throw new Error(parsed.problem);
  const program = compileText(model);
  return runOf(program, replay(program, parsed.choices), { loop, ...(due === undefined ? {} : { due }) });
}

/** Columns without their margin and their names. */
const under =
  (...names: readonly string[]) =>
  (body: string): readonly string[] => [
    `  ${names.map((name) => name.padEnd(34)).join('')}`.trimEnd(),
    `  ${'─'.repeat(70)}`,
    ...body
      .replace(/^\n/, '')
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ];

const kindOf = (found: Refutation | null): string => found?.kind ?? 'true';

const run = runIn(
  `class page { dirty: bool = false; ref: u8 = 1; freed: bool = false }
  function may_free(p: page): bool { if (p.dirty) return false; return p.ref === 1; }
  function get(p: page): void { atomically(() => { p.ref++; }); }
  function put(p: page): void { atomically(() => { p.ref--; }); }
  function reclaim(p: page): void { if (may_free(p)) p.freed = true; }
  export default scenario({
    title: 'a call that is interrupted',
    world() { return { p: new page() }; },
    threads: {
      'CPU0 write'(w) { get(w.p); w.p.dirty = true; put(w.p); },
      'CPU1 reclaim'(w) { reclaim(w.p); note('over'); },
    },
    always: { ok: (w) => !(w.p.dirty && w.p.freed) },
    sometimes: { dirty: (w) => w.p.dirty },
    claims: [],
  });`,
  '0.1.0.0.1.1',
);
const write = under('CPU0 write', 'CPU1 reclaim');

describe('columns that are true', () => {
  test.each([
    [
      'every effect at its place',
      `
get(p)  ref 1 → 2
                                  reclaim(p)
                                    may_free(p)
                                      reads p.dirty false
p.dirty false → true
put(p)  ref 2 → 1
                                      reads p.ref 1
                                    p.freed false → true
                                  over
✗ ok is false:
    p.dirty true
    p.freed true`,
    ],
    [
      'what touches nothing in common may change places',
      `
                                  reclaim(p)
                                    may_free(…)
                                      reads p.dirty false
get(p)  ref 1 → 2
p.dirty false → true
put(p)  ref 2 → 1
                                      reads p.ref 1
                                    p.freed false → true`,
    ],
    [
      'a call in one line, and all of it there',
      `
get(p)  ref 1 → 2
                                  reclaim(p)
                                    reads p.dirty false
p.dirty false → true
put(p)  ref 2 → 1
                                    p.freed false → true`,
    ],
    ['hardly anything', '\np.dirty false → true'],
  ])('%s', (_, body) => {
    expect(refute(write(body), run, { full: false })).toBe(null);
  });
});

describe('columns that are false', () => {
  test.each([
    [
      'interrupted',
      'a call in one line, part of which happened later',
      `
get(p)  ref 1 → 2
                                  reclaim(p)
                                    may_free(p)  true
p.dirty false → true
put(p)  ref 2 → 1
                                    p.freed false → true`,
    ],
    [
      'order',
      'a read above the write that it saw',
      `
get(p)  ref 1 → 2
                                  reclaim(p)
                                    may_free(p)
                                      reads p.dirty false
                                      reads p.ref 1
p.dirty false → true
put(p)  ref 2 → 1`,
    ],
    [
      'order',
      'a write above a read that did not see it',
      `
p.dirty false → true
                                  reclaim(p)
                                    reads p.dirty false`,
    ],
    ['value', 'a value that it never had', '\nget(p)  ref 1 → 3'],
    ['value', 'a result that was another one', '\n                                  may_free(p)  false'],
    ['value', 'what another thread did', '\n                                  p.dirty false → true'],
    ['value', 'a note that nobody made', '\n                                  p.freed false → true  not over'],
    ['value', 'not all that a call changed', '\n                                  reclaim(p)  freed true → false'],
    ['call', 'a call that was none', '\nget_page(p)'],
    ['call', 'a call of something else', '\nget(q)'],
    ['order', 'a call before another one that came first', '\nput(p)  ref 2 → 1\nget(p)  ref 1 → 2'],
    ['order', 'what happened outside the call', '\nget(p)\n  p.dirty false → true'],
    ['unreadable', 'a line below no call', '\np.dirty false → true\n  put(p)'],
    ['unreadable', 'a line between two levels', '\nget(p)\n p.dirty false → true'],
    ['thread', 'a column of nobody', null],
    ['ending', 'a fact that is none', '\np.dirty false → true\n✗ ok is false:\n    p.dirty false'],
    ['ending', 'a comparison that is none', '\np.dirty false → true\n✗ ok is false:\n    p.dirty true ≠ p.freed true'],
    [
      'jump',
      'a value that comes from nowhere',
      '\nget(p)  ref 1 → 2\n                                  reclaim(p)\n                                    reads p.ref 1',
    ],
    ['hidden', 'not all that is promised', '\nget(p)  ref 1 → 2'],
  ] as const)('%s: %s', (kind, _, body) => {
    const text = body === null ? under('CPU0 write', 'CPU2 reclaim')('get(p)  ref 1 → 2') : write(body);
    expect(kindOf(refute(text, run, { full: kind === 'hidden' }))).toBe(kind);
  });
});

/** Each effect of the first column as the beginning of a step. */
const marked = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => line.replace(/^ {2}(?=\S+ \d|reads )/, '· '));

describe('the beginnings of steps', () => {
  const both = runIn(
    `class flag { a: u8 = 0; b: u8 = 0 }
    export default scenario({
      title: 'two in one step',
      world() { return { f: new flag() }; },
      threads: { CPU0(w) { atomically(() => { w.f.a = 1; w.f.b = 1; }); w.f.a = 2; } },
      sometimes: { over: (w) => w.f.a === 2 },
      claims: [],
    });`,
    '0*2',
  );
  const lines = ['f.a 0 → 1', 'f.b 0 → 1', 'f.a 1 → 2'];
  const text = (...steps: readonly number[]): readonly string[] =>
    under('CPU0')(lines.join('\n')).map((line, i) => (steps.includes(i - 2) ? line.replace(/^ {2}/, '· ') : line));
  test('are marked with --full', () => {
    expect(refute(text(0, 2), both, { full: true })).toBe(null);
  });
  test.each([[[0]], [[0, 1, 2]], [[1, 2]], [[]]])('and nowhere else: %j', (steps) => {
    expect(kindOf(refute(text(...steps), both, { full: true }))).toBe('step');
  });
});

describe('a loop', () => {
  const round = runIn(
    `class flag { up: bool = false; spun: u8 = 0 }
    export default scenario({
      title: 'spinning',
      world() { return { f: new flag() }; },
      threads: { 'CPU0 spin'(w) { w.f.spun = 1; while (!w.f.up) { w.f.spun = 2; w.f.spun = 1; } }, 'CPU1 stop'(w) { w.f.up = true; } },
      sometimes: { spun: (w) => w.f.spun === 1 },
      claims: [],
    });`,
    '0.0.0.0',
    1,
  );
  const spin = under('CPU0 spin');
  const lines = ['f.spun 0 → 1', 'reads f.up false', 'f.spun 1 → 2', 'f.spun 2 → 1'];
  const begins = '┌── the loop: from here …';
  const ends = '└── … to here: the state is the one in which the loop began';

  test('that begins where it is said to begin', () => {
    const text = [lines[0], begins, ...lines.slice(1), ends].join('\n');
    expect(refute(marked(spin(text)), round, { full: true })).toBe(null);
  });
  test('that begins later than it is said to begin', () => {
    const text = [begins, ...lines, ends].join('\n');
    expect(kindOf(refute(spin(text), round, { full: false }))).toBe('order');
  });
  test('that begins earlier than it is said to begin', () => {
    const text = [...lines.slice(0, 2), begins, ...lines.slice(2), ends].join('\n');
    expect(kindOf(refute(spin(text), round, { full: false }))).toBe('loop');
  });
});

describe('a round within a call', () => {
  const round = runIn(
    `class flag { up: bool = false; spun: u8 = 0 }
    function spin(f: flag): void { f.spun = 1; while (!f.up) { f.spun = 2; f.spun = 1; } }
    function stop(f: flag): void { f.up = true; }
    export default scenario({
      title: 'spinning in a call',
      world() { return { f: new flag() }; },
      threads: { 'CPU0 spin'(w) { spin(w.f); stop(w.f); }, 'CPU1 stop': (w) => stop(w.f) },
      sometimes: { spun: (w) => w.f.spun === 1 },
      claims: [],
    });`,
    '0.0.0.0',
    1,
  );
  const spin = under('CPU0 spin');
  const told = (within: string): string =>
    kindOf(
      refute(
        spin(
          [
            'spin(f)',
            '  f.spun 0 → 1',
            `┌── the loop: from here${within} …`,
            '  reads f.up false',
            '  f.spun 1 → 2',
            '  f.spun 2 → 1',
            '└── … to here: the state is the one in which the loop began',
          ].join('\n'),
        ),
        round,
        { full: false },
      ),
    );

  test('in that call', () => expect(told(', CPU0 within spin()')).toBe('true'));
  test('in that call, over two lines', () => expect(told(',\n│   CPU0 within spin()')).toBe('true'));
  test('in another call, over two lines', () => expect(told(',\n│   CPU0 within stop()')).toBe('loop'));
  test('in another call', () => expect(told(', CPU0 within stop()')).toBe('loop'));
  test('of another thread', () => expect(told(', CPU1 within spin()')).toBe('loop'));
});

describe('what is due and never comes', () => {
  const round = runIn(
    `class flag { asked: bool = false; spun: u8 = 0; done: bool = false }
    export default scenario({
      title: 'asked and not answered',
      world() { return { f: new flag() }; },
      threads: { 'CPU0 spin'(w) { w.f.asked = true; while (!w.f.done) { w.f.spun = 2; w.f.spun = 0; } }, 'CPU1'(w) { w.f.done = true; } },
      leadsTo: { answer: [(w) => w.f.asked, (w) => w.f.done] },
      sometimes: { asked: (w) => w.f.asked },
      claims: [],
    });`,
    '0.0.0.0',
    1,
    1,
  );
  const spin = under('CPU0 spin');
  const asks = 'f.asked false → true';
  const due = "├── from here on 'answer' is due: f.asked true";
  const loop = ['┌── the loop: from here …', 'reads f.done false', 'f.spun 0 → 2', 'f.spun 2 → 0'];
  const told = (...lines: readonly string[]): string => kindOf(refute(spin(lines.join('\n')), round, { full: false }));

  test('from where it is said to be', () => {
    expect(told(asks, due, ...loop)).toBe('true');
    expect(told(asks, "├── from here on 'answer' is due:", '│ f.asked true', ...loop)).toBe('true');
  });
  test('before what makes it so', () => {
    expect(told(due, asks, ...loop)).toBe('order');
  });
  test('after what comes later', () => {
    expect(told(asks, ...loop, due)).toBe('loop');
  });
  test('for another reason', () => {
    expect(told(asks, due.replace('true', 'false'), ...loop)).toBe('ending');
  });
});

describe('somebody who waits', () => {
  const stuck = runIn(
    `class lock { held: bool = false }
    function spin_lock(l: lock): void { atomically(() => { waitUntil(() => !l.held); l.held = true; }); }
    export default scenario({
      title: 'stuck',
      world() { return { a: new lock() }; },
      threads: { 'CPU0 one'(w) { spin_lock(w.a); }, 'CPU1 two'(w) { spin_lock(w.a); w.a.held = false; } },
      sometimes: { held: (w) => w.a.held },
      claims: [],
    });`,
    '0',
  );
  const two = under('CPU0 one', 'CPU1 two');
  const waits = '                                  spin_lock(a)  ✗ waits for ever';

  test.each([
    ['true', `\nspin_lock(a)  held false → true\n${waits}\n✗ CPU1 waits for a.held, set by CPU0`],
    ['order', `\n${waits}\nspin_lock(a)  held false → true`],
    ['value', '\nspin_lock(a)  ✗ waits for ever'],
    ['ending', `\nspin_lock(a)  held false → true\n${waits}\n✗ CPU0 waits for a.held, set by CPU1`],
  ])('%s', (kind, body) => {
    expect(kindOf(refute(two(body), stuck, { full: false }))).toBe(kind);
  });
});

test('a place that does not fit its line is one fact, wherever it is broken', () => {
  const place = 'at mine/patches/no-requeue.diff/fs/gfs2/file.ts:61 in gfs2_file_direct_read()';
  const below = (...lines: readonly string[]): unknown =>
    pictureOf(under('CPU0 one', 'CPU1 two')(`\nrun()\n✗ it goes wrong\n${lines.join('\n')}`)).rows.at(-1);
  const [at, path, word, name] = place.split(' ') as [string, string, string, string];
  const whole = { kind: 'band', row: 5, text: place };
  expect(below(`  ${place}`)).toEqual(whole);
  expect(below(`  ${at}`, `    ${path} ${word} ${name}`)).toEqual(whole);
  expect(below(`  ${at} ${path} ${word}`, `    ${name}`)).toEqual(whole);
  expect(below(`  ${at} ${path}`, `    ${word} ${name}`)).toEqual(whole);
});

test('an effect on many lines is one', () => {
  const many = runIn(
    `type request = { readonly opcode: u8; readonly pos: u8; readonly count: u8; readonly data0: u8; readonly data1: u8 };
    class queue { pending: request = { opcode: 0, pos: 0, count: 0, data0: 0, data1: 0 } }
    function read(q: queue): void { q.pending = { opcode: 1, pos: 2, count: 3, data0: 4, data1: 5 }; }
    export default scenario({
      title: 'a record',
      world() { return { q: new queue() }; },
      threads: { CPU0(w) { read(w.q); } },
      sometimes: { read: (w) => w.q.pending.pos > 0 },
      claims: [],
    });`,
    '0',
  );
  const parts = (values: readonly number[]): readonly string[] =>
    ['opcode', 'pos', 'count', 'data0'].map((name, i) => `      ${name} ${values[i]}`);
  const printed = [
    'read(q)',
    '    pending {',
    ...parts([0, 0, 0, 0]),
    '      data1 0} → {',
    ...parts([1, 2, 3, 4]),
    '      data1 5}',
  ];
  expect(kindOf(refute(under('CPU0')(printed.join('\n')), many, { full: false }))).toBe('true');
  printed.splice(4, 1, '      pos 1');
  expect(kindOf(refute(under('CPU0')(printed.join('\n')), many, { full: false }))).toBe('value');
});

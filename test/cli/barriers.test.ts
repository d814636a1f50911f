// SPDX-License-Identifier: MIT
// Which barriers a claim needs, of models whose answers are known: two flags that keep two threads apart, a message, and code that
// orders more than it has to.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { start } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const here = (...args: readonly string[]) => start(args, folder).done;
const masked = (text: string): string => text.replaceAll(folder, '/x').replace(/\d+(?:\.\d+)? s\b/g, '0.00 s');

/** Each raises his flag and looks at the other's: with a full barrier between, not both see none. A message is read behind a
 *  flag: barriers of writes and of reads are enough. */
writeFileSync(
  join(folder, 'flags.ts'),
  `// SPDX-License-Identifier: MIT
import { type bool, type ghost, READ_ONCE, scenario, smp_mb, type u8, WRITE_ONCE } from 'faultline';

class flag {
  up: bool = false;
  seen: ghost<bool> = false;
}

class message {
  text: u8 = 0;
  sent: bool = false;
  got: ghost<u8> = 1;
}

function enter(mine: flag, other: flag): void {
  WRITE_ONCE(mine.up, true);
  smp_mb();
  mine.seen = READ_ONCE(other.up);
}

function send(m: message): void {
  WRITE_ONCE(m.text, 1);
  smp_mb();
  WRITE_ONCE(m.sent, true);
}

function receive(m: message): void {
  if (!READ_ONCE(m.sent)) return;
  smp_mb();
  m.got = READ_ONCE(m.text);
}

export default scenario({
  title: 'two flags, and a message',
  memory: 'weak',
  world() {
    return { a: new flag(), b: new flag(), m: new message() };
  },
  threads: {
    CPU0(w) {
      enter(w.a, w.b);
      send(w.m);
    },
    CPU1(w) {
      enter(w.b, w.a);
      receive(w.m);
    },
  },
  atEnd: {
    'one sees the other': (w) => w.a.seen || w.b.seen,
    'what is sent is read': (w) => w.m.got === 1,
  },
  sometimes: { 'it is sent': (w) => w.m.sent },
  claims: [
    {
      id: 'mine/1',
      by: 'me',
      thread: 'open',
      expect: { '+': { 'one sees the other': 'holds', 'what is sent is read': 'holds', 'NO-DEADLOCK': 'holds' } },
    },
  ],
});
`,
);

const flags = `/x/flags.ts
    two flags, and a message

  weak · what holds with everything in place:
    mine/1 one sees the other
    mine/1 what is sent is read
    mine/1 NO-DEADLOCK

  /x/flags.ts  enter()
  needed         17  barrier    smp_mb() → nothing
                     without: mine/1 one sees the other fails
  needed         17  barrier    smp_mb() → smp_wmb()
                     without: mine/1 one sees the other fails
  needed         17  barrier    smp_mb() → smp_rmb()
                     without: mine/1 one sees the other fails

  /x/flags.ts  send()
  needed         23  barrier    smp_mb() → nothing
                     without: mine/1 what is sent is read fails
  not needed     23  barrier    smp_mb() → smp_wmb()
  needed         23  barrier    smp_mb() → smp_rmb()
                     without: mine/1 what is sent is read fails

  /x/flags.ts  receive()
  needed         29  barrier    smp_mb() → nothing
                     without: mine/1 what is sent is read fails
  needed         29  barrier    smp_mb() → smp_wmb()
                     without: mine/1 what is sent is read fails
  not needed     29  barrier    smp_mb() → smp_rmb()

9 weakenings: 7 needed, 2 not needed at this size · 0.00 s
`;

/** Two threads that never meet in the same field order everything, for nothing. */
const idle = (body: string) => `// SPDX-License-Identifier: MIT
import { atomically, scenario, smp_load_acquire, smp_mb, smp_store_release, type u8 } from 'faultline';

class cell {
  n: u8 = 0;
  m: u8 = 0;
}

function work(c: cell): void {
  ${body}
}

export default scenario({
  title: 'each has a cell of its own',
  world() {
    return { a: new cell(), b: new cell() };
  },
  threads: { CPU0: (w) => work(w.a), CPU1: (w) => work(w.b) },
  atEnd: { done: (w) => w.a.n + w.b.n > 0 },
  sometimes: { begun: (w) => w.a.n > 0 },
  claims: [{ id: 'mine/2', by: 'me', variant: '+', property: 'done', thread: 'open', expect: 'holds' }],
});
`;
writeFileSync(
  join(folder, 'apart.ts'),
  idle(`smp_store_release(c.n, 1);
  smp_mb();
  const n = smp_load_acquire(c.m);
  atomically(() => {
    c.m = n;
  }, 'full');`),
);
writeFileSync(join(folder, 'nothing.ts'), idle('c.n = 1;'));

const apart = `/x/apart.ts
    each has a cell of its own

  weak · what holds with everything in place:
    mine/2 done

  /x/apart.ts  work()
  not needed     10  ordering   smp_store_release(c.n, 1) → WRITE_ONCE(c.n, 1)
  not needed     11  barrier    smp_mb() → nothing
  not needed     12  ordering   smp_load_acquire(c.m) → READ_ONCE(c.m)
  not needed     13  section    atomically(…, 'full') → 'relaxed'

4 weakenings: 0 needed, 4 not needed at this size · 0.00 s
the 4 that are not needed, all at once: not needed
no behaviour beyond sequential consistency, without any of them, where runs come to rest: one way, as under sc; what comes to no rest was not compared
`;

/** Of two barriers, each is enough. */
mkdirSync(join(folder, 'two'));
writeFileSync(
  join(folder, 'two/either.ts'),
  readFileSync(join(folder, 'flags.ts'), 'utf8')
    .replace('  smp_mb();\n  mine', '  smp_mb();\n  smp_mb();\n  mine')
    .replace(/, 'what is sent is read': 'holds', 'NO-DEADLOCK': 'holds'/, ''),
);

describe('barriers', () => {
  test('each is weakened in turn: by as much as can be, then, where it is needed, by less', async () => {
    const { status, out, err } = await here('barriers', 'flags.ts', '--variant', '+');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(masked(out)).toBe(flags);
  });

  test('where none is needed: all at once, and no behaviour beyond sequential consistency', async () => {
    const { status, out, err } = await here('barriers', 'apart.ts');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(masked(out)).toBe(apart);
  });

  test('where there is none', async () => {
    const { status, out } = await here('barriers', 'nothing.ts');
    expect(status).toBe(0);
    expect(masked(out).split('\n').slice(-4)).toEqual([
      '',
      '0 weakenings: 0 needed, 0 not needed at this size · 0.00 s',
      'no behaviour beyond sequential consistency, where runs come to rest: one way, as under sc; what comes to no rest was not compared',
      '',
    ]);
  });

  test('two that are each enough are needed together', async () => {
    const { out } = await here('barriers', 'two/either.ts', '--of', 'enter');
    expect(masked(out).split('\n').slice(6)).toEqual([
      '  /x/two/either.ts  enter()',
      '  not needed     17  barrier    smp_mb() → nothing',
      '  not needed     18  barrier    smp_mb() → nothing',
      '',
      '2 weakenings: 0 needed, 2 not needed at this size · 0.00 s',
      'the 2 that are not needed, all at once: needed',
      '',
    ]);
  });

  test('under tso, only what keeps a read behind a write', async () => {
    const { out } = await here('barriers', 'flags.ts', '--memory', 'tso', '--variant', '+', '--json');
    const { schema, memory, weakenings } = JSON.parse(out);
    expect({ schema, memory }).toEqual({ schema: 'faultline.barriers/1', memory: 'tso' });
    type Row = { readonly answer: string; readonly taken: readonly { readonly function: string }[] };
    const rows = weakenings.map((one: Row) => [one.taken[0]?.function, one.answer].join(' '));
    expect(rows).toEqual(['enter needed', 'enter needed', 'enter needed', 'send not needed', 'receive not needed']);
  });

  test('--diffs: each is a diff that shows the same once more; --trace: the columns, and how', async () => {
    const asked = ['barriers', 'flags.ts', '--variant', '+', '--of', 'send', '--diffs', 'out', '--trace'];
    const { out } = await here(...asked);
    expect(out).toContain('m.text 0 (an old value)');
    const diff = readFileSync(join(folder, 'out/weaker-1.diff'), 'utf8');
    expect(diff).toContain('-  smp_mb();\n');
    const checked = await here('check', 'flags.ts', '--variant', '+', '--patch', 'out/weaker-1.diff');
    expect(checked.out).toMatch(/what is sent is read +fails/);
  });

  test.each([
    [['flags.ts', '--variant', '+', '--memory', 'sc'], /barriers under --memory sc/],
    [['flags.ts', '--variant', '+', '--max-states', '3'], /nothing holds of flags.ts/],
    [['flags.ts', '--variant', '+', '--of', 'leave'], /instead: one of: .*enter, .*receive, send/],
  ])('%j is refused', async (args, said) => {
    const { status, err } = await here('barriers', ...args);
    expect(status).toBe(2);
    expect(err).toMatch(said);
  });
});

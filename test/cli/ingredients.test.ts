// SPDX-License-Identifier: MIT
// Which line carries the proof, of a model whose answer is known: a lock that is needed, a test that is not, and a test without
// which the model does not compile.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { nothing, notRun } from '../../src/ask/decide.ts';
import { fails, holds, type Verdict } from '../../src/explore/verdict.ts';
import { answerOf } from '../../src/report/ingredients.ts';
import { start } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const here = (...args: readonly string[]) => start(args, folder).done;

const counter = `// SPDX-License-Identifier: MIT
import { atomically, type bool, type ghost, note, type u8, waitUntil } from 'faultline';

export class counter {
  value: u8 = 0;
  locked: bool = false;
  next: counter | null = null;
  adds: ghost<u8> = 0;
}

export function lock(c: counter): void {
  atomically(() => {
    waitUntil(() => !c.locked);
    c.locked = true;
  });
}

export function unlock(c: counter): void {
  c.locked = false;
}

export function add(c: counter): void {
  const read = c.value;
  c.value = read + 1;
}
`;
/** Two threads add one each. The lock is needed; that the value is below nine is known; \`next\` is null in all runs. */
const patch = `// SPDX-License-Identifier: MIT
import { note } from 'faultline';
import { type counter, lock, unlock } from '../../counter.ts';

export * from '../../counter.ts';

export function add(c: counter): void {
  lock(c);
  const read = c.value;
  if (read < 9 && read >= 0) {
    c.value = read + 1;
  }
  note('added');
  c.adds = 1;
  const next = c.next;
  if (next !== null) next.value = 1;
  unlock(c);
}
`;
const scenario = `// SPDX-License-Identifier: MIT
import { scenario } from 'faultline';
import { add, counter } from './counter.ts';

export default scenario({
  title: 'two threads add one each',
  world() {
    return { c: new counter() };
  },
  threads: { CPU0: (w) => add(w.c), CPU1: (w) => add(w.c) },
  atEnd: { BOTH: (w) => w.c.value === 2 },
  sometimes: { 'it is locked': (w) => w.c.locked },
  claims: [
    { id: 'mine/1', by: 'me', variant: '+locked', property: 'BOTH', thread: 'open', expect: 'holds' },
    { id: 'mine/1', by: 'me', variant: '+locked', property: 'NO-DEADLOCK', thread: 'open', expect: 'holds' },
    { id: 'mine/1', by: 'me', variant: '+', property: 'ASSERTS', thread: 'open', expect: 'fails' },
  ],
});
`;
mkdirSync(join(folder, 'patches/locked'), { recursive: true });
writeFileSync(join(folder, 'counter.ts'), counter);
writeFileSync(join(folder, 'race.ts'), scenario);
writeFileSync(join(folder, 'patches/locked/counter.ts'), patch);

const table = `/x/race.ts
    two threads add one each

  +locked · what holds with everything in place:
    mine/1 BOTH
    mine/1 NO-DEADLOCK

  /x/patches/locked/counter.ts  add()
  needed          8  lock       lock(c) … unlock(c)
                     without: mine/1 BOTH fails
  needed         10  re-check   read < 9 && read >= 0 → false
                     without: mine/1 BOTH fails
  not needed     10  re-check   read < 9 && read >= 0 → true
  not needed     10  re-check   read < 9 → true
  not needed     10  re-check   read >= 0 → true
  needed         11  statement  c.value = read + 1
                     without: mine/1 BOTH fails
  no change      16  re-check   next !== null → false
  no model       16  re-check   next !== null → true
                     'next' is possibly 'null'.

8 ingredients: 3 needed, 3 not needed at this size, 1 no model, 1 no change · 0.00 s
`;
const masked = (text: string): string => text.replaceAll(folder, '/x').replace(/\d+(?:\.\d+)? s\b/g, '0.00 s');

describe('ingredients', () => {
  test('of a patch: notes and ghosts are none, a lock goes with its unlock', async () => {
    const { status, out, err } = await here('ingredients', 'race.ts', '--variant', '+locked');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(masked(out)).toBe(table);
  });

  test('--diffs: each is a diff that shows the same once more; --trace: the columns, and how', async () => {
    const { out } = await here(
      'ingredients',
      'race.ts',
      '--variant',
      '+locked',
      '--of',
      'counter.ts',
      '--diffs',
      'out',
      '--trace',
    );
    // Of the kernel's file below: lock() and unlock(). Each is needed: two are not excluded, and nobody gets in again.
    const diff = readFileSync(join(folder, 'out/without-1.diff'), 'utf8');
    expect(diff).toMatch(/^--- a\/\S*counter.ts\n\+\+\+ b\/\S*counter.ts\n@@ -\d+,\d+ \+\d+,\d+ @@\n/);
    const command = /replay: faultline (.*)/.exec(out)?.[1] ?? '';
    expect(command).toContain('--variant +locked --patch out/without-');
    const again = await here(...command.split(' '));
    expect(again.out).toMatch(/FAILS {2}BOTH/);
    const checked = await here('check', 'race.ts', '--variant', '+locked', '--patch', 'out/without-1.diff');
    expect(checked.out).toMatch(/\+locked\+without-1.diff {2}BOTH +fails/);
  });

  test('--pairs: two that are not needed one by one', async () => {
    const { out } = await here('ingredients', 'race.ts', '--variant', '+locked', '--pairs', '--json');
    const { ingredients, schema } = JSON.parse(out);
    expect(schema).toBe('faultline.ingredients/1');
    const pairs = ingredients.filter((one: { taken: readonly unknown[] }) => one.taken.length === 2);
    // Of three, three pairs, without those that are about the same words: the whole test with each of its two sides.
    expect(pairs.map((one: { answer: string }) => one.answer)).toEqual(['not needed']);
  });

  test('--orders: two statements the other way round', async () => {
    const { out } = await here('ingredients', 'race.ts', '--variant', '+locked', '--of', 'add', '--orders', '--json');
    const { ingredients } = JSON.parse(out);
    const of = (kind: string) =>
      ingredients.filter(({ taken: [one] }: { taken: readonly { kind: string }[] }) => one?.kind === kind);
    // What is read before the lock is taken may be old. Under the lock nobody looks; `next` is not set.
    expect(
      of('order').map((one: { taken: readonly { what: string }[]; answer: string }) => [
        one.taken[0]?.what,
        one.answer,
      ]),
    ).toEqual([
      ['const read = c.value before lock(c)', 'needed'],
      ['unlock(c) before if (next !== null) …', 'no change'],
    ]);
  });

  test('a budget: what is not decided is unknown, unless something fails', () => {
    const claim = {
      id: 'x',
      case: 'x',
      title: '',
      by: '',
      variant: '',
      property: 'P',
      as: null,
      thread: 'open',
      expect: 'holds',
      environmentSteps: null,
    } as const;
    const asked = (...verdicts: readonly Verdict[]) => verdicts.map((verdict) => ({ claim, verdict }));
    const counts = nothing;
    const held = holds(counts, 'nothing', 0, 0);
    const open = notRun('the time is over');
    const failure = { property: 'P', message: '', trace: null, loop: null, waits: [] };
    const failed = fails(counts, 'nothing', { ...failure, kind: 'always' });
    const empty = fails(counts, 'nothing', { ...failure, kind: 'sometimes' });
    expect(answerOf(asked(held, open), false)).toBe('unknown');
    expect(answerOf(asked(open, failed), false)).toBe('needed');
    expect(answerOf(asked(held, empty), false)).toBe('vacuous');
    expect(answerOf(asked(empty, open), false)).toBe('unknown');
    expect(answerOf(asked(held), true)).toBe('no change');
    expect(answerOf(asked(held), false)).toBe('not needed');
  });

  test.each([
    [['race.ts'], /race.ts has 2 variants\n.*\n {2}instead: --variant with one of: \+locked, \+\n/],
    [['race.ts', '--variant', '+'], /nothing holds of race.ts/],
    [['race.ts', '--variant', '+locked', '--max-states', '4'], /nothing holds of race.ts on \+locked/],
    [
      ['race.ts', '--variant', '+locked', '--of', 'subtract'],
      /--of subtract: no such function or file\n.*\n {2}instead: one of: add, lock, unlock\n/,
    ],
  ])('%j is refused', async (args, said) => {
    const { status, err } = await here('ingredients', ...args);
    expect(status).toBe(2);
    expect(err).toMatch(said);
  });
});

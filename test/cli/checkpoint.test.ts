// SPDX-License-Identifier: MIT
// A search that is killed and goes on. What a user relies on: the same line at the end as without a break, whenever the process
// dies, whatever is left of a file; and a refusal where the states are of something else.

import { randomInt } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSnapshots, readHead } from '../../src/cli/snapshots.ts';
import type { Marks } from '../../src/explore/checkpoint.ts';
import { start } from './cli.ts';
import { increment } from './models.ts';

const made: string[] = [];
const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-saved-'));
  made.push(folder);
  return folder;
};
afterAll(() => {
  for (const one of made) rmSync(one, { recursive: true, force: true });
});

const timeless = (text: string): string => text.replace(/"seconds": [\d.]+/, '').replace(/ +\d[\d.,]* s\b/g, '');
const run = (...args: readonly string[]) => start(args).done.then((ran) => ({ ...ran, out: timeless(ran.out) }));
/** In full: so large that there is something to interrupt. */
const model = ['example/peterson-1', '--no-reduction'];

describe('killed at random', () => {
  it('fifty times: the same document', { timeout: 600_000 }, async () => {
    const { out: expected } = await run('check', ...model, '--json', '--no-cache');
    const folder = join(temporary(), 'saved');
    const often = ['--checkpoint-every', '1ms', '--json'];
    let wentOn = 0;
    for (let kills = 0; kills < 50; ) {
      const before = existsSync(join(folder, 'head')) || existsSync(join(folder, 'head-before'));
      const words = before ? ['resume', folder, ...often] : ['check', ...model, '--checkpoint', folder, ...often];
      const { child, done } = start(words);
      const began = existsSync(folder) ? readdirSync(folder).join() : '';
      let over = false;
      void done.then(() => {
        over = true;
      });
      // Not while Node starts: then nothing would be interrupted. Any change in the folder is somebody at work.
      while (!over && (existsSync(folder) ? readdirSync(folder).join() : '') === began) await setTimeout(1);
      await setTimeout(randomInt(15));
      child.kill('SIGKILL');
      const { status, out } = await done;
      if (status === null) kills++;
      else {
        // It was quicker: then it has to be right, and the next one begins anew.
        expect(timeless(out)).toBe(expected);
        rmSync(folder, { recursive: true });
      }
      if (before) wentOn++;
    }
    expect(wentOn).toBeGreaterThan(10);
    if (!existsSync(folder)) return;
    expect((await run('resume', folder, '--json')).out).toBe(expected);
  });
});

it('SIGTERM saves', async () => {
  const folder = temporary();
  const file = join(folder, 'mine.ts');
  // Far more states than a machine gets through in this test.
  writeFileSync(
    file,
    increment('fails').replaceAll('add(w.shared);', 'for (let i: u8 = 0; i < 250; i++) add(w.shared);'),
  );
  const saved = join(folder, 'saved');
  const count = (): number => JSON.parse(readFileSync(join(saved, 'head'), 'utf8').split('\n')[1] ?? '').marks.count;
  expect((await run('check', file, '--no-reduction', '--checkpoint', saved, '--max-states', '1000')).status).toBe(3);
  const before = count();
  for (let wait = 1000; count() === before; wait *= 2) {
    // None of the interval: what is saved is saved by the signal.
    const running = start(['resume', saved, '--checkpoint-every', '1h']);
    await setTimeout(wait);
    running.child.kill('SIGTERM');
    const { status, err } = await running.done;
    expect(err).toBe('');
    // A busy machine has not come to the search: it gets more time.
    if (status !== null) expect(status).toBe(3);
  }
  expect(count()).toBeGreaterThan(before);
});

describe('what is left of it', () => {
  const folder = join(temporary(), 'saved');
  const copy = (): string => {
    const to = join(temporary(), 'copy');
    cpSync(folder, to, { recursive: true });
    return to;
  };
  const cut = (file: string): void => truncateSync(file, Math.floor(statSync(file).size / 2));

  beforeAll(async () => {
    const search = ['check', 'examples/beem/peterson-4.ts', '--no-reduction', '--checkpoint', folder];
    expect((await run(...search, '--max-states', '300000')).status).toBe(3);
    expect((await run('resume', folder, '--max-states', '600000')).status).toBe(3);
  });

  it('another folder is not written over', async () => {
    const again = await run('check', 'examples/beem/peterson-4.ts', '--no-reduction', '--checkpoint', folder);
    expect(again.status).toBe(2);
    expect(again.err).toContain('there is a snapshot already');
  });

  it('a cut file costs the last interval, two cut files the search', async () => {
    const { version } = JSON.parse(readFileSync(join(folder, 'head'), 'utf8').split('\n')[1] ?? '');
    const newest = readHead(folder, version);
    const older = copy();
    cut(join(older, 'head'));
    const before = readHead(older, version);
    expect(before.marks.count).toBeLessThan(newest.marks.count);
    const holed = copy();
    const last = newest.parts.at(-1)?.file ?? '';
    cut(join(holed, last));
    expect(readHead(holed, version).marks).toEqual(before.marks);
    cut(join(older, 'head-before'));
    expect(() => readHead(older, version)).toThrow('no snapshot is whole');
    // One bit is enough.
    const flipped = copy();
    const bytes = readFileSync(join(flipped, last));
    bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
    writeFileSync(join(flipped, last), bytes);
    expect(readHead(flipped, version).marks).toEqual(before.marks);
    expect(() => readHead(folder, `${version}0`)).toThrow('another version of the checker');
    expect(() => readHead(temporary(), version)).toThrow('no snapshot');
    // As many as without a break: `faultline check example/peterson-4 --no-reduction`.
    expect((await run('resume', older)).status).toBe(2);
    expect((await run('resume', holed)).out).toMatch(/holds +as expected +1,119,560 states/);
  });
});

describe('refused', () => {
  it('the states of another model', async () => {
    const folder = temporary();
    const file = join(folder, 'mine.ts');
    writeFileSync(file, increment('fails'));
    const saved = join(folder, 'saved');
    // A budget of 5 states of 8: both threads do the same, and one state is left out.
    expect((await run('check', file, '--checkpoint', saved, '--max-states', '5')).status).toBe(3);
    writeFileSync(file, increment('fails').replace('read + 1', 'read + 2'));
    const other = await run('resume', saved);
    expect(other.status).toBe(2);
    expect(other.err).toContain('the snapshot is of another model');
    writeFileSync(file, increment('fails'));
    expect((await run('resume', saved)).out).toMatch(/fails +as expected +8 states/);
  });

  it('nothing of what it was asked with: a memory and a compiler are part of it', async () => {
    for (const flags of [['--memory', 'weak'], ['--compiler']]) {
      const folder = temporary();
      const file = join(folder, 'mine.ts');
      writeFileSync(file, increment('fails'));
      const saved = join(folder, 'saved');
      expect((await run('check', file, ...flags, '--checkpoint', saved, '--max-states', '3')).status).toBe(3);
      const { out, err } = await run('resume', saved);
      expect(err).not.toContain('another model');
      expect(out).toMatch(/fails .* \d+ states/);
    }
  });

  it.each([
    ['several rows', ['examples/increment'], '--checkpoint: 5 rows'],
    ['what must come', ['example/queue-2', '--property', 'CPU0 gets the lock'], 'cannot be saved'],
    ['a walk', ['example/increment-2', '--order', 'random'], 'cannot be saved'],
  ])('%s', async (_, args, why) => {
    const { status, err } = await run('check', ...args, '--checkpoint', join(temporary(), 'saved'));
    expect(status).toBe(2);
    expect(err).toContain(why);
  });
});

describe('a full disk', () => {
  it('is said once; the search goes on, and is saved when there is room', () => {
    const folder = temporary();
    const said: string[] = [];
    const of = {
      asked: { targets: [], variant: null, property: null, making: {}, reduction: true },
      version: '1',
      checksum: 'c',
    };
    const saving = openSnapshots({ folder, of, head: null, every: 0, now: () => 0, complain: (one) => said.push(one) });
    const marks: Marks = {
      count: 2,
      next: 1,
      levelEnd: 1,
      level: 0,
      transitions: 1,
      reduced: 0,
      deadEnds: 0,
      ends: 0,
      unseen: [],
      other: null,
      examples: false,
      milliseconds: 1,
    };
    const records = Int32Array.of(7, -1, 8, 0);
    const full = (): never => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    };
    saving.save(marks, function* () {
      yield records;
      full();
    });
    saving.save(marks, full);
    expect(said).toEqual([`the search cannot be saved in ${folder} (ENOSPC): it goes on, and tries again`]);
    expect(() => readHead(folder, '1')).toThrow('no snapshot');
    saving.save(marks, () => [records]);
    const head = readHead(folder, '1');
    expect(head.marks).toEqual(marks);
    const again = openSnapshots({ folder, of, head, every: 0, now: () => 0, complain: (one) => said.push(one) });
    expect([...again.states()]).toEqual([records]);
    // What the failed attempts had begun is gone.
    expect(readdirSync(folder).sort()).toEqual(['head', ...head.parts.map(({ file }) => file)]);
  });
});

// SPDX-License-Identifier: MIT
// `--patch`: a diff for one command, which may change a scenario, too.

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkExamples } from '../../src/cli/help.ts';
import { root, start } from './cli.ts';
import { increment } from './models.ts';

describe('--patch', () => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, text: string): string => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const here = (...args: readonly string[]) => start(args, folder).done;
  const race = increment('fails').replace('class counter', "import { step } from './step.ts';\n\nclass counter");
  write('race.ts', race.replace('value = read + 1', 'value = read + step'));
  write('step.ts', 'export const step = 1;\n');
  write('step.diff', '--- a/step.ts\n+++ b/step.ts\n@@ -1 +1 @@\n-export const step = 1;\n+export const step = 2;\n');
  const lock = `--- a/race.ts
+++ b/race.ts
@@ -2,1 +2,1 @@
-import { scenario, type u8 } from 'faultline';
+import { atomically, scenario, type u8 } from 'faultline';
@@ -9,4 +9,6 @@
 function add(counter: counter): void {
-  const read = counter.value;
-  counter.value = read + step;
+  atomically(() => {
+    const read = counter.value;
+    counter.value = read + step;
+  });
 }
`;
  write('lock.diff', lock);

  test('asks every claim of the scenario about the diff, and prints how to see it again', async () => {
    const plain = await here('check', 'race.ts');
    expect(plain.out).toMatch(/^mine\/1 {2}- {2}both are counted {2}fails {4}as expected/);
    const { status, out, err } = await here('check', 'race.ts', '--patch', 'step.diff');
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toMatch(/^mine\/1 {2}\+step.diff {2}both are counted {2}fails {4}UNEXPECTED/);
    // The sum is 2 where one update is lost: now everybody who runs alone breaks it.
    expect(out).toContain('shared.value 4 ≠ 2');
    const checksum = (text: string): string | undefined => /model (\w+)/.exec(text)?.[1];
    expect(checksum(out)).not.toBe(checksum(plain.out));
    const words =
      /replay: faultline (.*)/
        .exec(out)?.[1]
        ?.replaceAll(/(?<= )\S*\/race.ts/g, 'race.ts')
        .split(' ') ?? [];
    expect(words.slice(0, 4)).toEqual(['replay', 'race.ts', '--patch', 'step.diff']);
    const again = await here(...words);
    expect(again.out).toContain('shared.value 4 ≠ 2');
    expect(checksum(again.out)).toBe(checksum(out));
  });

  test('changes a scenario: its rows are asked as they stand there', async () => {
    const { status, out, err } = await here('check', 'race.ts', '--patch', 'lock.diff');
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toMatch(/^mine\/1 {2}\+lock.diff {2}both are counted {2}holds {4}UNEXPECTED/);
    const both = await here('list', 'race.ts', '--patch', 'lock.diff', '--patch', 'step.diff');
    expect(both.out).toContain('mine/1  +lock.diff+step.diff  both are counted  expect holds');
  });

  test('is refused where it is no file, no diff, or named like another', async () => {
    const said = async (...args: readonly string[]): Promise<string> => (await here('list', 'race.ts', ...args)).err;
    expect(await said('--patch', 'gone.diff')).toMatch(/^faultline: --patch gone.diff: no such file/);
    expect(await said('--patch', 'race.ts')).toMatch(/^faultline: race.ts:1: no diff/);
    expect(await said('--patch', 'step.diff', '--patch', './step.diff')).toMatch(/two diffs are called step.diff/);
    write(
      'late.diff',
      readFileSync(join(folder, 'step.diff'), 'utf8').replace('-export const step = 1', '-export const step = 9'),
    );
    expect(await said('--patch', 'late.diff')).toMatch(
      /late.diff: hunk 1 does not fit \S*step.ts, line 1\n {2}why: {5}it wants `export const step = 9;`, and there/,
    );
  });

  test('the line of --help, with what git wrote of an edited kernel', async () => {
    const line = checkExamples.split('\n').find((one) => one.includes('--patch')) ?? '';
    const [, ...args] = line
      .replace(/ {3}.*/, '')
      .trim()
      .split(' ');
    const copy = join(folder, 'repository');
    cpSync(join(root, 'linux/v5.9/fs/fuse'), join(copy, 'linux/v5.9/fs/fuse'), { recursive: true });
    const git = (...words: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=me', '-c', 'user.email=me', ...words], { cwd: copy, encoding: 'utf8' });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'as it is');
    const fuse = join(copy, 'linux/v5.9/fs/fuse/file.ts');
    writeFileSync(
      fuse,
      readFileSync(fuse, 'utf8').replace(
        '    unlock_page(page);\n    put_page(page);\n',
        '    put_page(page);\n    unlock_page(page);\n',
      ),
    );
    write('mine.diff', git('diff'));
    const { out, err } = await start(['list', ...args.slice(1)], folder).done;
    expect(err).toBe('');
    // What the thread is about: the kernel's own order of lock and fault, whatever the order of unlock and put.
    expect(out).toMatch(/2020\/T19 {2}v5.9\+mine.diff {2}NO-DEADLOCK/);
  });
});

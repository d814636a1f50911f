// SPDX-License-Identifier: MIT
// The programs for real kernels compile without a warning and pass their own checks. They are not run here: what they
// find depends on the kernel, and they need root. Without root they must say so, and touch nothing.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const folder = join(root, 'reproducers');
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const has = (command: string): boolean => spawnSync(command, ['--version']).status === 0;
const compiles = process.platform === 'linux' && has('make') && has('cc');
const nobody = 65534;

test('there are two', () => expect(names).toEqual(['fuse-pwritev', 'reclaim-lost-store']));

test('npm run reproduce names them', () => {
  const ran = spawnSync(process.execPath, [join(folder, 'run.mjs'), 'what'], { encoding: 'utf8' });
  expect(ran.stderr).toContain('fuse-pwritev, reclaim-lost-store');
  expect(ran.status).toBe(2);
});

describe.skipIf(!compiles).each(names)('%s', (name) => {
  const out = mkdtempSync(join(tmpdir(), 'reproducers-'));
  const program = join(out, name);
  const run = (...words: readonly string[]) => {
    // As root it would do its work.
    const uid = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};
    return spawnSync(program, words, { encoding: 'utf8', ...uid });
  };
  afterAll(() => rmSync(out, { recursive: true }));
  beforeAll(() => {
    const made = spawnSync('make', ['--silent', '-C', join(folder, name), `OUT=${out}`], { encoding: 'utf8' });
    expect(made.stderr).toBe('');
    expect(spawnSync('chmod', ['755', out]).status).toBe(0);
  });

  test('passes its self-checks', () => {
    const { stdout, status } = run('--self-check');
    expect(stdout).toMatch(/^KTAP version 1\n/);
    expect(stdout).toMatch(/^ok 5 /m);
    expect(stdout).not.toMatch(/^not ok/m);
    expect(status).toBe(0);
  });

  test('says without root what it needs', () => {
    const { stdout, status } = run();
    expect(stdout).toMatch(/^1\.\.0 # SKIP needs root/m);
    expect(status).toBe(4);
  });

  test('has an example in its help, and a page that fits the options', () => {
    const { stdout, status } = run('--help');
    expect(status).toBe(0);
    expect(stdout).toContain(`Example: sudo ./${name}`);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const page = readFileSync(join(folder, name, 'README.md'), 'utf8');
    for (const [, option] of page.matchAll(/`(--[a-z-]+)/g)) expect(stdout).toContain(option);
  });

  test('refuses what it does not know', () => expect(run('--what').status).toBe(2));
});

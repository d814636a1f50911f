// SPDX-License-Identifier: MIT
// What each benchmark says of itself, and of words that it does not know. What it measures, no test asks.

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');
const { scripts }: { scripts: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync(join(root, 'package.json'), 'utf8'),
);
const benches = Object.keys(scripts).filter((name) => /^bench\b/.test(name));
/** The file that it runs, of those that are bundled for it. */
const entryOf = (name: string): string => /bench\/(\w+)\.(?:ts|mjs) /.exec(scripts[name] ?? '')?.[1] ?? '';

/** The copy that the command line has is loaded in half the time. */
const smallTypescript: Plugin = {
  name: 'small typescript',
  setup({ onResolve, onLoad }) {
    const copy = JSON.stringify(join(root, 'dist/typescript.cjs'));
    const contents = `import { createRequire } from 'node:module'; export default createRequire(import.meta.url)(${copy});`;
    onResolve({ filter: /^typescript$/ }, () => ({ path: 'typescript', namespace: 'small' }));
    onLoad({ filter: /.*/, namespace: 'small' }, () => ({ contents }));
  },
};

/** Packages are looked for beside it. */
mkdirSync(join(root, '.cache'), { recursive: true });
const folder = mkdtempSync(join(root, '.cache/benches-'));
beforeAll(() =>
  build({
    absWorkingDir: root,
    entryPoints: benches.map((name) => /bench\/\w+\.(?:ts|mjs)/.exec(scripts[name] ?? '')?.[0] ?? name),
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    plugins: [smallTypescript],
    outdir: folder,
    logLevel: 'silent',
  }),
);
afterAll(() => rmSync(folder, { recursive: true }));

function run(name: string, ...words: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(folder, `${entryOf(name)}.js`), ...words], {
    cwd: root,
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

describe.each(benches)('%s', (name) => {
  test('--help says how it is called, with an example', () => {
    const { status, stdout, stderr } = run(name, '--help');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`^npm run ${name} -- `));
    expect(stdout).toMatch(new RegExp(`\\nExample: npm run ${name}\\b.*\\n$`));
  });
  test('an option that it has not: what, and what to do', () => {
    expect(run(name, '--nonsense')).toEqual({
      status: 2,
      stdout: '',
      stderr: `faultline: npm run ${name}: unknown option '--nonsense'\n  instead: npm run ${name} -- --help says what it takes\n`,
    });
  });
});

test.each([
  ['bench:fold', ['--runs', 'many', '2020/T20'], `--runs 'many'`, 'a whole number of 1 or more is wanted'],
  ['bench:fold', [], '<target>... is missing', null],
  ['bench:fold', ['2020/T20', '--property', 'P77'], `--property 'P77'`, 'the claims are about NO-DEADLOCK'],
  ['bench', ['--only', 'mcz'], `--only 'mcz'`, 'the models are peterson, 4 processes; '],
  ['bench', ['mcs'], `'mcs' is one word too many`, null],
  ['bench:cores', ['2020/T20', '--spin', 'mcz'], `--spin 'mcz'`, 'it is a part of one of: peterson, 4 processes; '],
  ['bench:litmus', ['examples/litmus', '--memory', 'strong'], `--memory 'strong'`, 'it is one of sc, tso, weak'],
  ['bench:litmus', ['examples/litmas'], `'examples/litmas' is no folder`, null],
])('%s %j: %s', (name, words, what, why) => {
  const { status, stdout, stderr } = run(name, ...words);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  const [first, second] = stderr.split('\n');
  expect(first).toBe(`faultline: npm run ${name}: ${what}`);
  if (why !== null) expect(second?.slice(0, 11 + why.length)).toBe(`  why:     ${why}`);
});

test('what is wrong with a claim is told as check tells it', () => {
  const { status, stderr } = run('bench:memory', '2020/T2000');
  expect(status).toBe(2);
  expect(stderr).toMatch(/^faultline: .*2020\/T2000/);
  expect(stderr).not.toMatch(/\n {4}at /);
});

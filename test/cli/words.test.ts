// SPDX-License-Identifier: MIT
// Words of the command line that mean the same or less: -h, -v, help, the beginning of an id, a scenario that claims
// nothing, and a project of one's own.

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { BadInput } from '../../src/ask/trouble.ts';
import { openProject } from '../../src/cli/disk.ts';
import { faultline, start } from './cli.ts';
import { increment } from './models.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultline-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const write = (name: string, text: string): string => {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('help and version', () => {
  it.each([
    [['help'], ['--help']],
    [['-h'], ['--help']],
    [
      ['help', 'check'],
      ['check', '--help'],
    ],
    [
      ['check', '-h'],
      ['check', '--help'],
    ],
    [['-v'], ['--version']],
  ])('%s is %s', async (short, long) => {
    const [one, other] = await Promise.all([faultline(...short), faultline(...long)]);
    expect(one).toEqual(other);
    expect(one.status).toBe(0);
  });
});

it('the beginning of an id means all that begin so', async () => {
  const { status, out } = await faultline('list', 'example/increment');
  expect(status).toBe(0);
  expect(new Set(out.match(/example\/increment\S*/g)).size).toBeGreaterThan(1);
});

describe('a scenario without claims', () => {
  const file = write('unclaimed.ts', increment('holds').replace(/ {2}claims: [\s\S]*?\],\n/, ''));
  it('can be looked at', async () => {
    const { status, out, err } = await faultline('run', file, '--round-robin');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const [, words = ''] = /replay: faultline (.*)\n$/.exec(out) ?? [];
    expect(words).toBe(`replay ${file} 0.1.0.1`);
    const again = await faultline(...words.split(' '));
    expect(again.out).toMatch(/FAILS {2}both are counted/);
  });
  it('cannot be checked: what a claim is', async () => {
    const { status, err } = await faultline('check', file);
    expect(status).toBe(2);
    expect(err).toMatch(/the scenario has no claims\n.*\n {2}instead: claims: \[/);
  });
});

describe('faultline.json above the current folder', () => {
  write('mine/faultline.json', '{ "kernels": { "v5.9-mine": ["mm", "faultline/linux/v5.9"] }, "cases": ["races"] }');
  write('mine/mm/x.ts', 'export const x = 1;\n');
  const file = write('mine/races/a.ts', increment('fails').replaceAll('mine/1', 'own/1'));
  it('its cases are those that are checked, from any folder below it', async () => {
    const { status, out } = await start(['check'], join(folder, 'mine/races')).done;
    expect(out).toMatch(/^own\/1 .*as expected/);
    expect(status).toBe(0);
    expect((await start(['list', 'own/1'], join(folder, 'mine')).done).out).toContain(file);
  });
  it('its kernels stand beside those of the package', () => {
    const { kernels, cases } = openProject(import.meta.url, join(folder, 'mine/races'));
    expect(kernels['v5.9-mine']).toEqual([join(folder, 'mine/mm'), 'linux/v5.9']);
    expect(kernels['v5.9']).toEqual(['linux/v5.9']);
    expect(cases).toEqual([join(folder, 'mine/races')]);
  });
  it.each([
    ['{ "cases": ["gone"] }', /there is no directory gone/],
    ['{ "case": [] }', /there is no 'case'/],
    ['{ "cases": "races" }', /cases is no list of directories/],
    ['[]', /it holds no object|a JSON object/],
    ['{', /JSON/],
  ])('%s is refused', (text, message) => {
    write('bad/faultline.json', text);
    let found: unknown = null;
    try {
      openProject(import.meta.url, join(folder, 'bad'));
    } catch (error) {
      found = error;
    }
    expect(found).toBeInstanceOf(BadInput);
    if (found instanceof BadInput) expect(`${found.message} ${found.why} ${found.instead}`).toMatch(message);
  });
});

describe('a claim about one assertion', () => {
  const model = (property: string, expected: string) => `import { assert, scenario, type u8 } from 'faultline';
class box {
  a: u8 = 0;
  b: u8 = 0;
}
export default scenario({
  title: 'two assertions',
  world() {
    return { x: new box() };
  },
  threads: {
    CPU0(w) {
      assert(w.x.a === 0, 'the first');
      w.x.b = 1;
      assert(w.x.a === 0, 'the second');
      assert(w.x.b === 1, 'the third');
    },
    CPU1(w) {
      w.x.a = 1;
    },
  },
  always: {},
  sometimes: { s: (w) => w.x.b === 1 },
  claims: [{ id: 'one', by: 'me', property: '${property}', thread: 'open', expect: '${expected}' }],
});
`;

  it('is answered with that one, and its trace replays as such', async () => {
    const file = write('second.ts', model('ASSERTS: the second', 'fails'));
    const { status, out } = await faultline('check', file);
    expect(out).toMatch(/ASSERTS: the second +fails +as expected/);
    expect(status).toBe(0);
    const [, trace = ''] = /replay \S+ (\S+)/.exec(out) ?? [];
    expect(trace).toMatch(/^0/);
    expect((await faultline('replay', file, trace)).out).toMatch(/FAILS {2}ASSERTS: the second/);
  });

  it('does not hold where another one breaks', async () => {
    const file = write('third.ts', model('ASSERTS: the third', 'holds'));
    const { status, out } = await faultline('check', file);
    expect(out).toMatch(/ASSERTS: the third +fails +UNEXPECTED/);
    expect(out).toContain('the first');
    expect(status).toBe(1);
  });

  it('that is not there is refused, with those that are', async () => {
    const { status, err } = await faultline('check', write('none.ts', model('ASSERTS: the secnd', 'fails')));
    expect(status).toBe(2);
    expect(err).toContain("no assertion says 'the secnd'");
    expect(err).toContain("property: 'ASSERTS: the second'");
  });
});

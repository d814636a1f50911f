// SPDX-License-Identifier: MIT
// What the words after `check` mean, and what is said about those that mean nothing.

import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { idsIn, select } from '../../src/ask/select.ts';
import { BadInput } from '../../src/ask/trouble.ts';
import { layersOf } from '../../src/ask/variant.ts';
import { closest } from '../../src/lang/closest.ts';
import { sandbox, scenarioText } from './project.ts';

const { project, remove } = sandbox({
  'cases/2020-x/a.ts': scenarioText('2020/T1', '2020/T2'),
  'cases/2020-x/b.ts': scenarioText('2020/T2'),
  'cases/2020-x/helper.ts': 'export function f() {}\n',
  'cases/2020-x/patches/D/a.ts': scenarioText('2020/T1'),
  'cases/2020-x/patches/E/mm/filemap.ts': '',
  'cases/2021-y/c.ts': scenarioText('2021/G-6'),
  'linux/v5.9/mm/filemap.ts': '',
  'linux/v6.0/mm/memory.ts': '',
});
afterAll(remove);

const files = (...targets: readonly string[]): readonly string[] =>
  select(project, targets).scenarios.map((one) => one.file);

function complaint(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof BadInput) return `${error.message} | ${error.why} | ${error.instead}`;
    throw error;
  }
  return 'nothing wrong';
}

describe('select', () => {
  it('nothing is every scenario of the cases; patches are none', () => {
    expect(files()).toEqual(['cases/2020-x/a.ts', 'cases/2020-x/b.ts', 'cases/2021-y/c.ts']);
  });
  it('a folder and a file, inside and outside of the working directory', () => {
    expect(files(join(project.root, 'cases/2020-x'))).toEqual(['cases/2020-x/a.ts', 'cases/2020-x/b.ts']);
    expect(files(join(project.root, 'cases/2021-y/c.ts'))).toEqual(['cases/2021-y/c.ts']);
  });
  it('a claim id is every file that has it', () => {
    const { scenarios, byClaim } = select(project, ['2020/T2', '2020/T1']);
    expect(byClaim).toBe(true);
    expect(scenarios).toEqual([
      { file: 'cases/2020-x/a.ts', ids: new Set(['2020/T2', '2020/T1']) },
      { file: 'cases/2020-x/b.ts', ids: new Set(['2020/T2']) },
    ]);
  });
  it('an unknown claim: suggests the nearest', () => {
    expect(complaint(() => select(project, ['2020/t3']))).toBe(
      'unknown claim 2020/t3 | no scenario below cases has it, and there is no such file | did you mean 2020/T1, 2020/T2?',
    );
  });
  it('a missing file, a folder without scenarios, a file that is none', () => {
    expect(complaint(() => select(project, ['gone.ts']))).toMatch(/^gone.ts: no such file or folder/);
    expect(complaint(() => select(project, [join(project.root, 'linux')]))).toMatch(/no scenario in this folder/);
    expect(complaint(() => select(project, [join(project.root, 'cases/2020-x/helper.ts')]))).toMatch(
      /no scenario in this file/,
    );
  });
  it('ids in either quotes', () => {
    expect(idsIn(`{ id: 'a/1', x }, { id: "b/2" }`)).toEqual(['a/1', 'b/2']);
  });
  it('closest keeps what is near and drops what is not', () => {
    expect(closest('2020/T20', ['2020/T21', '2006/P4', '2020/T2'])).toEqual(['2020/T2', '2020/T21']);
  });
});

describe('variants', () => {
  const file = 'cases/2020-x/a.ts';
  it('later patches lie on top of earlier ones, of the scenario, of the kernel', () => {
    expect(layersOf(project, file, 'v6.0+D+E')).toEqual({
      directories: ['cases/2020-x/patches/E', 'cases/2020-x/patches/D', 'cases/2020-x', 'linux/v6.0', 'linux/v5.9'],
      patches: ['cases/2020-x/patches/E', 'cases/2020-x/patches/D'],
      stack: ['linux/v6.0', 'linux/v5.9'],
      overlays: ['cases/2020-x/patches/E/mm/filemap.ts', 'cases/2020-x/patches/D/a.ts', 'linux/v6.0/mm/memory.ts'],
      removed: [],
    });
  });
  it('without a kernel', () => {
    expect(layersOf(project, file, '').directories).toEqual(['cases/2020-x']);
    expect(layersOf(project, file, '+D').directories).toEqual(['cases/2020-x/patches/D', 'cases/2020-x']);
  });
  it('names what is known when something is not', () => {
    expect(complaint(() => layersOf(project, file, 'v5.8'))).toMatch(/unknown kernel v5.8 .*one of: v5.9, v6.0/);
    expect(complaint(() => layersOf(project, file, 'v5.9+F'))).toMatch(/unknown patch F .*one of: D, E/);
    expect(complaint(() => layersOf(project, 'cases/2021-y/c.ts', '+'))).toMatch(/unknown patch \(no name\)/);
  });
});

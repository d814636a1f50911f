// SPDX-License-Identifier: MIT
// The house rules that a program can check: imports point left, nobody below the command line talks to the machine, one
// file knows TypeScript, the checker knows no kernel, every file says under which licence it is.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** From left to right. A folder imports from itself and from what stands before it. */
const arrow = ['lang', 'compile', 'explore', 'report', 'ui', 'cli'];

/** What explore/ and report/ may take from compile/: the type Program and what belongs to it. */
const onlyProgram = ['explore', 'report'];

interface Import {
  readonly from: string;
  /** A path below the root for files of ours, else as written. */
  readonly to: string;
  readonly typeOnly: boolean;
}

/** Tracked and new files alike, without what git ignores. */
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(join(root, file)));
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const source = files.filter((file) => file.startsWith('src/') && file.endsWith('.ts'));

const imports: readonly Import[] = source.flatMap((from) => {
  // A template literal may hold the text of a program; its imports are not ours.
  const code = text(from).replace(/`[^`]*`/g, '``');
  const found = code.matchAll(
    /(?:^|[^\w.])(?:import|export)\s+(type\s)?(?:[^'"`;]*?\bfrom\s*)?'([^']+)'|\bimport\('([^']+)'\)/g,
  );
  return [...found].map(([, typeOnly, name, dynamic]) => {
    const written = name ?? dynamic ?? '';
    const to = written.startsWith('.') ? normalize(join(dirname(from), written)) : written;
    return { from, to, typeOnly: typeOnly !== undefined };
  });
});

/** `compile` for src/compile/…; `cli` for src/cli.ts and src/cli/…; `index` for src/index.ts. */
const layer = (file: string): string => (file.split('/')[1] ?? '').replace(/\.ts$/, '');
const own = imports.filter(({ to }) => to.startsWith('src/'));
const written = (some: readonly Import[]): readonly string[] => some.map(({ from, to }) => `${from} imports ${to}`);

describe('imports', () => {
  it('are found at all', () => {
    // Without this the rules below would hold for a pattern that matches nothing.
    expect(own.length).toBeGreaterThan(source.length);
    expect(imports.some(({ to }) => to === 'typescript')).toBe(true);
  });

  it('name files that exist, with their ending', () => {
    expect(written(own.filter(({ to }) => !source.includes(to)))).toEqual([]);
  });

  it('point left', () => {
    const wrong = own.filter(
      ({ from, to }) => layer(from) !== 'index' && arrow.indexOf(layer(to)) > arrow.indexOf(layer(from)),
    );
    expect(written(wrong)).toEqual([]);
    expect([...new Set(source.map(layer))].filter((one) => one !== 'index' && !arrow.includes(one))).toEqual([]);
  });

  it('of the compiler, right of it, are the Program and nothing else', () => {
    const crossing = own.filter(
      ({ from, to }) => onlyProgram.includes(layer(from)) && ['lang', 'compile'].includes(layer(to)),
    );
    const allowed = ['src/compile/program.ts', 'src/lang/diagnostic.ts'];
    expect(written(crossing.filter(({ to, typeOnly }) => !typeOnly || !allowed.includes(to)))).toEqual([]);
  });

  it('form no cycles', () => {
    const edges = new Map(source.map((file) => [file, own.filter(({ from }) => from === file).map(({ to }) => to)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (path.includes(file) || done.has(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of source) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it("of the machine are the command line's", () => {
    const machine = imports.filter(({ from, to }) => to.startsWith('node:') && !['cli', 'ui'].includes(layer(from)));
    expect(written(machine)).toEqual([]);
  });

  it('of "typescript" are parse\'s', () => {
    const others = imports.filter(({ from, to }) => to === 'typescript' && !from.startsWith('src/lang/parse/'));
    expect(written(others)).toEqual([]);
  });

  it('of packages are of those that package.json lists', () => {
    const listed = Object.keys(JSON.parse(text('package.json')).dependencies);
    const packages = imports.filter(({ to }) => !to.startsWith('src/') && !to.startsWith('node:'));
    expect(written(packages.filter(({ to }) => !listed.includes(to)))).toEqual([]);
  });
});

describe('text', () => {
  it('of the checker names no kernel', () => {
    expect(source.filter((file) => text(file).includes('Linux'))).toEqual([]);
  });

  it('below the command line uses no clock, chance or console', () => {
    const below = source.filter((file) => !['cli', 'ui'].includes(layer(file)));
    const machine = /\b(?:console\.|Date\.now|new Date|performance\.now|Math\.random|process\.|setTimeout)/;
    // Comments may speak of them.
    const code = (file: string): string => text(file).replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    expect(below.filter((file) => machine.test(code(file)))).toEqual([]);
  });

  it('begins with its licence', () => {
    const licence = (file: string): string => (/^(?:linux|cases)\//.test(file) ? 'GPL-2.0-only' : 'MIT');
    const programs = files.filter((file) => /\.(?:ts|mjs|js|pml|c|h)$/.test(file) || file === '.ci/run');
    const without = programs.filter((file) => {
      const head = text(file).split('\n').slice(0, 2).join('\n');
      return !head.includes(`SPDX-License-Identifier: ${licence(file)}`);
    });
    expect(without).toEqual([]);
  });

  it('of both licences is there', () => {
    expect(files.filter((file) => file.startsWith('LICENSES/')).sort()).toEqual([
      'LICENSES/GPL-2.0-only.txt',
      'LICENSES/MIT.txt',
    ]);
  });
});

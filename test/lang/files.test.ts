// SPDX-License-Identifier: MIT
// Which files are read, under which names, and what the front end makes of files that were never meant as models.

import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { resolveImport } from '../../src/lang/parse/lookup.ts';
import { parse } from '../../src/lang/parse/parse.ts';
import { parseFiles, print } from './model.ts';

describe('imports', () => {
  test.each([
    ['faultline', 'cases/x/y.ts', 'src/lang/vocabulary.ts'],
    ['faultline/linux/v5.9/mm/filemap.ts', 'cases/x/y.ts', 'linux/v5.9/mm/filemap.ts'],
    ['./server.ts', 'cases/x/y.ts', 'cases/x/server.ts'],
    ['../../linux/v5.9/a.ts', 'cases/x/y.ts', 'linux/v5.9/a.ts'],
    ['./b.ts', 'a.ts', 'b.ts'],
    ['../b.ts', '/home/me/x/a.ts', '/home/me/b.ts'],
    ['typescript', 'a.ts', null],
    ['node:fs', 'a.ts', null],
    ['/etc/passwd.ts', 'a.ts', null],
  ])('%s from %s is %s', (specifier, from, path) => {
    expect(resolveImport(specifier, from)).toBe(path);
  });
});

test('a missing file is a diagnostic of its own', () => {
  const { diagnostics } = parseFiles({}, ['nowhere.ts']);
  expect(diagnostics.map(print)).toEqual(['nowhere.ts:0:0+1 there is no such file: nowhere.ts']);
});

test('a file that is there and cannot be read is another matter', () => {
  const sources = {
    read: (path: string) => (path === 'a.ts' ? "import { b } from './b.ts';" : null),
    exists: () => true,
  };
  const { diagnostics } = parse({ files: ['a.ts', 'c.ts'], sources });
  expect(diagnostics.map(print)).toEqual([
    'a.ts:1:19+8 the file cannot be read: b.ts',
    'c.ts:0:0+1 the file cannot be read: c.ts',
  ]);
});

test('an import of a file that exports nothing', () => {
  const { diagnostics } = parseFiles({ 'a.ts': "import { b } from './b.ts';", 'b.ts': '' });
  expect(diagnostics.map(print)).toEqual(['a.ts:1:19+8 the file exports nothing: b.ts']);
});

test('an overlay: its own names win over the starred ones, and callers keep the name that was written', () => {
  const { tree, diagnostics } = parseFiles(
    {
      'linux/v1/mm/a.ts': 'export function f(): void {} export function g(): void { f(); }',
      'cases/x/patches/P/mm/a.ts': "export * from 'faultline/linux/v1/mm/a.ts'; export function f(): void {}",
      'cases/x/y.ts': "import { f, g } from './patches/P/mm/a.ts'; export function h(): void { f(); g(); }",
    },
    ['cases/x/y.ts'],
  );
  expect(diagnostics).toEqual([]);
  const callees = [...tree.declarations.values()].map((one) => [
    one.id,
    one.kind === 'function'
      ? one.body.map((s) => (s.kind === 'expression' && s.value.kind === 'call' ? s.value.callee : ''))
      : [],
  ]);
  expect(callees).toEqual([
    ['linux/v1/mm/a.ts#f', []],
    ['linux/v1/mm/a.ts#g', ['linux/v1/mm/a.ts#f']],
    ['cases/x/patches/P/mm/a.ts#f', []],
    ['cases/x/y.ts#h', ['cases/x/patches/P/mm/a.ts#f', 'linux/v1/mm/a.ts#g']],
  ]);
});

test('an absolute path stays as it is', () => {
  const { tree, diagnostics } = parseFiles(
    { '/tmp/x/a.ts': "import { b } from './b.ts'; const a: boolean = b;", '/tmp/x/b.ts': 'export const b = true;' },
    ['/tmp/x/a.ts'],
  );
  expect(diagnostics).toEqual([]);
  expect([...tree.declarations.keys()]).toEqual(['/tmp/x/b.ts#b', '/tmp/x/a.ts#a']);
  expect([...tree.files.keys()].sort()).toEqual(['/tmp/x/a.ts', '/tmp/x/b.ts', 'src/lang/vocabulary.ts']);
});

// The checker's own sources use all that the subset refuses: each must be refused politely, none may crash it.
const folder = new URL('../../src/lang/parse/', import.meta.url);
test.each(readdirSync(folder))('%s is no model', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const { diagnostics } = parseFiles({ 'm.ts': text });
  expect(diagnostics.length).toBeGreaterThan(0);
});

// SPDX-License-Identifier: MIT
// The mirror: each function under linux/ says which function of which kernel it stands for, where that is, and how
// faithfully. The paths and names are looked up in names.tsv, one line for each file of a kernel with the functions (and
// macros that are called like functions) that it defines and somebody here cites. A row is added only after a look into
// that kernel. Hard case: a name of ours for a part of a function, which must say that it is ours, and must not be a name
// that the kernel has.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

interface Mirrored {
  /** Where it stands: v5.9, and so on. */
  readonly folder: string;
  readonly place: string;
  readonly name: string;
  /** What follows @linux, in one line; null: nothing does. */
  readonly says: string | null;
}

/** `path name (version), dup` or `…, custom: what is otherwise` or `…, stub: why`; with ", name ours" before the colon. */
const form =
  /^(?<path>\S+) (?<cited>\w+) \((?<version>v\d+(?:\.\d+)+)\), (?<how>dup|custom|stub)(?<ours>, name ours)?(?:: (?<what>\S.*))?$/;
/** What a processor does has no file. */
const hardware = /^hardware, (custom|stub): \S/;

const names = new Map<string, Set<string>>();
const known = new Set<string>();
for (const line of readFileSync(join(import.meta.dirname, 'names.tsv'), 'utf8')
  .trimEnd()
  .split('\n')) {
  const [version, path, list, ...more] = line.split('\t');
  if (version === undefined || path === undefined || list === undefined || more.length > 0) throw new Error(line);
  if (names.has(`${version} ${path}`)) throw new Error(`twice: ${version} ${path}`);
  names.set(`${version} ${path}`, new Set(list.split(' ')));
  for (const name of list.split(' ')) known.add(`${version} ${name}`);
}

function mirroredIn(folder: string): readonly Mirrored[] {
  return readdirSync(join(root, 'linux', folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => functionsOf(folder, join(root, 'linux', folder, file)));
}

function functionsOf(folder: string, file: string): readonly Mirrored[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true);
  return source.statements.filter(ts.isFunctionDeclaration).map((declared) => {
    const name = declared.name?.text ?? '';
    const tag = ts.getJSDocTags(declared).find((one) => one.tagName.text === 'linux');
    const says = tag === undefined ? null : (ts.getTextOfJSDocComment(tag.comment) ?? '').replace(/\s+/g, ' ').trim();
    return { folder, place: `${relative(root, file)} ${name}()`, name, says };
  });
}

/** What is wrong with what the function says of itself; null: nothing. */
function wrong(one: Mirrored): string | null {
  if (one.says === null || one.says === '') return 'no @linux';
  if (hardware.test(one.says)) return null;
  const said = form.exec(one.says)?.groups;
  if (said === undefined) return `not of the form: ${one.says}`;
  const { path, cited, version, how, ours, what } = said;
  if ((how === 'dup') !== (what === undefined)) return 'dup stands alone, custom and stub say what and why';
  if (one.folder.replace(/-.*$/, '') !== version) return `${version} in ${one.folder}/`;
  if (names.get(`${version} ${path}`)?.has(cited ?? '') !== true) return `${version} has no ${cited}() in ${path}`;
  if ((ours === undefined) !== (one.name === cited))
    return `says ${cited}(): a name of ours says ", name ours", no other does`;
  if (ours !== undefined && known.has(`${version} ${one.name}`)) return `${version} has a ${one.name}(): cite that`;
  return null;
}

const folders = readdirSync(join(root, 'linux'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);
const mirrored = folders.flatMap(mirroredIn);

describe('the mirror', () => {
  it('says of each function which one of Linux it stands for, and how', () => {
    expect(mirrored.length).toBeGreaterThan(400); // or the walk has missed a folder
    expect(mirrored.flatMap((one) => (wrong(one) === null ? [] : [`${one.place}: ${wrong(one)}`]))).toEqual([]);
  });

  it('lists no name that nobody cites', () => {
    const cited = new Set(
      mirrored.map(({ says }) => /^(\S+) (\w+) \((v[\d.]+)\)/.exec(says ?? '')).map((m) => m?.slice(1).join(' ')),
    );
    const listed = [...names].flatMap(([where, list]) => {
      const [version, path] = where.split(' ');
      return [...list].map((name) => `${path} ${name} ${version}`);
    });
    expect(listed.filter((one) => !cited.has(one))).toEqual([]);
  });

  const real = { folder: 'v5.9', place: 'f', name: 'filemap_fault' };
  it.each([
    [{ ...real, says: 'mm/filemap.c filemap_fault (v5.9), dup' }, null],
    [{ ...real, says: null }, 'no @linux'],
    [{ ...real, says: 'mm/filemap.c filemap_fault (v5.9)' }, 'not of the form: mm/filemap.c filemap_fault (v5.9)'],
    [
      { ...real, says: 'mm/filemap.c filemap_fault (v5.9), custom' },
      'dup stands alone, custom and stub say what and why',
    ],
    [{ ...real, says: 'mm/memory.c filemap_fault (v5.9), dup' }, 'v5.9 has no filemap_fault() in mm/memory.c'],
    [{ ...real, says: 'mm/filemap.c filemap_fault (v2.6.23), dup' }, 'v2.6.23 in v5.9/'],
    [{ ...real, name: 'part', says: 'mm/filemap.c filemap_fault (v5.9), custom, name ours: a part of it' }, null],
    [
      { ...real, name: 'part', says: 'mm/filemap.c filemap_fault (v5.9), custom: a part of it' },
      'says filemap_fault(): a name of ours says ", name ours", no other does',
    ],
    [
      { ...real, name: 'unlock_page', says: 'mm/filemap.c filemap_fault (v5.9), custom, name ours: a part of it' },
      'v5.9 has a unlock_page(): cite that',
    ],
  ])('%# of what a function may say', (one, expected) => {
    expect(wrong(one)).toBe(expected);
  });
});

// SPDX-License-Identifier: MIT
// What the library makes of a scenario whose claims are asked in several ways.

import { join } from 'node:path';
import { expect, it } from 'vitest';

// As it is built: the words of a model are part of it.
const { compile, explore, finish, parse } = (await import(
  join(import.meta.dirname, '../../dist/checker.js')
)) as typeof import('../../src/index.ts');

/** Two plain reads, which a compiler may make the other way round. */
const model = (rows: readonly string[]): string => `import { type bool, scenario } from 'faultline';
class world { data: bool = false; ready: bool = false; late: bool = false }
export default scenario({
  title: 'two plain reads',
  world: () => new world(),
  threads: {
    CPU0(w) { w.data = true; w.ready = true; },
    CPU1(w) { const ready = w.ready; const data = w.data; w.late = ready && !data; },
  },
  always: { FRESH: (w) => !w.late },
  sometimes: { published: (w) => w.ready },
  claims: [${rows.join(', ')}],
});
`;
const plain = "{ id: 'a/1', by: 'A', thread: 'holds', property: 'FRESH', expect: 'holds' }";
const compiled = "{ id: 'a/2', by: 'A', thread: 'fails', property: 'FRESH', expect: 'fails', compiler: true }";

function verdict(rows: readonly string[]): string {
  const { model: read, diagnostics } = parse({ files: { 'reads.ts': model(rows) } });
  expect(diagnostics).toEqual([]);
  return finish(explore(compile(read), 'FRESH')).kind;
}

it('a scenario is compiled as it stands, whichever row comes first; as a compiler may make it where that is all it asks for', () => {
  expect(verdict([plain])).toBe('holds');
  expect(verdict([plain, compiled])).toBe('holds');
  expect(verdict([compiled, plain])).toBe('holds');
  expect(verdict([compiled])).toBe('fails');
});

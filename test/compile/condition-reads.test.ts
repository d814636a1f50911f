// SPDX-License-Identifier: MIT
// What a thread that waits for ever waits for: what decides the condition, not everything that the same step reads.

import { describe, expect, test } from 'vitest';
import { cellName } from '../../src/explore/cells.ts';
import { check, failureOf } from '../explore/check.ts';
import { compileText, scenarioText } from './model.ts';

const declarations = `class o { a: u8 = 0; b: u8 = 0; i: u8 = 0; next: o | null = null; xs: array<u8, 3> = array(3, 0) }
function both(p: o): bool { return p.a === 9 && p.b === 9; }
`;

/** T writes 1 everywhere in x, then runs the code, which waits for ever. */
function waitedFor(code: string): readonly string[] {
  const T = `T(w) { w.x.a = 1; w.x.b = 1; w.x.i = 1; w.x.next = w.y; w.x.xs[1] = 1; w.y.a = 1; atomically(() => { ${code} }); }`;
  const program = compileText(
    declarations + scenarioText({ world: '() => ({ x: new o(), y: new o() })', threads: `{ ${T} }` }),
  );
  return failureOf(check(program, 'NO-DEADLOCK')).waits.map(({ location }) =>
    location === null ? '' : cellName(location),
  );
}

describe('a wait is for', () => {
  test.each([
    ['waitUntil(() => w.x.a === 9);', ['x.a'], 'what the condition reads'],
    ['if (w.x.b === 1) waitUntil(() => w.x.a === 9);', ['x.a'], 'not what led to it'],
    ['w.x.i = w.x.b; waitUntil(() => w.x.a === 9);', ['x.a'], 'nor what else the step reads'],
    ['waitUntil(() => w.x.xs[w.x.i] === 9);', ['x.xs[1]'], 'nor the index'],
    ['const n = w.x.next; waitUntil(() => n !== null && n.a === 9);', ['x.next', 'y.a'], 'a reference that is tested'],
    ['const v = w.x.a; waitUntil(() => v === 9);', ['x.a'], 'what it took from before'],
    ['const v = w.x.a + w.x.b; waitUntil(() => v === 9 || w.x.i === 9);', ['x.a', 'x.b', 'x.i'], 'both'],
    ['waitUntil(() => both(w.x));', ['x.a'], 'what a function of it read'],
    ['let ok = false; if (w.x.a === 9) ok = true; waitUntil(() => ok);', ['x.a'], 'all, where nothing flows into it'],
  ])('%s', (code, locations, _what) => {
    expect(waitedFor(code)).toEqual(locations);
  });
});

// SPDX-License-Identifier: MIT
// What a branch orders under weak: what is written on one of its ways alone, and nothing behind the place where they meet.

import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { check } from '../explore/check.ts';
import { onlyScenario } from '../lang/model.ts';

/** CPU0 writes `x`, and then `y`. CPU1 runs the code, which has found `y` if it writes `b`: what it writes to `x` comes last then, or
 *  it need not. */
function answer(body: string, functions = '', found = 'w.x.n === 2', when: 'always' | 'atEnd' = 'atEnd'): string {
  const { tree, scenario } = onlyScenario(`
    import { array, type array as list, type bool, READ_ONCE, scenario, smp_wmb, type u8, waitUntil, WRITE_ONCE } from 'faultline';
    class cell { n: u8 = 0; }
    class cells { readonly of: list<u8, 2> = array(2, 0); }
    class world {
      readonly x: cell = new cell();
      readonly y: cell = new cell();
      readonly a: cell = new cell();
      readonly b: cell = new cell();
      readonly many: cells = new cells();
    }
    ${functions}
    export default scenario({
      title: 'branches',
      world() { return new world(); },
      threads: {
        CPU0(w) { WRITE_ONCE(w.many.of[1], 1); WRITE_ONCE(w.x.n, 1); smp_wmb(); WRITE_ONCE(w.y.n, 1); },
        CPU1(w) { ${body} },
      },
      ${when}: { behind: (w) => w.b.n !== 1 || ${found} },
      sometimes: { found: (w) => w.b.n === 1 },
    });`);
  return check(compile(tree, { scenario, layers: [], judgeWarnings: false, memory: 'weak' }), 'behind').kind;
}

/** It holds, and not because nothing was found. */
function expectBehind(body: string, functions = ''): void {
  expect(answer(body, functions)).toBe('holds');
  expect(answer(body, functions, 'false')).toBe('fails');
}

const last = 'WRITE_ONCE(w.x.n, 2);';

describe('what is written where a branch decides that it is written', () => {
  test.each([
    ['in an if', `if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); ${last} }`],
    [
      'in an if behind another one',
      `if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); if (READ_ONCE(w.a.n) === 0) WRITE_ONCE(w.a.n, 1); ${last} }`,
    ],
    [
      'on both ways of another one',
      `if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); if (READ_ONCE(w.a.n) === 0) { ${last} } else { ${last} } }`,
    ],
    ['behind a return', `if (READ_ONCE(w.y.n) !== 1) return; WRITE_ONCE(w.b.n, 1); ${last}`],
    ['behind a loop', `while (READ_ONCE(w.y.n) !== 1) {} WRITE_ONCE(w.b.n, 1); ${last}`],
    ['behind a loop in an if', `if (w.b.n === 0) { while (READ_ONCE(w.y.n) !== 1) {} } WRITE_ONCE(w.b.n, 1); ${last}`],
    [
      'behind a loop with a flag',
      `let done = false; while (!done) { if (READ_ONCE(w.y.n) === 1) done = true; } WRITE_ONCE(w.b.n, 1); ${last}`,
    ],
    [
      'behind a loop that looks at each of several',
      `let done = false; while (!done) { for (let i: u8 = 0; i < 2; i++) { if (READ_ONCE(w.y.n) === 1) done = true; } } WRITE_ONCE(w.b.n, 1); ${last}`,
    ],
    [
      'behind a retry',
      `let retry = true; while (retry) { retry = false; if (READ_ONCE(w.y.n) !== 1) retry = true; } WRITE_ONCE(w.b.n, 1); ${last}`,
    ],
    ['behind a wait', `waitUntil(() => w.y.n === 1); WRITE_ONCE(w.b.n, 1); ${last}`],
  ])('%s', (_, body) => expectBehind(body));

  const ready = `
    function ready(w: world): bool { if (READ_ONCE(w.y.n) !== 1) return false; return true; }
    function which(w: world): u8 { if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.a.n, 1); return 2; } return 1; }
    function inner(w: world): bool { if (READ_ONCE(w.a.n) === 0) return true; return false; }
    function outer(w: world): bool { if (READ_ONCE(w.y.n) !== 1) return false; return inner(w); }
    function both(w: world): bool { return READ_ONCE(w.y.n) === 1 && READ_ONCE(w.a.n) === 0; }`;
  test.each([
    ['a branch', `if (ready(w)) { WRITE_ONCE(w.b.n, 1); ${last} }`],
    [
      'a branch, kept in a local',
      `const is = ready(w); WRITE_ONCE(w.a.n, 1); if (is) { WRITE_ONCE(w.b.n, 1); ${last} }`,
    ],
    ['through another callee', `if (outer(w)) { WRITE_ONCE(w.b.n, 1); ${last} }`],
    ['as one of two conditions', `if (both(w)) { WRITE_ONCE(w.b.n, 1); ${last} }`],
    ['a choice', 'const n: u8 = ready(w) ? 2 : 1; WRITE_ONCE(w.b.n, n - 1); WRITE_ONCE(w.x.n, n);'],
    ['a value', 'const n = which(w); WRITE_ONCE(w.b.n, n - 1); WRITE_ONCE(w.x.n, n);'],
  ])('what a callee returns tells which way was taken: %s', (_, body) => expectBehind(body, ready));

  test.each([
    ['a default', `let ok = true; if (READ_ONCE(w.y.n) !== 1) ok = false; if (ok) { WRITE_ONCE(w.b.n, 1); ${last} }`],
    ['a count', `let n: u8 = 0; if (READ_ONCE(w.y.n) === 1) n++; if (n === 1) { WRITE_ONCE(w.b.n, 1); ${last} }`],
    [
      'an error',
      `let err: u8 = 0; out: { if (READ_ONCE(w.y.n) !== 1) { err = 1; break out; } if (READ_ONCE(w.a.n) !== 0) err = 2; }
       if (err === 0) { WRITE_ONCE(w.b.n, 1); ${last} }`,
    ],
    [
      'one that is read on another way',
      `const n: u8 = READ_ONCE(w.y.n) === 1 ? READ_ONCE(w.a.n) : 9; if (n === 0) { WRITE_ONCE(w.b.n, 1); ${last} }`,
    ],
  ])('which value a local has tells which way was taken: %s', (_, body) => expectBehind(body));

  test('in a loop that never ends', () => {
    const body = `if (READ_ONCE(w.y.n) !== 1) return; for (;;) { ${last} WRITE_ONCE(w.b.n, 1); waitUntil(() => w.a.n === 1); }`;
    expect(answer(body, '', 'w.x.n === 2', 'always')).toBe('holds');
    expect(answer(body, '', 'false', 'always')).toBe('fails');
  });
});

describe('what is written wherever a branch goes', () => {
  const maybe = `
    function maybe(w: world): void { if (READ_ONCE(w.y.n) !== 1) return; WRITE_ONCE(w.b.n, 1); }
    function same(w: world): u8 { if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); return 0; } WRITE_ONCE(w.a.n, 1); return 0; }
    function find(w: world): u8 {
      for (let i: u8 = 0; i < 2; i++) { if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); return i; } }
      return 2;
    }`;
  test.each([
    ['behind an if', `if (READ_ONCE(w.y.n) === 1) WRITE_ONCE(w.b.n, 1); ${last}`],
    [
      'behind an if in another one',
      `if (READ_ONCE(w.a.n) === 0) { if (READ_ONCE(w.y.n) === 1) WRITE_ONCE(w.b.n, 1); ${last} }`,
    ],
    ['behind a call that returns early', `maybe(w); ${last}`],
    [
      'behind a loop that is gone round so often',
      `if (READ_ONCE(w.y.n) === 1) { for (let i: u8 = 0; i < 2; i++) WRITE_ONCE(w.b.n, 1); } ${last}`,
    ],
    [
      'behind an if in a loop',
      `for (let i: u8 = 0; i < 1; i++) { if (READ_ONCE(w.y.n) === 1) WRITE_ONCE(w.b.n, 1); ${last} }`,
    ],
    [
      'behind a loop that something else ends',
      `do { if (READ_ONCE(w.y.n) === 1) WRITE_ONCE(w.b.n, 1); } while (READ_ONCE(w.a.n) !== 0); ${last}`,
    ],
    ['behind a loop that is left early, or when it has counted', `find(w); ${last}`],
    [
      'behind a loop that goes round as often as was read before',
      `const n = READ_ONCE(w.y.n); WRITE_ONCE(w.b.n, n); for (let i: u8 = 0; i < n; i++) WRITE_ONCE(w.a.n, i); ${last}`,
    ],
    [
      'behind a loop whose counter is used',
      `let i: u8 = 0; for (; i < 2; i++) { if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); break; } } WRITE_ONCE(w.a.n, i); ${last}`,
    ],
    [
      'behind a loop that is left after one round, whatever was read',
      `let again = true; while (again) { again = false; if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); again = false; } } ${last}`,
    ],
    [
      'behind a loop that counts down, or is ended by what was read',
      `let n: u8 = 2; while (n > 0) { if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); n = 0; } else n--; } ${last}`,
    ],
    [
      'behind a loop that counts, and looks, in one condition',
      `let i: u8 = 0; for (;;) { const r = READ_ONCE(w.y.n); WRITE_ONCE(w.b.n, r); const go = r !== 1 && i < 2; if (!go) break; i++; } ${last}`,
    ],
    [
      'behind a loop that counts as far as it reads',
      `for (let i: u8 = 0; i < READ_ONCE(w.y.n); i++) WRITE_ONCE(w.b.n, 1); ${last}`,
    ],
    [
      'behind a loop that tries once more',
      `let tried = false; let again = true;
       while (again) { again = false; const r = READ_ONCE(w.y.n); WRITE_ONCE(w.b.n, r); if (r !== 1 && !tried) { tried = true; again = true; } } ${last}`,
    ],
    [
      'behind a loop that counts by constants',
      `let s: u8 = 0; while (s !== 2) { const r = READ_ONCE(w.y.n); WRITE_ONCE(w.b.n, r); if (r === 1) s = 2; else if (s === 0) s = 1; else s = 2; } ${last}`,
    ],
    [
      'by a choice between the same',
      `const r = READ_ONCE(w.y.n); WRITE_ONCE(w.b.n, r); const n: u8 = r === 1 ? 2 : 2; WRITE_ONCE(w.x.n, n);`,
    ],
    [
      'by a value that is the default again',
      `let n: u8 = 2; if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); n = 2; } WRITE_ONCE(w.x.n, n);`,
    ],
    ['behind a call that returns the same both times', `if (same(w) === 0) { ${last} }`],
    [
      'behind one of several ways, each of which reads something',
      `switch (READ_ONCE(w.a.n)) {
         case 0: if (READ_ONCE(w.y.n) === 0) break; WRITE_ONCE(w.b.n, 1); break;
         default: if (READ_ONCE(w.many.of[0]) === 1) return; break;
       }
       ${last}`,
    ],
    [
      'in an if behind one that is passed by, in the same step',
      `const r = READ_ONCE(w.y.n); const s = READ_ONCE(w.a.n); if (r === 0) WRITE_ONCE(w.many.of[0], 1); if (s === 0) { ${last} WRITE_ONCE(w.b.n, r); }`,
    ],
    [
      'behind an if that has given a value to something else',
      `let n: u8 = 0; if (READ_ONCE(w.y.n) === 1) { n = 1; WRITE_ONCE(w.b.n, n); } ${last}`,
    ],
  ])('%s', (_, body) => expect(answer(body, maybe)).toBe('fails'));

  test('what is read is not ordered', () => {
    const read = 'WRITE_ONCE(w.a.n, READ_ONCE(w.x.n));';
    expect(answer(`if (READ_ONCE(w.y.n) === 1) { WRITE_ONCE(w.b.n, 1); ${read} }`, '', 'w.a.n === 1')).toBe('fails');
  });

  test.each([
    ['a branch', 'let i: u8 = 0; if (READ_ONCE(w.y.n) === 1) i = 1;'],
    ['a choice', 'const i: u8 = READ_ONCE(w.y.n) === 1 ? 1 : 0;'],
    ['a choice, by what was kept', 'const is = READ_ONCE(w.y.n) === 1; const i: u8 = is ? 1 : 0;'],
  ])('nor by an address that was decided: by %s', (_, index) => {
    const code = `${index} WRITE_ONCE(w.b.n, i); WRITE_ONCE(w.a.n, READ_ONCE(w.many.of[i]));`;
    expect(answer(code, '', 'w.a.n === 1')).toBe('fails');
  });

  test('but by one that was computed', () => {
    const code = 'const i = READ_ONCE(w.y.n); WRITE_ONCE(w.b.n, i); WRITE_ONCE(w.a.n, READ_ONCE(w.many.of[i & 1]));';
    expect(answer(code, '', 'w.a.n === 1')).toBe('holds');
    expect(answer(code, '', 'false')).toBe('fails');
  });
});

describe('who only releases', () => {
  const bad = (fields: string): string => {
    const { tree, scenario } = onlyScenario(`
      import { atomically, type ghost, type instant, READ_ONCE, scenario, smp_mb, type u8, WRITE_ONCE } from 'faultline';
      class edge { ${fields} }
      class cell { n: u8 = 0; }
      class world {
        readonly x: cell = new cell();
        readonly z: cell = new cell();
        readonly o: edge = new edge();
        first: ghost<u8> = 0;
        behind: ghost<u8> = 0;
        bad: ghost<u8> = 0;
      }
      export default scenario({
        title: 'releases',
        world() { return new world(); },
        threads: {
          CPU0(w) { WRITE_ONCE(w.x.n, 1); atomically('release', w.o, () => { w.first = 1; }); },
          CPU1(w) {
            atomically('release', w.o, () => { w.behind = w.first; });
            smp_mb();
            if (READ_ONCE(w.x.n) === 0) w.bad = w.behind;
            WRITE_ONCE(w.z.n, 1);
          },
          CPU2(w) { smp_mb(); WRITE_ONCE(w.z.n, 2); },
        },
        always: { known: (w) => w.bad !== 1 },
        sometimes: { behind: (w) => w.behind === 1 },
      });`);
    return check(compile(tree, { scenario, layers: [], judgeWarnings: false, memory: 'weak' }), 'known').kind;
  };

  test.each(['', 'k: ghost<u8> = 0;', 'k: instant<u8> = 0;', 'readonly k: u8 = 0;', 'k: u8 = 0;'])(
    'has read nothing at an object without memory: %s',
    (fields) => expect(bad(fields)).toBe('fails'),
  );
});

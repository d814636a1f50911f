// SPDX-License-Identifier: MIT
// What is advised where a property goes wrong while it is evaluated is what helps there.

import { expect, test } from 'vitest';
import { refusalOf } from '../../src/ask/refusal.ts';
import { compile } from '../../src/compile/compile.ts';
import { parseEach, scenarioText } from '../compile/model.ts';
import { check } from '../explore/check.ts';

test.each([
  ['a null', 'w.a.to.n === 0', /a test before it: `x === null/],
  ['a loop without end', 'ends(w.a)', /a loop with a bound/],
])('of a property that meets %s', (_, always, advice) => {
  const text =
    'class o { n: u8 = 0; to: o | null = null; }\n' +
    'function ends(a: o): bool { while (a.n < 3) {} return true; }\n' +
    scenarioText({
      world: '() => ({ a: new o() })',
      threads: '{ A(w) { w.a.n = 1; } }',
      always: `{ always: (w) => ${always.replace('to.n', 'to!.n')} }`,
    });
  const [one] = parseEach([text]);
  if (one === undefined || one === null) throw new Error('no model');
  const { tree, scenario } = one;
  const asked = (): unknown => {
    try {
      return check(compile(tree, { scenario, layers: [], judgeWarnings: false }), 'always', {});
    } catch (error) {
      return error;
    }
  };
  const refusal = refusalOf(asked(), { tree, claim: { id: 'x/1', variant: '' } } as never);
  expect(refusal?.diagnostics.map(({ instead }) => instead)).toEqual([expect.stringMatching(advice)]);
});

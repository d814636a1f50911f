// SPDX-License-Identifier: MIT
// What a refused model looks like in the terminal.

import { describe, expect, it } from 'vitest';
import type { Diagnostic } from '../../src/lang/diagnostic.ts';
import { diagnosticsText } from '../../src/report/diagnostics.ts';
import { plain } from '../../src/report/paint.ts';

const refused: Diagnostic = {
  place: { file: 'cases/x/lost.ts', line: 12, column: 9, length: 9 },
  kind: 'subset',
  what: 'a closure is not part of the model language',
  why: 'its captured variables would be state that no thread owns',
  instead: 'a function with parameters',
  source: '\tconst f = () => n;',
};
const mistyped: Diagnostic = {
  place: { file: 'cases/x/lost.ts', line: 3, column: 7, length: 1 },
  kind: 'type',
  what: "Type 'string' is not assignable to type 'number'.",
  why: '',
  instead: '',
  source: "const n: number = 'a';",
};
const missing: Diagnostic = {
  place: { file: 'cases/x/gone.ts', line: 0, column: 0, length: 0 },
  kind: 'file',
  what: 'no such file',
  why: 'cases/x/lost.ts imports it',
  instead: 'the path of a file that exists',
  source: '',
};

describe('diagnostics', () => {
  it('are printed all at once, in the order of the text, each once', () => {
    expect(`\n${diagnosticsText([refused, mistyped, missing, refused], plain)}`).toMatchInlineSnapshot(`
      "
      cases/x/gone.ts: no such file
        why:     cases/x/lost.ts imports it
        instead: the path of a file that exists

      cases/x/lost.ts:3:7: Type 'string' is not assignable to type 'number'.
        3 | const n: number = 'a';
          |       ^

      cases/x/lost.ts:12:9: a closure is not part of the model language
        12 | 	const f = () => n;
           | 	       ^^^^^^^^^
        why:     its captured variables would be state that no thread owns
        instead: a function with parameters

      3 problems in 2 files
      "
    `);
  });
  it('show of a very long line what is around the place', () => {
    const source = `${'{'.repeat(5000)}x${'}'.repeat(5000)}`;
    const one = { ...mistyped, place: { ...mistyped.place, column: 5001 }, source };
    const [, line = '', carets = ''] = diagnosticsText([one], plain).split('\n');
    expect(line.length).toBeLessThan(320);
    expect(line[carets.indexOf('^')]).toBe('x');
    expect([line.indexOf('…') > 0, line.endsWith('…')]).toEqual([true, true]);
  });

  it('stop the carets at the end of the line', () => {
    const long = { ...mistyped, place: { ...mistyped.place, column: 21, length: 400 } };
    expect(`\n${diagnosticsText([long], plain)}`).toMatchInlineSnapshot(`
      "
      cases/x/lost.ts:3:21: Type 'string' is not assignable to type 'number'.
        3 | const n: number = 'a';
          |                     ^^

      1 problem in 1 file
      "
    `);
  });
});

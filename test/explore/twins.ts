// SPDX-License-Identifier: MIT
// A model of interchangeable threads that is large enough to be stopped, folded and gone on with.

import type { Program } from '../../src/compile/program.ts';
import { compileText } from '../compile/model.ts';

/** Each of three threads writes a field of its own so many times, and then it is at its end: steps + 1 places to stand, so there
 *  are as many states as multisets of three of these, and (steps + 1) ^ 3 without reduction. `late` fails when two have come to
 *  their ends, and the one that it names is more than half way. */
export function twins(steps: number): Program {
  const names = ['a', 'b', 'c'];
  return compileText(`class own { n: u8 = 0; }
function count(p: own): void { for (let i: u8 = 0; i < ${steps}; i++) p.n = i + 1; }
export default scenario({
  title: 'twins', thread: 'test',
  world: () => ({ ${names.map((name) => `${name}: new own()`).join(', ')} }),
  threads: { ${names.map((name) => `${name.toUpperCase()}(w) { count(w.${name}); }`).join(', ')} },
  always: { small: (w) => w.b.n <= ${steps}, late: (w) => w.a.n < ${steps} || w.c.n < ${steps} || w.b.n <= ${steps >> 1} },
  sometimes: { ends: (w) => w.c.n === ${steps} },
  claims: [],
});
`);
}

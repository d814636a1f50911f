// SPDX-License-Identifier: MIT
// One run as text, to the last letter what `replay` and `run` print: what it is of, the columns, how it ends, the state, the
// command that shows it again.

import { widthText } from '../../report/block.ts';
import type { Paint } from '../../report/paint.ts';

export interface RunText {
  readonly claim: { readonly id: string; readonly title: string };
  readonly size: string;
  /** The property that the run breaks; null: it breaks none. */
  readonly broken: string | null;
  readonly picture: readonly string[];
  /** What is observed where everything has come to rest; null: it has not, or nothing is observed. */
  readonly ending: string | null;
  /** What was judged, where nothing is broken. */
  readonly unbroken: readonly string[];
  /** As `viewText` writes it. */
  readonly state: string;
  readonly command: string;
}

export function runText(run: RunText, paint: Paint): string {
  const { claim, size, broken, picture, ending, unbroken, state, command } = run;
  const failure = broken === null ? '' : `  ${paint.bad('FAILS')}  ${broken}`;
  return [
    `${paint.strong(claim.id)}  ${claim.title}${failure}`.trimEnd(),
    `  ${size}${widthText(picture)}`,
    '',
    ...picture,
    ...(ending === null ? [] : ['', `  ${ending}`]),
    ...(unbroken.length === 0 ? [] : ['', `  nothing is broken here: ${unbroken.join(', ')}`]),
    '',
    state.trimEnd(),
    '',
    `  replay: ${command}`,
    '',
  ].join('\n');
}

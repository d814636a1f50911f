// SPDX-License-Identifier: MIT
// The different ways in which the runs of a program come to rest: the kind of rest, and what the scenario observes of the
// state. Two states with the same observations are one ending, however they differ otherwise.

import type { Program } from '../compile/program.ts';
import type { Sought } from './judge.ts';
import type { Rest } from './rest.ts';

/** Words for an ending: `ends with SIGBUS false, left 2`. */
const said: Readonly<Record<Rest, string>> = {
  end: 'ends with',
  deadlock: 'deadlocks with',
  stuck: 'ends, while something is in flight for ever, with',
};

export class Endings {
  private readonly texts = new Map<string, string>();

  constructor(private readonly program: Program) {}

  get count(): number {
    return this.texts.size;
  }

  /** Takes part in a search, and finds nothing wrong. */
  get collector(): Sought {
    return {
      message: '',
      is: (rest, states, at) => {
        const values = this.program.outcomes.map((one) => one.value(states, at));
        const key = keyOf(rest, values);
        if (!this.texts.has(key)) this.texts.set(key, textOf(this.program, rest, values));
        return false;
      },
    };
  }

  /** An ending of these that the others lack: the one that was found first. */
  missingIn(others: Endings): { readonly key: string; readonly text: string } | null {
    for (const [key, text] of this.texts) if (!others.texts.has(key)) return { key, text };
    return null;
  }

  /** Takes part in a search, and stops it at this ending. */
  seek(key: string, message: string): Sought {
    const { outcomes } = this.program;
    const is: Sought['is'] = (rest, states, at) =>
      keyOf(
        rest,
        outcomes.map((one) => one.value(states, at)),
      ) === key;
    return { message, is };
  }
}

/** How this state at rest would be told. */
export function tellEnding(program: Program, rest: Rest, state: Int32Array): string {
  return textOf(
    program,
    rest,
    program.outcomes.map((one) => one.value(state, 0)),
  );
}

function keyOf(rest: Rest, values: readonly number[]): string {
  return `${rest} ${values.join(' ')}`;
}

function textOf(program: Program, rest: Rest, values: readonly number[]): string {
  const parts = program.outcomes.map((one, i) => `${one.name} ${one.text(values[i]!)}`);
  return `${said[rest]} ${parts.join(', ')}`;
}

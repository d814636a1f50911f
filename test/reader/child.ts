// SPDX-License-Identifier: MIT
// The process that reads spoiled inputs, one after the other. It may hang or die: its parent (main.ts) looks after it.

import { ask, wrongWith } from './ask.ts';
import { Models } from './models.ts';

/** From the parent: the input of a seed, or the same with another text. */
export interface Task {
  readonly seed: number;
  readonly text: string | null;
}

/** To the parent. */
export interface Answer {
  readonly status: number;
  readonly wrong: string | null;
  /** Of the processor; null where the child did not live to say. */
  readonly seconds: number | null;
}

const [, , copy = ''] = process.argv;
const models = new Models(copy);

process.on('message', async ({ seed, text }: Task) => {
  const input = models.input(seed);
  const asked = await models.spoil({ ...input, text: text ?? input.text }, () => ask(models.root, input.scenario));
  const answer: Answer = { status: asked.status, wrong: wrongWith(asked), seconds: asked.seconds };
  process.send?.(answer);
});

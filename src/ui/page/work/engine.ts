// SPDX-License-Identifier: MIT
// The worker with the engine of the command line: it decides claims, and shows runs. The page has no other: what it draws, it asks
// for here, so that nothing that is computed holds up what is drawn, and anything can be ended.

import type { Question } from '../../../ask/load.ts';
import { bugText } from '../../../ask/trouble.ts';
import { graphOf } from '../../graph-text.ts';
import { Looking } from '../../looking.ts';
import { answerOf } from './in-slices.ts';
import type { Ask, Asked, Told } from './messages.ts';

/** Milliseconds between two words about how far a run has been followed. */
const pause = 100;

let isEnded = false;
const tell = (told: Told): void => postMessage(told);

let steps = 0;
let said = 0;
const looking = new Looking(() => {
  steps++;
  const now = performance.now();
  if (now - said < pause) return;
  said = now;
  tell({ kind: 'followed', steps });
});

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  if (data.kind === 'end') isEnded = true;
  else if (data.kind === 'decide') void decide(graphOf(data.question) as Question);
  else answer(data.number, data.ask);
});

function answer(number: number, { method, args }: Ask): void {
  steps = 0;
  try {
    // Each method is asked with its own arguments; TypeScript does not see that of a union.
    const ask = looking[method] as (...given: typeof args) => ReturnType<Looking[typeof method]>;
    tell({ kind: 'told', number, value: ask.apply(looking, args) });
  } catch (error) {
    tell({ kind: 'bug', detail: bugText(error) });
  }
}

async function decide(question: Question): Promise<void> {
  try {
    const answered = await answerOf(
      question,
      () => isEnded,
      (progress) => tell({ kind: 'progress', progress }),
    );
    tell({ kind: 'answered', answered });
  } catch (error) {
    tell({ kind: 'bug', detail: bugText(error) });
  }
}

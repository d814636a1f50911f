// SPDX-License-Identifier: MIT
// The worker that decides a claim, with the engine of the command line.

import type { Question } from '../../../ask/load.ts';
import { bugText } from '../../../ask/trouble.ts';
import { graphOf } from '../../graph-text.ts';
import { answerOf } from './in-slices.ts';
import type { Asked, Told } from './messages.ts';

let isEnded = false;
const tell = (told: Told): void => postMessage(told);

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  if (data === null) isEnded = true;
  else void answer(graphOf(data.question) as Question);
});

async function answer(question: Question): Promise<void> {
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

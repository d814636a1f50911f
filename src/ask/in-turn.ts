// SPDX-License-Identifier: MIT
// Answers come in whatever order they are found. They are told in the order of the questions, each as soon as it and all
// before it are known: what is printed must not depend on how many workers there are.

import type { Answered } from './answer.ts';

export interface Told<Question> {
  readonly question: Question;
  readonly answered: Answered;
}

export async function* inTurn<Question>(
  questions: readonly Question[],
  answers: AsyncIterable<Answered>,
): AsyncGenerator<Told<Question>> {
  const waiting = new Map<number, Answered>();
  let next = 0;
  for await (const one of answers) {
    waiting.set(one.place, one);
    for (;;) {
      const question = questions[next];
      const answered = waiting.get(next);
      if (question === undefined || answered === undefined) break;
      waiting.delete(next++);
      yield { question, answered };
    }
  }
  if (next < questions.length) throw new Error(`checker bug: question ${next} has no answer`);
}

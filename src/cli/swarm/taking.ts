// SPDX-License-Identifier: MIT
// What a worker for other machines does: takes a row, answers it as a check of its own would, and takes the next. One that
// several have taken and nobody answered is answered with just that: it would take down whoever comes.

import { type Answered, Answerer, withoutAnswer } from '../../ask/answer.ts';
import { notRun } from '../../ask/decide.ts';
import type { Tree } from '../../lang/tree.ts';
import type { Claim } from '../../report/claim.ts';
import { answerRow } from '../answer-row.ts';
import { type Interrupt, now } from '../machine.ts';
import { Board, type On, type Posted, type Taken } from './board.ts';

export interface Taking {
  readonly on: On;
  /** Bytes, for a row that says nothing about them. */
  readonly memory: number;
  /** Milliseconds that others wait for a word of it before they take what it is at. */
  readonly patience: number;
  /** Gives back what it is at, and ends. */
  readonly interrupt: Interrupt;
  /** Milliseconds without a row after which it ends. */
  readonly idle: number;
}

/** So many have tried. */
const tries = 3;
/** Milliseconds that it waits for a row before it looks whether it should end. */
const wait = 1000;
/** Milliseconds between two words about a search. */
const often = 1000;

export async function takeRows(taking: Taking, said: (claim: Claim, answered: Answered) => void): Promise<void> {
  const { interrupt, idle } = taking;
  const board = await Board.open(taking.on);
  const known = new Known(board, taking);
  let last = performance.now();
  try {
    while (!interrupt.asked && performance.now() - last < idle) {
      const taken = await board.take(wait, taking.patience);
      if (taken === null) continue;
      const answered = await answerTaken(board, known, taken, taking);
      last = performance.now();
      if (answered !== null) said(taken.posted.row.question.claim, answered);
    }
  } finally {
    await board.close();
  }
}

/** Null: it is given back, or nobody wants to know any more. */
async function answerTaken(board: Board, known: Known, taken: Taken, taking: Taking): Promise<Answered | null> {
  const { posted } = taken;
  const { place, question } = posted.row;
  const held = setInterval(() => taken.working(), taking.patience / 4);
  try {
    if (taken.before >= tries) {
      const lost = {
        ...withoutAnswer(place, question),
        verdict: notRun(`not decided: ${tries} workers were lost at it`),
      };
      await board.answer(posted, lost);
      await taken.done();
      return lost;
    }
    const tree = await known.modelOf(posted);
    if (tree === null) {
      await taken.done();
      return null;
    }
    const answered = await search(board, posted, { tree, answerer: known.answererFor(posted) }, taking);
    if (taking.interrupt.asked && answered.isCut) {
      await taken.giveBack();
      return null;
    }
    await board.answer(posted, answered);
    await taken.done();
    return answered;
  } finally {
    clearInterval(held);
  }
}

interface Means {
  readonly tree: Tree;
  readonly answerer: Answerer;
}

async function search(board: Board, posted: Posted, { tree, answerer }: Means, taking: Taking): Promise<Answered> {
  const { run, row } = posted;
  const { interrupt } = taking;
  let isStopped = false;
  let spoke = performance.now();
  const unhear = board.whenStopped(run, () => {
    isStopped = true;
  });
  const either: Interrupt = {
    get asked() {
      return isStopped || interrupt.asked;
    },
  };
  const show = (claim: Claim, progress: Parameters<Board['say']>[1]['progress']): void => {
    if (performance.now() - spoke < often) return;
    spoke = performance.now();
    board.say(run, { place: row.place, claim, progress });
  };
  try {
    return await answerRow(answerer, { tree }, row, { interrupt: either, show });
  } finally {
    unhear();
  }
}

/** What rows of one run have in common: they mostly follow each other. */
class Known {
  readonly #board: Board;
  readonly #memory: number;
  readonly #models = new Map<string, Tree>();
  #answerer: { readonly run: string; readonly answerer: Answerer } | null = null;

  constructor(board: Board, { memory }: Taking) {
    this.#board = board;
    this.#memory = memory;
  }

  /** With its last Programs. Memory is of this machine, where the one who asks says nothing. */
  answererFor({ run, setup }: Posted): Answerer {
    if (this.#answerer?.run === run) return this.#answerer.answerer;
    const limits = { ...setup.limits, maxMemory: Math.min(setup.limits.maxMemory, this.#memory) };
    const answerer = new Answerer({ ...setup, limits }, now);
    this.#answerer = { run, answerer };
    return answerer;
  }

  /** Null: it was taken away. */
  async modelOf(posted: Posted): Promise<Tree | null> {
    const key = `${posted.run}/${posted.model}`;
    const known = this.#models.get(key);
    if (known !== undefined) return known;
    const tree = await this.#board.model(posted);
    if (tree === null) return null;
    const [oldest] = this.#models.keys();
    if (this.#models.size >= 4 && oldest !== undefined) this.#models.delete(oldest);
    this.#models.set(key, tree);
    return tree;
  }
}

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
import { ownPart } from './owning.ts';

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

/** What a worker has done, as far as it is printed. */
export interface Done {
  readonly id: string;
  readonly variant: string;
  readonly property: string;
  /** The verdict; or which part it had. */
  readonly what: string;
  readonly why: string;
  readonly states: number;
  readonly milliseconds: number;
}

/** So many have tried. */
const tries = 3;
/** Milliseconds that it waits for a row before it looks whether it should end. */
const wait = 1000;
/** Milliseconds between two words about a search. */
const often = 1000;
/** Patiences without a word of whoever asks after which a part is left. */
const silences = 4;

export async function takeRows(taking: Taking, said: (done: Done) => void): Promise<void> {
  const { interrupt, idle } = taking;
  const board = await Board.open(taking.on);
  const known = new Known(board, taking);
  let last = performance.now();
  try {
    while (!interrupt.asked && performance.now() - last < idle) {
      const taken = await board.take(wait, taking.patience);
      if (taken === null) continue;
      const done = await held(taken, taking, () => {
        return taken.posted.part === undefined
          ? answerTaken(board, known, taken, taking)
          : ownTaken(board, known, taken, taking);
      });
      last = performance.now();
      const { id, variant, property } = taken.posted.row.question.claim;
      if (done !== null) said({ id, variant, property, ...done });
    }
  } finally {
    await board.close();
  }
}

/** Nobody else gets it meanwhile. */
async function held<T>(taken: Taken, { patience }: Taking, work: () => Promise<T>): Promise<T> {
  const holding = setInterval(() => taken.working(), patience / 4);
  try {
    return await work();
  } finally {
    clearInterval(holding);
  }
}

/** Null: it is given back, or nobody wants to know any more. */
type Outcome = Omit<Done, 'id' | 'variant' | 'property'> | null;

async function answerTaken(board: Board, known: Known, taken: Taken, taking: Taking): Promise<Outcome> {
  const { posted } = taken;
  const { place, question } = posted.row;
  if (taken.before >= tries) {
    const verdict = notRun(`not decided: ${tries} workers were lost at it`);
    return answerWith(board, taken, { ...withoutAnswer(place, question), verdict });
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
  return answerWith(board, taken, answered);
}

async function answerWith(board: Board, taken: Taken, answered: Answered): Promise<Outcome> {
  await board.answer(taken.posted, answered);
  await taken.done();
  const { verdict } = answered;
  const { states, milliseconds } = verdict.counts;
  const why = verdict.kind === 'unknown' ? verdict.bound.reason : '';
  return { what: verdict.kind, why, states, milliseconds };
}

/** Has a part of the states of a row until whoever asked has done with it. */
async function ownTaken(board: Board, known: Known, taken: Taken, taking: Taking): Promise<Outcome> {
  const { posted } = taken;
  const { part, run, setup } = posted;
  if (part === undefined) throw new Error('checker bug: this row is no part');
  const letters = board.letters(run);
  const tree = await known.modelOf(posted);
  if (tree === null || !(await letters.isThere())) {
    await taken.done();
    return null;
  }
  if (taken.before >= tries) {
    letters.say(part.me, { kind: 'given up', why: `${tries} workers were lost at one part` });
    await letters.flushed();
    await taken.done();
    return null;
  }
  const began = performance.now();
  let isOver = false;
  const unhear = board.whenStopped(run, () => {
    isOver = true;
  });
  try {
    const isStopped = (): boolean => isOver || taking.interrupt.asked;
    const memory = Math.min(setup.limits.maxMemory, taking.memory);
    const silence = silences * taking.patience;
    const { states, isForsaken } = await ownPart({ letters, posted, tree, memory, silence, isStopped });
    if (!isOver && taking.interrupt.asked) {
      await taken.giveBack();
      return null;
    }
    if (!isOver && isForsaken) await letters.end();
    await taken.done();
    const what = `part ${part.me + 1} of ${part.owners}`;
    return { what, why: '', states, milliseconds: performance.now() - began };
  } finally {
    unhear();
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

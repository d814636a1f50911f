// SPDX-License-Identifier: MIT
// A trace is a list of choices from an initial state; its text form is the replay argument.

/** One step: which thread, and which path through its `choose` calls. */
export interface Step {
  readonly thread: number;
  readonly path: number;
}

/** The choices alone: what a replay needs. */
export interface Choices {
  /** Index of the initial state. */
  readonly initial: number;
  readonly steps: readonly Step[];
}

/** What stands for no steps at all, since an empty argument is easily lost on a command line. */
const NO_STEPS = '-';
/** Fewer repetitions are shorter, or easier to read, when written out. */
const WORTH_COUNTING = 3;
/** No story is that long; a typing error in a repetition is. */
const MOST_STEPS = 10_000_000;

/** `0.0.1.2:1*5`: threads in order, `:path` where a step chose another path than the first, `*n` for n such steps in a
 *  row, `I/` before it for initial state I where that is not the first. */
export function formatTrace(choices: Choices): string {
  const words: { readonly word: string; times: number }[] = [];
  for (const { thread, path } of choices.steps) {
    const word = path === 0 ? `${thread}` : `${thread}:${path}`;
    const last = words.at(-1);
    if (last?.word === word) last.times++;
    else words.push({ word, times: 1 });
  }
  const steps = words.map(({ word, times }) =>
    times < WORTH_COUNTING ? Array(times).fill(word).join('.') : `${word}*${times}`,
  );
  return `${choices.initial === 0 ? '' : `${choices.initial}/`}${steps.length === 0 ? NO_STEPS : steps.join('.')}`;
}

export type ParsedTrace =
  | { readonly kind: 'trace'; readonly choices: Choices }
  /** One sentence: `step 3: 'x' is not a thread number`. */
  | { readonly kind: 'problem'; readonly problem: string };

export function parseTrace(text: string): ParsedTrace {
  const slash = text.indexOf('/');
  const initial = slash < 0 ? 0 : parseNumber(text.slice(0, slash));
  if (initial === null)
    return problem(`'${text.slice(0, slash)}' before the slash is not the number of an initial state`);
  const rest = text.slice(slash + 1).trim();
  const steps: Step[] = [];
  if (rest === '' || rest === NO_STEPS) return { kind: 'trace', choices: { initial, steps } };
  for (const words of rest.split('.')) {
    const i = steps.length;
    const [word, timesText, again] = words.split('*');
    const times = timesText === undefined ? 1 : parseNumber(timesText);
    if (times === null || times === 0 || again !== undefined)
      return problem(`step ${i + 1}: '${words}' does not end in one number of repetitions after the star`);
    if (i + times > MOST_STEPS) return problem(`step ${i + 1}: '${words}' makes more than ${MOST_STEPS} steps`);
    const [threadText, pathText, more] = word!.split(':');
    const thread = parseNumber(threadText!);
    const path = pathText === undefined ? 0 : parseNumber(pathText);
    if (thread === null) return problem(`step ${i + 1}: '${word}' does not begin with a thread number`);
    if (path === null || more !== undefined)
      return problem(`step ${i + 1}: '${word}' does not end in one path number after the colon`);
    for (let n = 0; n < times; n++) steps.push({ thread, path });
  }
  return { kind: 'trace', choices: { initial, steps } };
}

function parseNumber(text: string): number | null {
  return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : null;
}

function problem(text: string): ParsedTrace {
  return { kind: 'problem', problem: text };
}

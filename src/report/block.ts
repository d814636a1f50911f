// SPDX-License-Identifier: MIT
// A claim's answer as it is pasted into a mail: what was asked, what came out and at what size, the picture, and as the last
// line the command that prints it again.

import type { Role, Thread } from '../compile/program.ts';
import type { Verdict } from '../explore/verdict.ts';
import { brokenInstead, type Claim, settingOf, standing } from './claim.ts';
import { mailWidth } from './columns.ts';
import { costOf } from './cost.ts';
import { count, counted, seconds } from './numbers.ts';
import type { Paint } from './paint.ts';
import { brokenAtBlanks, propertyOf } from './text.ts';
import { widthOf } from './width.ts';

/** `1,234 s`. */
const longestTime = 7;
const terminalWidth = 80;

export interface Answer {
  readonly claim: Claim;
  /** The variant that the story runs in: where two are compared, it may be the other one. */
  readonly variant: string;
  readonly threads: readonly Thread[];
  /** Of the model: a trace fits no other. */
  readonly checksum: string;
  readonly verdict: Verdict;
  /** The whole command: `faultline replay 2020/T20 0*12`. */
  readonly command: string | null;
}

/** @param picture the columns, or why there are none; empty where there is nothing to tell */
export function answerBlock(answer: Answer, picture: readonly string[], paint: Paint): string {
  const width = Math.max(mailWidth, ...picture.map((line) => widthOf(line)));
  const lines = [heading(answer, Math.min(width, 84), paint), ...size(answer).map((line) => `  ${line}`)];
  lines.push(...remarks(answer, widthText(picture)).map((line) => `  ${line}`));
  if (picture.length > 0) lines.push('', ...picture);
  if (answer.command !== null) lines.push('', `  replay: ${answer.command}`);
  return `${lines.join('\n')}\n`;
}

/** Where a terminal has no room for it. */
export function widthText(picture: readonly string[]): string {
  const width = Math.max(0, ...picture.map((line) => widthOf(line)));
  return width <= terminalWidth ? '' : ` · ${width} columns wide`;
}

function heading(answer: Answer, width: number, paint: Paint): string {
  const { claim, verdict } = answer;
  const left = `${claim.id}  ${claim.title}`;
  const word = verdict.kind.toUpperCase();
  const property = brokenInstead(answer) ?? propertyOf(claim);
  const right = `${word}  ${property}`;
  const blank = ' '.repeat(Math.max(2, width - widthOf(left) - widthOf(right)));
  return `${paint.strong(claim.id)}  ${claim.title}${blank}${painted(verdict, word, paint)}  ${property}`;
}

function painted(verdict: Verdict, word: string, paint: Paint): string {
  switch (verdict.kind) {
    case 'holds':
      return paint.good(word);
    case 'fails':
      return paint.bad(word);
    case 'unknown':
      return paint.doubtful(word);
  }
}

/** `v5.9 · 2 threads on 2 CPUs, 1 daemon · 214 states · complete · 0.02 s`, on two lines where that is too long for a
 *  mail. */
function size(answer: Answer): readonly string[] {
  const { variant, verdict, threads } = answer;
  const roles: readonly (readonly [Role, string])[] = [
    ['thread', 'thread'],
    ['daemon', 'daemon'],
    ['environment', 'environment thread'],
  ];
  const crowd = roles
    .map(([role, noun]) => ({ noun, number: threads.filter((thread) => thread.role === role).length }))
    .filter(({ number }) => number > 0)
    .map(({ noun, number }) => `${counted(number, noun)}${noun === 'thread' ? cpusOf(threads) : ''}`);
  const heads = [...(variant === '' ? [] : [variant]), ...settingOf(answer.claim)];
  const model = [...heads, crowd.join(', ')].join(' · ');
  const states = [
    counted(verdict.counts.states, 'state'),
    verdict.kind === 'unknown' ? 'not complete' : 'complete',
    seconds(verdict.counts.milliseconds),
  ].join(' · ');
  const whole = `${model} · ${states}`;
  // The time, which differs from run to run, does not decide where the line is broken.
  const length = widthOf(whole) - widthOf(seconds(verdict.counts.milliseconds));
  return length + longestTime <= mailWidth ? [whole] : [model, states];
}

/** ` on 2 CPUs`, where threads are named after the CPUs that they run on. */
function cpusOf(threads: readonly Thread[]): string {
  const cpus = threads.filter(({ role }) => role === 'thread').map(({ cpu }) => cpu);
  return cpus.includes(null) ? '' : ` on ${counted(new Set(cpus).size, 'CPU')}`;
}

/** On one line if that fits a terminal; else what nobody expected has lines of its own. */
function remarks(answer: Answer, wide: string): readonly string[] {
  const room = terminalWidth - 2;
  const said = [surpriseOf(answer), `${storyOf(answer)}${wide}`].filter((text) => text !== '');
  const whole = said.join(' ');
  if (widthOf(whole) <= room) return whole === '' ? [] : [whole];
  return said.flatMap((text) => brokenAtBlanks(text, room));
}

function storyOf(answer: Answer): string {
  const { verdict } = answer;
  if (verdict.kind === 'unknown') {
    return `${verdict.bound.reason}; ${counted(verdict.bound.frontier, 'state')} not looked into`;
  }
  if (verdict.kind === 'holds') return '';
  const { trace } = verdict.failure;
  if (trace === null) return verdict.failure.message;
  const environment = trace.environmentSteps > 0 ? ` (${count(trace.environmentSteps)} by the environment)` : '';
  const switches = `${count(trace.contextSwitches)} context switch${trace.contextSwitches === 1 ? '' : 'es'}`;
  const story = `${counted(trace.steps.length, 'step')}${environment}, ${switches}`;
  return `${story} · model ${answer.checksum.slice(0, 8)}${trace.shortest ? '' : ' (not proved to be the shortest story)'}`;
}

function surpriseOf(answer: Answer): string {
  if (answer.verdict.kind === 'unknown') return '';
  const cost = costOf(answer);
  if (cost !== null && cost.standing !== 'equal') {
    return `${cost.standing === 'different' ? 'UNEXPECTED' : 'NOT DECIDED'}: ${cost.text}.`;
  }
  if (standing(answer) !== 'unexpected') return '';
  const { claim } = answer;
  const instead = brokenInstead(answer);
  if (instead === null) return `UNEXPECTED: the claim expects ${claim.expect}.`;
  return `UNEXPECTED: the claim is about ${claim.property}, and ${instead} broke first.`;
}

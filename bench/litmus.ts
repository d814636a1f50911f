// SPDX-License-Identifier: MIT
// `npm run bench:litmus -- <folder>`: a folder of public litmus tests, each beside what is known of it: how many agree, what the others are
// about, what is refused and why, tests per second; the same of herd7 where it is installed. Nothing is copied: the folder stays
// where it is.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { answerLitmus } from '../src/ask/litmus.ts';
import { DEFAULTS } from '../src/explore/options.ts';
import { toEnd } from '../src/explore/pace.ts';
import { ModelError } from '../src/lang/diagnostic.ts';
import { loadGrammar } from '../src/lang/litmus/grammar.ts';
import { readLitmus } from '../src/lang/litmus/litmus.ts';
import { type MemoryModel, memoryModels } from '../src/lang/tree.ts';
import { type Seen, seen } from '../src/report/litmus.ts';
import { asked, orStop, wrong } from './asked.ts';
import { seenOnX86 } from './litmus-cycles.ts';

const command = 'bench:litmus';
const { values, words } = asked({
  command,
  about:
    'Every litmus test below a folder, beside its Result: comment, or what the cycle of a test for x86 says under tso.',
  words: { form: '<folder>', about: 'of files that end in .litmus', least: 1, most: 1 },
  options: {
    memory: { kind: 'text', initial: 'weak', oneOf: memoryModels, about: memoryModels.join(', ') },
    'max-states': { kind: 'number', initial: 100_000, about: 'a test with more is not decided' },
    'max-time': { kind: 'number', initial: 10, about: 'nor one that takes more seconds' },
    every: { kind: 'number', initial: 1, about: 'only each n-th test' },
    show: { kind: 'number', initial: 0, least: 0, about: 'names so many tests of each kind' },
  },
  example: 'examples/litmus --memory tso --show 5',
});
const folder = orStop(() => {
  const [path = ''] = words;
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return path;
  throw wrong({ command }, `'${path}' is no folder`);
});
const memory = memoryModels.find((one) => one === values.memory) ?? 'weak';

const grammar = await loadGrammar(readFileSync(join('dist', 'tree-sitter-c.wasm')));
const limits = {
  ...DEFAULTS,
  maxStates: values['max-states'],
  maxTime: values['max-time'] * 1000,
  shortestStates: 0,
  now: () => performance.now(),
};

function below(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name);
    if (entry.isDirectory()) return below(inside);
    return entry.name.endsWith('.litmus') ? [inside] : [];
  });
}

const counts = new Map<string, string[]>();
function note(kind: string, file: string): void {
  counts.set(kind, [...(counts.get(kind) ?? []), file]);
}

type Answer =
  | { readonly kind: 'seen'; readonly seen: Seen }
  | { readonly kind: 'refused' | 'undecided'; readonly why: string };

function answerOf(file: string, text: string, model: MemoryModel): Answer & { readonly expected: Seen | null } {
  const nobody = { expected: null };
  try {
    const test = readLitmus(file, text, grammar);
    const answer = toEnd(
      answerLitmus(test, { limits, detail: { full: false, free: false }, tells: false, memory: model }),
    );
    const expected = test.result ?? (model === 'tso' ? seenOnX86(text) : null);
    const found = seen(answer);
    const known = expected === 'Never' || expected === 'Sometimes' || expected === 'Always' ? expected : null;
    if (found !== null) return { kind: 'seen', seen: found, expected: known };
    return {
      kind: 'undecided',
      why: (answer.bound ?? `a run breaks: ${answer.broken}`).replaceAll(/[\d,]+/g, '…'),
      ...nobody,
    };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    const what = error.diagnostics[0]?.what.split('\n')[0] ?? '';
    return { kind: 'refused', why: what.slice(0, 60), ...nobody };
  }
}

/** What a test that differs is about. */
function causeOf(expected: Seen, found: Seen, text: string): string {
  const more = found !== 'Never' && expected === 'Never';
  if (more) return 'shown, and said to be forbidden';
  const isBuffering = /\bC-LB|[^A-Z]LB|OOTA|oota|\bLB/.test(text.split('\n')[0] ?? '');
  return isBuffering ? 'load buffering, which the machine does not show' : 'said to be allowed, and not shown';
}

const files = below(folder).filter((_, i) => i % values.every === 0);
const began = performance.now();
for (const file of files) {
  const text = readFileSync(file, 'utf8');
  const answer = answerOf(file, text, memory);
  if (answer.kind !== 'seen') note(`${answer.kind}: ${answer.why}`, file);
  else if (answer.expected === null) note('answered, and nothing is expected', file);
  else if (answer.expected === answer.seen) note('agree', file);
  // That a condition is always true is one way of being true sometimes.
  else if ([answer.expected, answer.seen].every((one) => one !== 'Never')) note('agree', file);
  else note(`differ: ${causeOf(answer.expected, answer.seen, text)}`, file);
}
const seconds = (performance.now() - began) / 1000;

process.stdout.write(
  `${files.length} tests under ${memory}, ${seconds.toFixed(0)} s, ${(files.length / seconds).toFixed(1)} tests a second\n`,
);
for (const [kind, some] of [...counts].sort((a, b) => b[1].length - a[1].length)) {
  process.stdout.write(`  ${String(some.length).padStart(5)}  ${kind}\n`);
  for (const file of some.slice(0, values.show)) process.stdout.write(`           ${file}\n`);
}

const herd = spawnSync('herd7', ['-version'], { encoding: 'utf8' });
if (herd.error !== undefined) process.stdout.write('herd7 is not installed\n');
else {
  const from = performance.now();
  for (const file of files) spawnSync('herd7', [file], { encoding: 'utf8', timeout: limits.maxTime });
  const spent = (performance.now() - from) / 1000;
  process.stdout.write(`herd7: ${spent.toFixed(0)} s, ${(files.length / spent).toFixed(1)} tests a second\n`);
}

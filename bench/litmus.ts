// SPDX-License-Identifier: MIT
// `npm run bench:litmus -- <folder>`: a folder of public litmus tests, each beside what is known of it: how many agree, what the others are
// about, what is refused and why, tests per second; the same of herd7 where it is installed. Nothing is copied: the folder stays
// where it is.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { answerLitmus } from '../src/ask/litmus.ts';
import { DEFAULTS } from '../src/explore/options.ts';
import { toEnd } from '../src/explore/pace.ts';
import { ModelError } from '../src/lang/diagnostic.ts';
import { loadGrammar } from '../src/lang/litmus/grammar.ts';
import { readLitmus } from '../src/lang/litmus/litmus.ts';
import { type MemoryModel, memoryModels } from '../src/lang/tree.ts';
import { type Seen, seen } from '../src/report/litmus.ts';
import { seenOnX86 } from './litmus-cycles.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    memory: { type: 'string', default: 'weak' },
    'max-states': { type: 'string', default: '100000' },
    'max-time': { type: 'string', default: '10' },
    every: { type: 'string', default: '1' },
    show: { type: 'string', default: '0' },
    help: { type: 'boolean', default: false },
  },
});
const [folder] = positionals;
const memory = memoryModels.find((one) => one === values.memory);
if (values.help || folder === undefined || memory === undefined) {
  process.stdout.write(`npm run bench:litmus -- <folder> [options]
  --memory <m>      sc, tso or weak (weak)
  --max-states <n>  a test with more is not decided (100000)
  --max-time <s>    nor one that takes longer (10)
  --every <n>       only each n-th test (1)
  --show <n>        names n tests of each kind (0)
What is expected is what a Result: comment says, and of a test for x86 under tso what its cycle says.
`);
  process.exit(values.help ? 0 : 2);
}

const grammar = await loadGrammar(readFileSync(join('dist', 'tree-sitter-c.wasm')));
const limits = {
  ...DEFAULTS,
  maxStates: Number(values['max-states']),
  maxTime: Number(values['max-time']) * 1000,
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

const files = below(folder).filter((_, i) => i % Number(values.every) === 0);
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
  for (const file of some.slice(0, Number(values.show))) process.stdout.write(`           ${file}\n`);
}

const herd = spawnSync('herd7', ['-version'], { encoding: 'utf8' });
if (herd.error !== undefined) process.stdout.write('herd7 is not installed\n');
else {
  const from = performance.now();
  for (const file of files) spawnSync('herd7', [file], { encoding: 'utf8', timeout: limits.maxTime });
  const spent = (performance.now() - from) / 1000;
  process.stdout.write(`herd7: ${spent.toFixed(0)} s, ${(files.length / spent).toFixed(1)} tests a second\n`);
}

// SPDX-License-Identifier: MIT
// The printed columns of random programs and of small models that were once told wrongly: no picture of a failure is
// refuted, whatever is left out of it. Those of the cases are read where their verdicts are (test/cases).

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { failureAt } from '../../src/ask/outcome.ts';
import { compile } from '../../src/compile/compile.ts';
import type { Program } from '../../src/compile/program.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { replay } from '../../src/explore/replay.ts';
import type { Choices } from '../../src/explore/trace.ts';
import { ModelError } from '../../src/lang/diagnostic.ts';
import { compileText, parseEach, scenarioText } from '../compile/model.ts';
import { programText } from '../compile/random/program.ts';
import { programSeed } from '../compile/random/tape.ts';
import { randomProgram } from '../explore/arbitrary.ts';
import { check } from '../explore/check.ts';
import { programs, runs } from '../fuzz.ts';
import { picturesOf } from './pictures.ts';

const questions = ['ASSERTS', 'NO-DEADLOCK', 'NO-LIVELOCK', 'always', 'atEnd', 'sometimes'];
/** More states than this only make the stories longer. */
const STATES = 2000;

/** The first refuted picture, and how many there were. */
function read(
  program: Program,
  properties: readonly string[],
): { readonly pictures: number; readonly refuted: string | null } {
  let pictures = 0;
  for (const property of properties) {
    const verdict = check(program, property, { maxStates: STATES });
    if (verdict.kind !== 'fails' || verdict.failure.trace === null) continue;
    for (const { name, lines, refutation } of picturesOf(
      program,
      replay(program, verdict.failure.trace),
      verdict.failure,
      [60, 72],
    )) {
      pictures++;
      if (refutation === null || refutation.kind === 'jump') continue;
      const { kind, row, message } = refutation;
      return { pictures, refuted: `${property}, ${name}: ${kind}, row ${row}: ${message}\n${lines.join('\n')}` };
    }
  }
  return { pictures, refuted: null };
}

test('random programs as text: calls, records, references, objects that come and go', () => {
  let pictures = 0;
  const property = fc.property(fc.array(programSeed, { minLength: 10, maxLength: 10 }), (seeds) => {
    for (const one of parseEach(seeds.map(programText))) {
      const program =
        one === null
          ? null
          : compiled(() => compile(one.tree, { scenario: one.scenario, layers: [], judgeWarnings: false }));
      if (program === null) continue;
      const found = read(program, questions);
      pictures += found.pictures;
      if (found.refuted !== null) throw new Error(found.refuted);
    }
  });
  fc.assert(property, { ...runs(Math.ceil(programs(40) / 10)), endOnFailure: true });
  // Programs that never fail would test nothing.
  expect(pictures).toBeGreaterThan(100);
});

function compiled(make: () => Program): Program | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof ModelError) return null;
    throw error;
  }
}

test('random programs by hand: threads, daemons and environments that wait, loop and break', () => {
  let pictures = 0;
  const property = fc.property(randomProgram, ({ program, text }) => {
    const found = read(program, questions);
    pictures += found.pictures;
    if (found.refuted !== null) throw new Error(`${text}\n${found.refuted}`);
  });
  fc.assert(property, runs(programs(100)));
  expect(pictures).toBeGreaterThan(100);
});

const work = 'for (let n: u8 = 0; n < 12; n++) log(w.p, n);';
const page = `
class page { dirty: bool = false; ref: u8 = 1; mapped: bool = true; freed: bool = false; readonly log: array<u8, 24> = array(24, 0) }
function log(p: page, n: u8): void { p.log[n] = 1; p.log[n + 12] = p.log[n] + 1; }
function put(p: page): void { atomically(() => { p.ref--; }); }
function may_free(p: page): bool { return !p.dirty && p.ref === 1; }
`;

test.each([
  [
    'a call that is interrupted between its two looks, in a long story',
    page +
      scenarioText({
        world: '() => ({ p: new page() })',
        threads: `{
          'CPU0 write'(w) { atomically(() => { w.p.ref++; }); if (!w.p.mapped) { put(w.p); return; } ${work} w.p.dirty = true; put(w.p); },
          'CPU1 reclaim'(w) { w.p.mapped = false; if (may_free(w.p)) w.p.freed = true; } }`,
        always: '{ kept: (w) => !(w.p.dirty && w.p.freed) }',
      }),
    'kept',
  ],
  [
    'a change behind a note, and notes that read like calls and effects',
    page +
      `function wipe(p: page): void { p.dirty = true; note('put(p)'); note('p.ref 1 → 0'); p.freed = true; }
      ${scenarioText({
        world: '() => ({ p: new page() })',
        threads: `{ 'CPU0 log'(w) { ${work} }, 'CPU1 wipe'(w) { if (w.p.log[11] === 1) wipe(w.p); } }`,
        atEnd: '{ clean: (w) => !w.p.dirty }',
      })}`,
    'clean',
  ],
  [
    'a call that is made twice and sets a ghost back before it sets it',
    page +
      `class seen { asked: ghost<u8> = 0; synced: ghost<bool> = false }
      function sync(p: page, s: seen, n: u8): void { atomically(() => { s.asked = n; s.synced = false; }); if (p.dirty) p.dirty = false; s.synced = true; }
      ${scenarioText({
        world: '() => ({ p: new page(), s: new seen() })',
        threads: `{ 'CPU0 sync'(w) { sync(w.p, w.s, 1); ${work} sync(w.p, w.s, 2); }, 'CPU1 store'(w) { if (w.p.log[0] === 1) w.p.freed = true; } }`,
        always: '{ kept: (w) => !(w.s.synced && w.s.asked === 2 && w.p.freed) }',
      })}`,
    'kept',
  ],
  [
    'long names, four columns',
    `class task { sched_contributes_to_load: bool = false; sched_remote_wakeup_pending: bool = false; other_long_name_here: u8 = 0 }
    function set_sched_contributes_to_load(t: task): void { t.other_long_name_here = 3; t.sched_contributes_to_load = true; }
    ${scenarioText({
      world: '() => ({ prev_task: new task() })',
      threads: `{
        'CPU0 schedule'(w) { set_sched_contributes_to_load(w.prev_task); },
        'CPU1 wakeup'(w) { w.prev_task.sched_remote_wakeup_pending = w.prev_task.sched_contributes_to_load; },
        'CPU2 look'(w) { waitUntil(() => w.prev_task.sched_contributes_to_load); w.prev_task.other_long_name_here = 1; },
        'CPU3 look'(w) { waitUntil(() => w.prev_task.sched_contributes_to_load); w.prev_task.other_long_name_here += 2; } }`,
      atEnd: '{ pending: (w) => w.prev_task.sched_remote_wakeup_pending }',
    })}`,
    'pending',
  ],
])('%s', (_, text, property) => {
  const found = read(compileText(text), [property]);
  expect(found.refuted).toBe(null);
  expect(found.pictures).toBeGreaterThan(2);
});

test('a call on one line that began, unseen, in the step of the line above it', () => {
  const program = compileText(
    `${page}class seen { begun: ghost<bool> = false; held: ghost<bool> = false }
    function get(p: page, s: seen): void { s.begun = true; p.ref = 2; s.held = true; }
    ${scenarioText({
      world: '() => ({ p: new page(), s: new seen() })',
      threads: `{
        'CPU0 walk'(w) { if (w.p.mapped) get(w.p, w.s); },
        'CPU1 store'(w) { w.p.dirty = true; },
        'CPU2 unmap'(w) { if (w.p.ref === 2) w.p.mapped = false; } }`,
      always: '{ clean: (w) => !(w.s.held && w.p.dirty) }',
    })}`,
  );
  // CPU1 stores between two steps of CPU0: the first reads `mapped` and begins the call, the second is the rest of the call.
  const run: Choices = { initial: 0, steps: [0, 1, 0].map((thread) => ({ thread, path: 0 })) };
  const replayed = replay(program, run);
  expect(replayed.problem).toBe(null);
  const failure = toEnd(failureAt(program, run, replayed, ['clean']));
  expect(failure?.property).toBe('clean');
  const pictures = [...picturesOf(program, replayed, failure, [60, 72])];
  expect(pictures.filter(({ refutation }) => refutation !== null && refutation.kind !== 'jump')).toEqual([]);
  const [chosen] = pictures;
  const rows = chosen?.lines.filter((line) => /mapped true|get\(|dirty false/.test(line)).map((line) => line.trim());
  expect(rows).toEqual(['reads p.mapped true', 'get(p, s)  ref 1 → 2, held false → true', 'p.dirty false → true']);
});

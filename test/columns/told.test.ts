// SPDX-License-Identifier: MIT
// The measure must itself be right: it is silent about columns that tell what the failure turns on, and names what one line less
// does not tell any more.

import { expect, test } from 'vitest';
import { timeline } from '../../src/report/timeline.ts';
import { storyOf } from '../../src/report/told.ts';
import { compileText, scenarioText } from '../compile/model.ts';
import { check, failureOf } from '../explore/check.ts';
import { untold } from './told.ts';

const disk = `class disk { readonly blocks: array<u8, 2> = array(2, 5); busy: bool = false; kept: ghost<bool> = true }
function lock(d: disk): void { atomically(() => { waitUntil(() => !d.busy); d.busy = true; }); }
function write(d: disk, n: u8): void { d.blocks[0] = n; d.blocks[1] = n; }
`;

function without(lines: readonly string[], text: string): readonly string[] {
  const rest = lines.filter((line) => !line.includes(text));
  expect(rest.length).toBe(lines.length - 1);
  return rest;
}

test.each([
  [
    'of what a property reads, an element of an array',
    'atEnd',
    "{ 'CPU0 write'(w) { write(w.d, 4); }, 'CPU1 wipe'(w) { lock(w.d); w.d.blocks[1] = 0; } }",
    'blocks[1] 4 → 0',
    'CPU1 wipe: ',
  ],
  [
    'of what a property reads and nobody else, a ghost',
    'ghost',
    "{ 'CPU0 write'(w) { lock(w.d); w.d.kept = false; } }",
    'kept true → false',
    'CPU0 write: ',
  ],
  [
    'of what a wait reads, the lock that is not given back',
    'NO-DEADLOCK',
    "{ 'CPU0 write'(w) { lock(w.d); write(w.d, 4); }, 'CPU1 wipe'(w) { lock(w.d); } }",
    'busy false → true',
    'CPU1 wipe: ',
  ],
  [
    'of what a property reads, and what led to it: a look',
    'free',
    "{ 'CPU0 store'(w) { lock(w.d); }, 'CPU1 free'(w) { if (!w.d.busy) w.d.blocks[0] = 1; } }",
    'd.busy false',
    'CPU1 free: ',
  ],
])('the last change %s', (_, property, threads, change, missing) => {
  const program = compileText(
    disk +
      scenarioText({
        world: '() => ({ d: new disk() })',
        threads,
        atEnd: '{ atEnd: (w) => w.d.blocks[1] !== 0, ghost: (w) => w.d.kept, free: (w) => w.d.blocks[0] !== 1 }',
      }),
  );
  const failure = failureOf(check(program, property));
  const story = storyOf(program, failure);
  if (story === null) throw new Error('no run');
  const printed = timeline(story, { full: false, free: false });
  expect(untold(story, printed)).toEqual([]);
  const [found, ...others] = untold(story, without(printed, change));
  expect(found).toContain(missing);
  expect(others).toEqual([]);
});

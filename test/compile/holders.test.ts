// SPDX-License-Identifier: MIT
// Who is named in a deadlock: the thread that last changed what the wait reads, whatever stands beside it in its record.

import { describe, expect, test } from 'vitest';
import { cellName } from '../../src/explore/cells.ts';
import { check, failureOf } from '../explore/check.ts';
import { compileText, scenarioText } from './model.ts';

const declarations = `
type state = { readonly owner: u8; readonly n: u8 };
class lock { word: state = { owner: 0, n: 0 }; count: u8 = 0 }
function bump(l: lock, n: u8): void { atomically(() => { l.word = { ...l.word, n }; }); }
`;

/** A takes the lock for good, B does as it likes, C waits for what A has. */
function blamed(parts: { readonly n: number; readonly take: string; readonly by: string; readonly until: string }) {
  const program = compileText(
    declarations +
      scenarioText({
        world: `() => { const l = new lock(); l.word = { owner: 0, n: ${parts.n} }; return { l }; }`,
        threads: `{ A(w) { ${parts.take} }, B(w) { ${parts.by} }, C(w) { waitUntil(() => w.l.count > 0 || w.l.word.owner > 0); waitUntil(() => ${parts.until}); } }`,
      }),
  );
  const { waits } = failureOf(check(program, 'NO-DEADLOCK'));
  return waits.map(({ thread, location, heldBy }) => [thread, location && cellName(location), ...heldBy].join(' '));
}

describe('a part of a record is held by who changed that part', () => {
  // 7 was once the number with which the parts of a record were mixed into one: then the bystander B was blamed.
  test.each([0, 6, 7])('beside a %i', (n) => {
    const take = 'atomically(() => { w.l.word = { ...w.l.word, owner: 1 }; });';
    const blame = { n, take, by: `bump(w.l, ${n === 0 ? 7 : 0});`, until: 'w.l.word.owner === 0' };
    expect(blamed(blame)).toEqual(['C l.word.owner A']);
  });
});

test('a lock that is taken in two steps is held, and no flag by which a sleeper says that it sleeps', () => {
  const program = compileText(
    declarations +
      scenarioText({
        world: '() => ({ l: new lock() })',
        threads: `{ A(w) { waitUntil(() => w.l.count === 0); w.l.count = 1; w.l.word = { owner: 1, n: 0 }; waitUntil(() => w.l.count === 0); w.l.count = 1; },
          B(w) { waitUntil(() => w.l.word.owner === 1); waitUntil(() => w.l.count === 0); w.l.count = 1; w.l.count = 0; } }`,
      }),
  );
  const { waits, message } = failureOf(check(program, 'NO-DEADLOCK'));
  expect(waits.map(({ thread, heldBy, ownFlag }) => [thread, ...heldBy, ownFlag].join(' '))).toEqual([
    'A A false',
    'B A false',
  ]);
  expect(message).toContain('which it holds itself');
});

describe('a count is held by all who added to it and took nothing back', () => {
  test('not by who took back what it had added', () => {
    const take = 'atomically(() => { w.l.count++; });';
    const by = 'atomically(() => { w.l.count++; }); atomically(() => { w.l.count--; });';
    expect(blamed({ n: 0, take, by, until: 'w.l.count === 0' })).toEqual(['C l.count A']);
  });
  test('by both where both did', () => {
    const take = 'atomically(() => { w.l.count++; });';
    expect(blamed({ n: 0, take, by: take, until: 'w.l.count === 0' })).toEqual(['C l.count A B']);
  });
});

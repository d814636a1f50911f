// SPDX-License-Identifier: MIT
// The diagnosis of a deadlock: who waits for what, who has it, and which waits close the circle.

import { describe, expect, it } from 'vitest';
import { check, failureOf } from './check.ts';
import { BLOCKED, hand, type Instruction } from './hand.ts';
import { abba, lock, unlock } from './models.ts';

const give = (name: string, by = 1): Instruction => ({
  reads: [name],
  writes: [name],
  run: (m) => m.set(name, m.get(name) + by) as undefined,
});
const awaitValue = (name: string): Instruction => ({
  reads: [name],
  run: (m) => (m.get(name) === 0 ? BLOCKED : undefined),
});

describe('who waits for whom', () => {
  it('two locks in both orders', () => {
    const { waits, message } = failureOf(check(abba(), 'NO-DEADLOCK'));
    expect(waits).toMatchObject([
      {
        thread: 'CPU0',
        location: { object: 'memory', field: 'b' },
        heldBy: ['CPU1'],
        cycle: true,
        condition: 'condition',
      },
      { thread: 'CPU1', location: { object: 'memory', field: 'a' }, heldBy: ['CPU0'], cycle: true },
    ]);
    expect(message).toBe('CPU0 waits for memory.b of CPU1, CPU1 waits for memory.a of CPU0');
  });

  it('a thread that waits for itself', () => {
    const program = hand({ variables: { a: 0 }, threads: [{ name: 'CPU0', code: [lock('a'), lock('a')] }] });
    const { waits, message } = failureOf(check(program, 'NO-DEADLOCK'));
    expect(waits).toMatchObject([
      { thread: 'CPU0', location: { object: 'memory', field: 'a' }, heldBy: ['CPU0'], cycle: true },
    ]);
    expect(message).toBe('CPU0 waits for ever for memory.a, which it holds itself');
  });

  it('a thread that waits for a flag of its own holds nothing, and is in no circle', () => {
    const sleeper = {
      name: 'CPU0',
      code: [
        { writes: ['asleep'], run: (m) => m.set('asleep', 1) as undefined },
        { reads: ['asleep'], run: (m) => (m.get('asleep') !== 0 ? BLOCKED : undefined) },
      ] satisfies Instruction[],
    };
    const { waits, message } = failureOf(check(hand({ variables: { asleep: 0 }, threads: [sleeper] }), 'NO-DEADLOCK'));
    expect(waits).toMatchObject([{ thread: 'CPU0', heldBy: ['CPU0'], ownFlag: true, cycle: false }]);
    expect(message).toBe('CPU0 waits for ever for memory.asleep, which it set itself: nobody is left to change it');
  });

  it('a third that only waits is named, outside the circle', () => {
    const program = hand({
      variables: { a: 0, b: 0, c: 0 },
      threads: [
        { name: 'CPU0', code: [lock('c'), lock('a'), lock('b'), unlock('b'), unlock('a'), unlock('c')] },
        { name: 'CPU1', code: [lock('b'), lock('a'), unlock('a'), unlock('b')] },
        { name: 'CPU2', code: [lock('c'), unlock('c')] },
      ],
    });
    const { waits } = failureOf(check(program, 'NO-DEADLOCK'));
    expect(waits.find(({ thread }) => thread === 'CPU2')).toMatchObject({ heldBy: ['CPU0'], cycle: false });
    expect(waits.filter(({ cycle }) => cycle).map(({ thread }) => thread)).toEqual(['CPU0', 'CPU1']);
  });

  it('what nobody will ever do', () => {
    const program = hand({ variables: { x: 0 }, threads: [{ name: 'T', code: [awaitValue('x')] }] });
    const { waits, message } = failureOf(check(program, 'NO-DEADLOCK'));
    expect(waits).toMatchObject([{ heldBy: [], cycle: false }]);
    expect(message).toBe('T waits for ever for memory.x: nobody is left to change it');
  });

  it('a lock that was passed on belongs to the last taker, a count to all who added', () => {
    const passed = hand({
      variables: { a: 0, turn: 0 },
      threads: [
        { name: 'first', code: [lock('a'), give('turn')] },
        { name: 'unlocker', code: [awaitValue('turn'), unlock('a'), give('turn')] },
        {
          name: 'second',
          code: [{ reads: ['turn'], run: (m) => (m.get('turn') < 2 ? BLOCKED : undefined) }, lock('a'), lock('a')],
        },
      ],
    });
    expect(failureOf(check(passed, 'NO-DEADLOCK')).waits).toMatchObject([{ thread: 'second', heldBy: ['second'] }]);

    const readers = hand({
      variables: { readers: 0 },
      threads: [
        { name: 'R0', code: [give('readers')] },
        { name: 'R1', code: [give('readers'), give('readers', -1)] },
        { name: 'R2', code: [give('readers')] },
        { name: 'W', code: [{ reads: ['readers'], run: (m) => (m.get('readers') !== 0 ? BLOCKED : undefined) }] },
      ],
    });
    expect(failureOf(check(readers, 'NO-DEADLOCK')).waits).toMatchObject([{ thread: 'W', heldBy: ['R0', 'R2'] }]);
  });

  it('a wake-up that was taken away is the doing of the last writer', () => {
    const program = hand({
      variables: { woken: 0 },
      threads: [
        { name: 'waker', code: [give('woken'), give('woken', -1)] },
        { name: 'sleeper', code: [awaitValue('woken')] },
      ],
    });
    expect(failureOf(check(program, 'NO-DEADLOCK')).waits).toMatchObject([
      { thread: 'sleeper', heldBy: ['waker'], cycle: false },
    ]);
  });
});

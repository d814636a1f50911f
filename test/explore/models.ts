// SPDX-License-Identifier: MIT
// Small models by hand, used by several tests.

import type { Program } from '../../src/compile/program.ts';
import { BLOCKED, type HandProgram, hand, type Instruction } from './hand.ts';

/** Read the counter, write it plus one: two steps per thread, no lock. */
export function increment(threads: number): Program {
  const code: Instruction[] = [
    { reads: ['n'], run: (m) => m.setLocal(0, m.get('n')) as undefined },
    { writes: ['n'], run: (m) => m.set('n', m.local(0) + 1) as undefined },
  ];
  return hand({
    variables: { n: 0 },
    threads: Array.from({ length: threads }, (_, i) => ({ name: `CPU${i}`, locals: 1, code })),
    properties: [
      { name: 'no lost update', kind: 'atEnd', reads: ['n'], holds: (get) => get('n') === threads },
      { name: 'small', kind: 'always', reads: ['n'], holds: (get) => get('n') <= threads },
      { name: 'one', kind: 'sometimes', reads: ['n'], holds: (get) => get('n') === 1 },
    ],
  });
}

/** Jugs of 3 and 5; one thread for ever, choosing one of six moves. */
export function dieHard(): Program {
  const move: Instruction = {
    reads: ['small', 'big'],
    writes: ['small', 'big'],
    to: [0],
    run(m) {
      const [small, big] = [m.get('small'), m.get('big')];
      const set = (s: number, b: number): number => {
        m.set('small', s);
        m.set('big', b);
        return 0;
      };
      switch (m.choose(6)) {
        case 0:
          return set(3, big);
        case 1:
          return set(small, 5);
        case 2:
          return set(0, big);
        case 3:
          return set(small, 0);
        case 4:
          return set(Math.max(0, small + big - 5), Math.min(5, small + big));
        default:
          return set(Math.min(3, small + big), Math.max(0, small + big - 3));
      }
    },
  };
  return hand({
    variables: { small: 0, big: 0 },
    threads: [{ name: 'hero', code: [move] }],
    properties: [
      { name: 'not four', kind: 'always', reads: ['big'], holds: (get) => get('big') !== 4 },
      { name: 'four', kind: 'sometimes', reads: ['big'], holds: (get) => get('big') === 4 },
    ],
  });
}

export function lock(name: string): Instruction {
  return {
    reads: [name],
    writes: [name],
    run(m) {
      if (m.get(name) !== 0) return BLOCKED;
      m.set(name, 1);
      return undefined;
    },
  };
}

export function unlock(name: string): Instruction {
  return { writes: [name], run: (m) => m.set(name, 0) as undefined };
}

/** Two locks in both orders, and a bystander that finishes. */
export function abba(second: readonly [string, string] = ['b', 'a']): Program {
  const thread = (x: string, y: string): Instruction[] => [lock(x), lock(y), unlock(y), unlock(x)];
  return hand({
    variables: { a: 0, b: 0, c: 0 },
    threads: [
      { name: 'CPU0', code: thread('a', 'b') },
      { name: 'CPU1', code: thread(...second) },
      { name: 'CPU2', code: [lock('c'), unlock('c')] },
    ],
  });
}

/** Threads with steps that touch only their own variable. */
export function independent(threads: number, steps: number): Program {
  const variables = Object.fromEntries(Array.from({ length: threads }, (_, i) => [`v${i}`, 0]));
  return hand({
    variables,
    threads: Object.keys(variables).map((name) => ({
      name,
      code: Array.from({ length: steps }, () => ({
        writes: [name],
        run: (m) => m.set(name, m.get(name) + 1) as undefined,
      })),
    })),
  });
}

/** CPU0 tries a lock and starts again when it fails; CPU1 holds it and waits for CPU0 to say so: nobody gives way. */
export function retryForEver(): Program {
  return hand(retryModel('thread'));
}

/** The same loop, but only the environment keeps it going: without it CPU0 would get the lock. */
export function retryWithHelp(): Program {
  return hand({
    variables: { dirty: 1 },
    threads: [
      {
        name: 'CPU0',
        // Clean the page; finish if it is still clean, else again.
        code: [
          { writes: ['dirty'], run: (m) => m.set('dirty', 0) as undefined },
          { reads: ['dirty'], to: [0, 2], run: (m) => (m.get('dirty') === 1 ? 0 : 2) },
        ],
      },
      {
        name: 'redirtier',
        role: 'environment',
        code: [{ writes: ['dirty'], run: (m) => m.set('dirty', 1) as undefined }],
      },
    ],
  });
}

function retryModel(role: 'thread' | 'daemon'): HandProgram {
  return {
    variables: { held: 1, asked: 0 },
    threads: [
      {
        name: 'CPU0',
        code: [
          { reads: ['held'], to: [0, 1], run: (m) => (m.get('held') === 1 ? 0 : 1) },
          { writes: ['asked'], run: (m) => m.set('asked', 1) as undefined },
        ],
      },
      {
        name: 'CPU1',
        role,
        code: [
          { reads: ['asked'], run: (m) => (m.get('asked') === 0 ? BLOCKED : undefined) },
          { writes: ['held'], run: (m) => m.set('held', 0) as undefined },
        ],
      },
    ],
  };
}

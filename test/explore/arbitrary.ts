// SPDX-License-Identifier: MIT
// Random small programs: a few threads of random reads, writes, waits, jumps and assertions over three variables of
// three values. Small enough for the naive oracle, and full of loops, blocked threads and shared or private variables.

import fc from 'fast-check';
import type { Program, Role } from '../../src/compile/program.ts';
import { BLOCKED, type HandThread, hand, type Instruction, type Memory } from './hand.ts';

const VALUES = 3;
const VARIABLES = ['x', 'y', 'z'];

const variable = fc.constantFrom(...VARIABLES);
const value = fc.nat(VALUES - 1);

interface Draft {
  readonly text: string;
  make(place: number, length: number): Instruction;
}

const draft: fc.Arbitrary<Draft> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(variable, value).map(([v, n]) => assign(v, n)) },
  { weight: 2, arbitrary: variable.map(increase) },
  { weight: 2, arbitrary: variable.map(load) },
  { weight: 2, arbitrary: variable.map(save) },
  { weight: 2, arbitrary: fc.tuple(variable, value).map(([v, n]) => wait(v, n)) },
  { weight: 2, arbitrary: fc.tuple(variable, value, variable).map(([v, n, w]) => waitAndSet(v, n, w)) },
  { weight: 2, arbitrary: fc.tuple(variable, value, fc.nat(4)).map(([v, n, to]) => jump(v, n, to)) },
  { weight: 1, arbitrary: variable.map(pick) },
  { weight: 1, arbitrary: fc.tuple(variable, value, variable, value).map(([v, n, w, m]) => refuse(v, n, w, m)) },
);

const role: fc.Arbitrary<Role> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Role>('thread') },
  { weight: 1, arbitrary: fc.constant<Role>('daemon') },
  { weight: 1, arbitrary: fc.constant<Role>('environment') },
);

export interface Random {
  readonly program: Program;
  /** For the report of a failing case. */
  readonly text: string;
}

export const randomProgram: fc.Arbitrary<Random> = fc
  .record({
    threads: fc.array(fc.record({ role, code: fc.array(draft, { minLength: 1, maxLength: 4 }) }), {
      minLength: 1,
      maxLength: 3,
    }),
    always: fc.tuple(variable, value, variable, value),
    atEnd: fc.tuple(variable, value),
    sometimes: fc.tuple(variable, value),
    other: value,
  })
  .map(({ threads, always: [v, n, w, m], atEnd, sometimes, other }) => {
    const made = threads.map(
      ({ role, code }, t): HandThread => ({
        name: `T${t}`,
        role,
        locals: 1,
        code: code.map((d, place) => d.make(place, code.length)),
      }),
    );
    const program = hand({
      variables: { x: 0, y: 0, z: 0 },
      initials: [{ x: other }],
      threads: made,
      properties: [
        { name: 'always', kind: 'always', reads: [v, w], holds: (get) => !(get(v) === n && get(w) === m) },
        { name: 'atEnd', kind: 'atEnd', reads: [atEnd[0]], holds: (get) => get(atEnd[0]) !== atEnd[1] },
        {
          name: 'sometimes',
          kind: 'sometimes',
          reads: [sometimes[0]],
          holds: (get) => get(sometimes[0]) === sometimes[1],
        },
      ],
    });
    const listing = threads.map(({ role, code }) => `${role}: ${code.map(({ text }) => text).join('; ')}`);
    const claims = `always !(${v}=${n} ${w}=${m}), atEnd ${atEnd.join('!=')}, sometimes ${sometimes.join('=')}, x=${other}`;
    return { program, text: [...listing, claims].join('\n') };
  });

function simple(text: string, reads: readonly string[], writes: readonly string[], run: (m: Memory) => void): Draft {
  const make = (): Instruction => ({
    reads,
    writes,
    run(m) {
      run(m);
      return undefined;
    },
  });
  return { text, make };
}

function assign(v: string, n: number): Draft {
  return simple(`${v}=${n}`, [], [v], (m) => m.set(v, n));
}

function increase(v: string): Draft {
  return simple(`${v}++`, [v], [v], (m) => m.set(v, (m.get(v) + 1) % VALUES));
}

function load(v: string): Draft {
  return simple(`l=${v}`, [v], [], (m) => m.setLocal(0, m.get(v)));
}

function save(v: string): Draft {
  return simple(`${v}=l`, [], [v], (m) => m.set(v, m.local(0)));
}

function pick(v: string): Draft {
  return simple(`${v}=choose`, [], [v], (m) => m.set(v, m.choose(VALUES)));
}

function wait(v: string, n: number): Draft {
  const make = (): Instruction => ({ reads: [v], run: (m) => (m.get(v) === n ? undefined : BLOCKED) });
  return { text: `wait ${v}=${n}`, make };
}

function waitAndSet(v: string, n: number, w: string): Draft {
  const make = (): Instruction => ({
    reads: [v, w],
    writes: [w],
    run(m) {
      if (m.get(v) !== n) return BLOCKED;
      m.set(w, (m.get(w) + 1) % VALUES);
      return undefined;
    },
  });
  return { text: `wait ${v}=${n} then ${w}++`, make };
}

function jump(v: string, n: number, to: number): Draft {
  const make = (place: number, length: number): Instruction => ({
    reads: [v],
    to: [place + 1, Math.min(to, length)],
    run: (m) => (m.get(v) === n ? Math.min(to, length) : undefined),
  });
  return { text: `if ${v}=${n} goto ${to}`, make };
}

function refuse(v: string, n: number, w: string, k: number): Draft {
  const make = (): Instruction => ({
    reads: [v, w],
    run: (m) => (m.get(v) === n && m.get(w) === k ? { fault: 'assert' } : undefined),
  });
  return { text: `assert !(${v}=${n} ${w}=${k})`, make };
}

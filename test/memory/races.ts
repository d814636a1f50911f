// SPDX-License-Identifier: MIT
// Data races by axioms. Of the kernel's model: in some execution that is allowed, an access reads past a write of another thread, or
// comes to stand before it, and did not have to be made before it. Of the other two: cut off in front of an access in each of two threads,
// the program has an execution. One of the two accesses is plain.

import { compile } from '../../src/compile/compile.ts';
import { explore } from '../../src/explore/explore.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import type { Verdict } from '../../src/explore/verdict.ts';
import type { MemoryModel } from '../../src/lang/tree.ts';
import { readTest } from '../litmus/answer.ts';
import { isKernels, outcomesOf } from './axioms.ts';
import { candidates, type Execution, TooMany } from './executions.ts';
import { type Instruction, litmusOf, type SmallProgram } from './programs.ts';
import { closed, either, has, inverse, seq } from './relations.ts';

/** Null: there are too many candidates. */
export function races(program: SmallProgram, most: number, model: MemoryModel = 'weak'): boolean | null {
  return model === 'weak' ? racesInKernel(program, most) : meets(program, most, model);
}

function racesInKernel(program: SmallProgram, most: number): boolean | null {
  try {
    for (const { execution } of candidates(program, () => true, most))
      if (hasRace(execution) && isKernels(execution)) return true;
  } catch (error) {
    if (error instanceof TooMany) return null;
    throw error;
  }
  return false;
}

function hasRace({ events, po, rf, co }: Execution): boolean {
  const fr = seq(inverse(rf), co);
  const made = closed(either(po, rf));
  return events.some((missed, a) =>
    events.some((access, b) => {
      if (missed.kind !== 'write' || access.thread < 0 || missed.thread < 0 || access.thread === missed.thread)
        return false;
      if (missed.order !== 'plain' && access.order !== 'plain') return false;
      return (has(fr, b, a) || has(co, b, a)) && !has(made, b, a);
    }),
  );
}

/** What is done of a thread where it stands in front of an access, or waits. */
interface Cut {
  readonly code: readonly Instruction[];
  readonly next: Instruction | null;
  /** It stands within the body of this one. */
  readonly within: { readonly register: string; readonly is: number } | null;
}

function cuts(thread: readonly Instruction[]): readonly Cut[] {
  return thread.flatMap((one, i): readonly Cut[] => {
    const code = thread.slice(0, i);
    if (one.kind !== 'if') return [{ code, next: one, within: null }];
    return cuts(one.body).map(({ code: body, next }) => ({
      code: [...code, { ...one, body }],
      next,
      within: { register: one.register, is: one.is },
    }));
  });
}

/** The variable, whether it is written, and whether in a plain way; null: it is no access. */
function accessOf(
  one: Instruction | null,
): { readonly of: string; readonly write: boolean; readonly plain: boolean } | null {
  switch (one?.kind) {
    case 'read':
      return one.from.kind === 'variable' ? { of: one.from.name, write: false, plain: one.order === 'plain' } : null;
    case 'write':
      return one.to.kind === 'variable' ? { of: one.to.name, write: true, plain: one.order === 'plain' } : null;
    case 'exchange':
    case 'add':
    case 'compare':
      return { of: one.of, write: true, plain: false };
    default:
      return null;
  }
}

function meets(program: SmallProgram, most: number, model: 'sc' | 'tso'): boolean | null {
  const all = program.threads.map(cuts);
  let tooMany = false;
  for (const [first, cutsOfFirst] of all.entries())
    for (const second of all.keys()) {
      if (second <= first) continue;
      // Who holds a lock that another one waits for, or is waited for, is there only while that one has not gone on.
      const others = program.threads.map((thread, i): readonly Cut[] => {
        if (i === first || i === second) return [];
        const whole: Cut = { code: thread, next: null, within: null };
        return [whole, ...(all[i] ?? []).filter(({ next }) => next?.kind === 'lock' || isSync(next))];
      });
      for (const one of cutsOfFirst)
        for (const other of all[second] ?? []) {
          if (!conflict(one, other)) continue;
          const writer = [one, other].find(({ next }) => next?.kind === 'compare');
          const reader = writer === one ? other : one;
          if (writer?.next?.kind === 'compare' && accessOf(reader.next)?.write === false) {
            // It writes only if it finds what it expects: then it is made, and the other thread stands there still.
            const { register, expected } = writer.next;
            const [code, at] = [cutBehind(writer), writer === one ? first : second];
            const made: Cut = { code, next: null, within: { register, is: expected } };
            const standing = others.map((choices, i) =>
              i === at ? [made] : i === first || i === second ? [reader] : choices,
            );
            const found = isReached(program, standing, model, most);
            if (found === true) return true;
            if (found === null) tooMany = true;
            continue;
          }
          const standing = others.map((choices, i) => (i === first ? [one] : i === second ? [other] : choices));
          const found = isReached(program, standing, model, most);
          if (found === true) return true;
          if (found === null) tooMany = true;
        }
    }
  return tooMany ? null : false;
}

/** Whether all threads may stand where they are cut off at once. */
function isReached(
  program: SmallProgram,
  standing: readonly (readonly Cut[])[],
  model: 'sc' | 'tso',
  most: number,
): boolean | null {
  let tooMany = false;
  for (const cut of product(standing)) {
    const threads = cut.map(({ code }) => code);
    const found = outcomesOf({ ...program, threads }, [model], most);
    if (found === null) tooMany = true;
    else if ([...found[model]].some((final) => isWithin(final, cut))) return true;
  }
  return tooMany ? null : false;
}

/** With the access in front of which it is cut off. */
function cutBehind({ code, next, within }: Cut): readonly Instruction[] {
  if (next === null) return code;
  if (within === null) return [...code, next];
  const last = code.at(-1);
  if (last?.kind !== 'if') throw new Error('cut off within what is no if');
  return [...code.slice(0, -1), { ...last, body: [...last.body, next] }];
}

const isSync = (one: Instruction | null): boolean => one?.kind === 'fence' && one.fence === 'rcu-sync';

function conflict(one: Cut, other: Cut): boolean {
  const [a, b] = [accessOf(one.next), accessOf(other.next)];
  return a !== null && b !== null && a.of === b.of && (a.write || b.write) && (a.plain || b.plain);
}

function isWithin(final: string, cut: readonly Cut[]): boolean {
  const values = new Set(final.split(' '));
  return cut.every(({ within }, i) => within === null || values.has(`${i}:${within.register}=${within.is}`));
}

function* product<T>(of: readonly (readonly T[])[]): Generator<readonly T[]> {
  const [first, ...others] = of;
  if (first === undefined) return yield [];
  for (const rest of product(others)) for (const one of first) yield [one, ...rest];
}

/** What the checker says. */
export function raceVerdict(program: SmallProgram, memory: MemoryModel = 'weak'): Verdict['kind'] {
  const { tree, scenario } = readTest(litmusOf(program));
  const compiled = compile(tree, { scenario, layers: [], judgeWarnings: false, memory });
  return toEnd(explore(compiled, { ...DEFAULTS, now: () => 0, judge: 'NO-DATA-RACE', shortestStates: 0 })).kind;
}

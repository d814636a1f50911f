// SPDX-License-Identifier: MIT
// The pass that puts store buffers or histories between threads and memory: which CPUs have one, what drains it, how much it holds.

import { namedCpu } from '../../lang/cpus.ts';
import type { Place } from '../../lang/diagnostic.ts';
import type { Stepped } from '../code/at-points.ts';
import { closure } from '../code/closure.ts';
import type { Code, Instruction } from '../code/code.ts';
import type { Layout } from '../code/layout.ts';
import { liveAt, successorsOf } from '../code/liveness.ts';
import type { Unit } from '../lower/unit.ts';
import { carryingCells } from '../ordering/carrying.ts';
import { type Ordered, partSlots } from '../ordering/cells.ts';
import { dependenciesOf, noDependencies } from '../ordering/dependencies.ts';
import { depthsOf } from '../ordering/depths.ts';
import type { Beside, MachineData } from '../ordering/machine.ts';
import { type Touches, touchesOf } from '../ordering/touches.ts';
import { there } from '../there.ts';
import type { ThreadUnit } from './emit.ts';
import { drainOf, type RoleFunction } from './units.ts';

/** Stores of one CPU that nobody else has seen, or values of one cell that somebody may still read. */
const DEPTH = 16;

/** What is said where one more would be needed. */
export function fullOf(model: 'tso' | 'weak'): string {
  return model === 'tso'
    ? `a CPU has ${DEPTH} stores that are not visible yet, and stores once more`
    : `a cell has ${DEPTH} values that somebody may still read, and is written once more`;
}

interface OrderedThreads {
  readonly threads: readonly ThreadUnit[];
  /** Registers whose shadows are part of a state. */
  readonly shadows: number;
}

export function orderedThreads(
  unit: Unit,
  roles: readonly RoleFunction[],
  lowered: readonly ThreadUnit[],
  cpus: readonly number[],
  place: Place,
): OrderedThreads {
  const { ordering } = unit;
  if (ordering === null) return { threads: lowered, shadows: 0 };
  const index = (thread: number): number => cpuIndex(cpus, thread);
  let kept = 0;
  const passing = 1_000_000;
  const threads = lowered.map((thread, t): ThreadUnit => {
    const points = thread.points.blocks;
    const lasting = new Set(points.flatMap((block) => [...liveAt(thread.live, block)]));
    const { code, needed } = thread;
    const dependencies =
      ordering.model === 'weak'
        ? dependenciesOf({ code, points, lasting, needed }, ordering.values, { kept, passing })
        : noDependencies;
    kept += dependencies.kept.size;
    const alone = thread.role === 'thread' && cpus.filter((cpu) => cpu === cpus[t]).length === 1;
    return { ...thread, ordering: { cpu: index(t), dependencies, alone } };
  });
  if (ordering.model === 'weak') return { threads, shadows: kept };
  const drains = [...new Set(cpus)].flatMap((cpu): readonly ThreadUnit[] => {
    const own = threads.filter((_, t) => cpus[t] === cpu);
    if (!own.some(storesThrough)) return [];
    const [first] = roles.filter((_, t) => cpus[t] === cpu);
    const owner = first === undefined || namedCpu(first.name) !== null ? `CPU${cpu}` : first.name;
    const made = drainOf(unit, `${owner} store buffer`, cpu, place);
    const at = index(cpus.indexOf(cpu));
    return [{ ...made, ordering: { cpu: at, dependencies: noDependencies, alone: false } }];
  });
  return { threads: [...threads, ...drains], shadows: 0 };
}

function storesThrough({ code }: ThreadUnit): boolean {
  return code.blocks.some(({ instructions }) => instructions.some((one) => one.op === 'store' && one.via !== null));
}

/** CPUs are numbered by the model; a machine counts those that there are. */
function cpuIndex(cpus: readonly number[], thread: number): number {
  return [...new Set(cpus)].indexOf(there(cpus, thread, 'cpu'));
}

const besides: readonly Beside[] = ['before-atomic', 'after-atomic', 'after-spinlock'];

interface Sizes {
  readonly ordered: Ordered | null;
  readonly layout: Layout;
  readonly cpus: readonly number[];
  readonly shadows: number;
  readonly threads: readonly ThreadUnit[];
  /** Whether histories hold what nobody can read any more, too. */
  readonly keepsDead: boolean;
}

export function machineData(
  { ordering }: Unit,
  { ordered, layout, cpus, shadows, threads, keepsDead }: Sizes,
): MachineData | null {
  if (ordering === null || ordered === null) return null;
  const { model } = ordering;
  const cells = partSlots(ordered, layout);
  const { kinds: words } = ordering.words;
  const has = (is: (one: Instruction) => boolean): boolean =>
    threads.some(({ code }) => code.blocks.some(({ instructions }) => instructions.some(is)));
  const noreturn = has((one) => one.op === 'section' && one.order === 'noreturn');
  const beside = besides.filter((fence) => has((one) => one.op === 'fence' && one.fence === fence));
  const relocks = model === 'weak' && threads.some(({ code }) => locksAgain(code));
  const bodies = threads.map(({ code, points, role }) => ({ code, points, again: role !== 'thread' }));
  const touches = (body: Stepped, t: number): Touches => ({
    cpu: cpuIndex(cpus, t),
    point: there(layout.threads, t, 'thread').point,
    ...touchesOf(body, cells.length),
  });
  return {
    model,
    base: layout.words,
    cpus: new Set(cpus).size,
    cells,
    depth: DEPTH,
    depths: model === 'weak' ? depthsOf(bodies, cells.length, DEPTH) : [],
    carries: keepsDead ? cells.map(() => true) : carryingCells(bodies, cells.length),
    shadows,
    words,
    noreturn,
    relocks,
    beside,
    apart: ordering.apart,
    touches: model === 'weak' && !keepsDead ? bodies.map(touches) : [],
  };
}

/** Whether a spin lock is taken behind an unlock; where a body begins again is not looked at: only litmus tests say `unlock`. */
function locksAgain({ blocks }: Code): boolean {
  const isUnlock = (one: Instruction): boolean => one.op === 'store' && one.via?.order === 'unlock';
  const isLock = (one: Instruction): boolean => one.op === 'section' && one.order === 'lock';
  return blocks.some((block) => {
    const at = block.instructions.findIndex(isUnlock);
    if (at < 0) return false;
    if (block.instructions.slice(at).some(isLock)) return true;
    return [...closure(successorsOf(block), successorsOf)].some(({ instructions }) => instructions.some(isLock));
  });
}

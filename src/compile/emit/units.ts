// SPDX-License-Identifier: MIT
// From the parts of a scenario to what code is emitted for: each thread cut into steps, each property as one region.

import { ModelError, type Place } from '../../lang/diagnostic.ts';
import { isStackOverflow } from '../../lang/stack.ts';
import type { FunctionDeclaration, RunningFunction, ScenarioDeclaration } from '../../lang/tree.ts';
import type { Block, Code, Instruction } from '../code/code.ts';
import { asCompiled } from '../code/compiler.ts';
import { cutSteps, oversOf, topsOf, wholeRegion } from '../code/cut-steps.ts';
import { everywhere, liveRegisters } from '../code/liveness.ts';
import type { Cells } from '../code/memory.ts';
import { Builder } from '../lower/builder.ts';
import { lowerProperty, lowerThread } from '../lower/lower-statements.ts';
import type { Self, Unit } from '../lower/unit.ts';
import type { PropertyKind, Role } from '../program.ts';
import { type PropertyUnit, ROUNDS, type ThreadUnit, WAYS } from './emit.ts';

export interface RoleFunction extends RunningFunction {
  readonly role: Role;
  readonly budget: number | null;
}

export function listThreads(scenario: ScenarioDeclaration): readonly RoleFunction[] {
  return [
    ...scenario.threads.map((one) => ({ ...one, role: 'thread' as const, budget: null })),
    ...scenario.daemons.map((one) => ({ ...one, role: 'daemon' as const, budget: null })),
    ...scenario.environment.map((one) => ({ ...one, role: 'environment' as const, budget: one.steps })),
  ];
}

export function listProperties(
  scenario: ScenarioDeclaration,
): readonly { name: string; kind: PropertyKind; function: FunctionDeclaration }[] {
  const kinds = ['always', 'atEnd', 'sometimes'] as const;
  return kinds.flatMap((kind) => scenario[kind].map((one) => ({ name: one.name, kind, function: one.function })));
}

/** Of a role, before it is cut into steps. */
export interface Body {
  readonly role: RoleFunction;
  readonly builder: Builder;
  readonly late: boolean;
}

export function bodyOf(unit: Unit, role: RoleFunction, self: Self, late: boolean): Body {
  const builder = new Builder(unit, self, role.name, role.function.place);
  unlessTooDeep(builder, () => lowerThread(builder, role, late));
  return { role, builder, late };
}

/** The bodies as compilers may make them. */
export function compiled(bodies: readonly Body[]): readonly Code[] {
  const codes = bodies.map(({ builder }) => builder.code());
  const touched = codes.map(({ blocks }) => blocks.flatMap(({ instructions }) => instructions));
  const cellsOf = (all: readonly Instruction[], op: 'load' | 'store'): readonly Cells[] =>
    all.flatMap((one) => ((one.op === 'load' || one.op === 'store') && one.op === op ? [one.cells] : []));
  return codes.map((code, i) => {
    // What keeps a thread from a step stands between the step and what it does.
    if (bodies[i]?.role.when !== null) return code;
    const others = touched.filter((_, other) => other !== i).flat();
    return asCompiled(code, { reads: new Set(cellsOf(others, 'load')), writes: new Set(cellsOf(others, 'store')) });
  });
}

export function threadOf({ role, builder, late }: Body, code: Code): ThreadUnit {
  const restart = role.role !== 'thread';
  const needed = liveRegisters(code);
  refuseUnordered(builder, new Set(needed.keys()));
  const points = cutSteps(code, needed, role.role);
  if (restart && points.blocks.length === 0) {
    builder.refuse(
      role.function.place,
      `${role.name} touches nothing`,
      'it starts again whenever it finishes, so it would run for ever inside one step',
      'leave it out',
    );
  }
  const idle = topsOf(points, code);
  const endless = builder.fault('endless', `a loop of ${role.name} does not end within one step`, role.function.place);
  const ways = builder.fault('ways', tooManyWays(role.name), role.function.place);
  return {
    name: role.name,
    role: role.role,
    code,
    points,
    live: needed,
    needed,
    budget: role.budget,
    idle,
    over: oversOf(points, restart),
    late,
    endless,
    ways,
    ordering: null,
  };
}

/** The same, where no local is ever cleared. */
export function withDeadLocals(thread: ThreadUnit): ThreadUnit {
  return { ...thread, live: everywhere(thread.needed, thread.points.blocks) };
}

const tooManyWays = (name: string): string =>
  `one step of ${name} has more than ${number(WAYS)} ways, or goes more than ${number(ROUNDS)} rounds in all of them: choices in one section multiply`;

const number = (value: number): string => value.toLocaleString('en-US');

/** What nothing is said of would have to be taken for something, and then a verdict would rest on what nobody said. */
function refuseUnordered(builder: Builder, reached: ReadonlySet<Block>): void {
  for (const { section, block } of builder.unordered)
    if (reached.has(block))
      builder.refuse(
        section,
        'a section that writes and names no order, where memory is weak',
        'it may be a full barrier, or order nothing at all, and a verdict depends on which',
        "atomically(() => …, 'relaxed') or the order that the kernel documents: 'acquire', 'release', 'lock', 'locked', 'full'",
      );
}

/** Takes the oldest store out of the buffer of a CPU, again and again. */
export function drainOf(unit: Unit, name: string, cpu: number, place: Place): ThreadUnit {
  const builder = new Builder(unit, { thread: 0, cpu }, name, place);
  builder.touch(place);
  builder.emit({ op: 'drain', place });
  builder.current.ending = { kind: 'end' };
  const code = builder.code();
  const live = liveRegisters(code);
  const points = cutSteps(code, live, 'daemon');
  const idle = topsOf(points, code);
  const endless = builder.fault('endless', `a loop of ${name} does not end within one step`, place);
  const ways = builder.fault('ways', tooManyWays(name), place);
  const own = {
    name,
    role: 'daemon' as const,
    code,
    points,
    live,
    needed: live,
    budget: null,
    idle,
    over: new Set<number>(),
    late: false,
    endless,
    ways,
  };
  return { ...own, ordering: null };
}

/** Where files end, calls go on: a chain of them may be deeper than any stack. */
function unlessTooDeep(builder: Builder, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    const why = 'every call is inlined, so the blocks around all of them are around what stands innermost';
    builder.refuse(
      builder.activation.place,
      'calls that nest too deep',
      why,
      'fewer calls inside each other, or a loop',
    );
    throw new ModelError(builder.unit.diagnostics);
  }
}

export function lowerOne(unit: Unit, declaration: FunctionDeclaration): PropertyUnit {
  const builder = new Builder(unit, { thread: 0, cpu: 0, looks: true }, declaration.name, declaration.place);
  unlessTooDeep(builder, () => lowerProperty(builder, declaration));
  const code: Code = builder.code();
  return {
    code,
    region: wholeRegion(code),
    endless: builder.fault('endless', 'a loop of the property does not end', declaration.place),
  };
}

// SPDX-License-Identifier: MIT
// A state for people: every object with its fields, every thread with its call stack.

import type { Place } from '../lang/diagnostic.ts';
import type { Activation, NamedPure, Pure, Register } from './code.ts';
import { binary, unary } from './code.ts';
import type { ThreadUnit } from './emit.ts';
import { type Layout, readBits, readElement, type ThreadSlots } from './layout.ts';
import type { ClassMemory, Component, Memory } from './memory.ts';
import type { Frame, NamedValue, Standing, View } from './program.ts';

export interface ViewInput {
  readonly threads: readonly ThreadUnit[];
  readonly memory: Memory;
  readonly layout: Layout;
  readonly objectName: (classId: string, index: number) => string;
}

export function standingOf(thread: ThreadUnit, slots: ThreadSlots, states: Int32Array, at: number): Standing {
  const point = readBits(slots.point, states, at);
  if (point === thread.points.blocks.length) return 'finished';
  return thread.role !== 'thread' && thread.idle.has(point) ? 'idle' : 'running';
}

export function viewState(input: ViewInput, states: Int32Array, at: number): View {
  const { memory, layout } = input;
  const show = (component: Component, element: number): string => {
    if (component.kind === 'record')
      return `{${[...component.fields].map(([name, part]) => `${name}: ${show(part, element)}`).join(', ')}}`;
    const { cells } = component;
    const slot = layout.cells.get(cells);
    return cells.print(slot === undefined ? (cells.constant?.[element] ?? 0) : readElement(slot, states, at, element));
  };
  const objects = [...memory.classes.values()].flatMap((one: ClassMemory) =>
    Array.from({ length: one.count }, (_, index) => {
      const live = one.pool === null ? null : layout.cells.get(one.pool.live);
      return {
        name: input.objectName(one.id, index),
        class: one.name,
        freed: live !== null && live !== undefined && readElement(live, states, at, index) === 0,
        fields: [...one.fields.values()].map((field) => ({
          name: field.name,
          value: field.isArray
            ? `[${Array.from({ length: field.length }, (__, i) => show(field.component, index * field.length + i)).join(', ')}]`
            : show(field.component, index),
          ghost: field.ghost,
          constant: field.unwritten,
        })),
      };
    }),
  );
  const threads = input.threads.map((thread, t) => {
    const slots = layout.threads[t];
    if (slots === undefined) throw new Error('checker bug: a thread has no slots');
    return {
      name: thread.name,
      role: thread.role,
      standing: standingOf(thread, slots, states, at),
      stack: stackOf(thread, slots, states, at),
    };
  });
  return { objects, threads };
}

function stackOf(thread: ThreadUnit, slots: ThreadSlots, states: Int32Array, at: number): Frame[] {
  const block = thread.points.blocks[readBits(slots.point, states, at)];
  if (block === undefined) return [];
  const live = thread.live.get(block) ?? new Set<Register>();
  const read = (register: Register): number | null => {
    const slot = slots.registers.get(register);
    return slot === undefined || !live.has(register) ? null : readBits(slot, states, at);
  };
  const frames: Frame[] = [];
  let inner: Place | null = null;
  for (let activation: Activation | null = block.activation; activation !== null; activation = activation.caller) {
    const first = block.instructions[0];
    const place: Place = inner ?? (first !== undefined && 'place' in first ? first.place : activation.place);
    frames.unshift({
      function: activation.function,
      args: activation.args.map((arg) => printNamed(arg, read)),
      locals: localsOf(activation, read),
      place,
    });
    inner = activation.place;
  }
  return frames;
}

function localsOf(activation: Activation, read: (register: Register) => number | null): NamedValue[] {
  const result: NamedValue[] = [];
  for (const register of activation.locals) {
    const value = read(register);
    if (value !== null) result.push({ name: register.name, value: register.print(value) });
  }
  return result;
}

function printNamed(arg: NamedPure, read: (register: Register) => number | null): NamedValue {
  const value = arg.parts
    .map((part) => {
      if ('text' in part) return part.text;
      const number = evaluate(part.pure, read);
      return number === null ? '…' : part.print(number);
    })
    .join('');
  return { name: arg.name, value };
}

/** A pure value in a state; null when it needs a register that is dead there. */
function evaluate(pure: Pure, read: (register: Register) => number | null): number | null {
  const known = (inner: Pure): Pure | null => {
    const value = evaluate(inner, read);
    return value === null ? null : { kind: 'const', value };
  };
  switch (pure.kind) {
    case 'const':
      return pure.value;
    case 'register':
      return read(pure.register);
    case 'lookup': {
      const element = evaluate(pure.element, read);
      return element === null ? null : (pure.cells.constant?.[element] ?? null);
    }
    case 'unary': {
      const operand = known(pure.operand);
      return operand === null ? null : constantOf(unary(pure.operator, operand));
    }
    case 'binary': {
      const left = known(pure.left);
      const right = known(pure.right);
      return left === null || right === null ? null : constantOf(binary(pure.operator, left, right));
    }
    case 'select': {
      const test = known(pure.test);
      return test === null ? null : evaluate(constantOf(test) !== 0 ? pure.then : pure.else, read);
    }
  }
}

function constantOf(pure: Pure): number | null {
  return pure.kind === 'const' ? pure.value : null;
}

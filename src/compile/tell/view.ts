// SPDX-License-Identifier: MIT
// A state for people: every object with its fields, every thread with its call stack.

import type { Place } from '../../lang/diagnostic.ts';
import type { Activation, Pure, Register } from '../code/code.ts';
import { binary, unary } from '../code/code.ts';
import { type Layout, readBits, readElement, type ThreadSlots } from '../code/layout.ts';
import { liveAt } from '../code/liveness.ts';
import type { ClassMemory, Component, Memory } from '../code/memory.ts';
import { datumOf } from '../code/values.ts';
import type { ThreadUnit } from '../emit/emit.ts';
import type { Datum, Frame, NamedValue, View } from '../program.ts';
import { there } from '../there.ts';
import { standingAt } from './searched.ts';

export interface ViewInput {
  readonly threads: readonly ThreadUnit[];
  readonly memory: Memory;
  readonly layout: Layout;
  readonly objectName: (classId: string, index: number) => string;
}

export function viewState(input: ViewInput, states: Int32Array, at: number): View {
  const { memory, layout } = input;
  const show = (component: Component, element: number): Datum => {
    if (component.kind === 'record') {
      const parts = [...component.fields].map(([name, part]) => ({ name, value: show(part, element) }));
      return { kind: 'record', parts };
    }
    const { cells } = component;
    const slot = layout.cells.get(cells);
    const value = slot === undefined ? cells.constant?.[element] : readElement(slot, states, at, element);
    if (value === undefined) throw new Error(`checker bug: ${cells.class}.${cells.name} is neither state nor constant`);
    return cells.tell(value);
  };
  const objects = [...memory.classes.values()].flatMap((one: ClassMemory) =>
    Array.from({ length: one.count }, (_, index) => {
      const live = one.pool === null ? null : layout.cells.get(one.pool.live);
      return {
        name: input.objectName(one.id, index),
        class: one.name,
        view: one.declaration.view,
        freed: live !== null && live !== undefined && readElement(live, states, at, index) === 0,
        fields: [...one.fields.values()].map((field) => ({
          name: field.name,
          value: field.isArray
            ? {
                kind: 'array' as const,
                items: Array.from({ length: field.length }, (__, i) => show(field.component, index * field.length + i)),
              }
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
      standing: standingAt({ ...thread, points: thread.points.blocks.length }, readBits(slots.point, states, at)),
      stack: stackOf(thread, slots, states, at),
    };
  });
  return { objects, threads };
}

function stackOf(thread: ThreadUnit, slots: ThreadSlots, states: Int32Array, at: number): Frame[] {
  const { blocks } = thread.points;
  const point = readBits(slots.point, states, at);
  // Behind the last point a thread has finished.
  if (point === blocks.length) return [];
  const block = there(blocks, point, 'point');
  const live = liveAt(thread.live, block);
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
      args: activation.args.map(({ name, value }) => ({
        name,
        value: datumOf(value, (pure) => evaluate(pure, read)),
      })),
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
    if (value !== null) result.push({ name: register.name, value: register.tell(value) });
  }
  return result;
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
      if (pure.cells.constant === null) throw new Error(`checker bug: ${pure.cells.name} is no constant`);
      return element === null ? null : there(pure.cells.constant, element, `element of ${pure.cells.name}`);
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

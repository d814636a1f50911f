// SPDX-License-Identifier: MIT
// The Program: what was emitted, behind the interface that searches and printers know.

import { namedCpu } from '../../lang/cpus.ts';
import type { ScenarioDeclaration, ScenarioFunction, Type } from '../../lang/tree.ts';
import { type Layout, readBits, readElement } from '../code/layout.ts';
import type { Generated, PropertyUnit, ThreadUnit } from '../emit/emit.ts';
import { emptySet, footprintOf, footprints } from '../emit/footprints.ts';
import type { Unit } from '../lower/builder.ts';
import { leastOf } from '../lower/lower-statements.ts';
import type { BuiltMemory } from '../memory/build-memory.ts';
import type { Fault, Footprint, LeadsTo, Observation, Predicate, Program, PropertyKind } from '../program.ts';
import { there } from '../there.ts';
import { explain } from './explain.ts';
import { createNarrator, locationOf, type Narrator, type NarratorInput } from './narrate.ts';
import { standingOf, viewState } from './view.ts';

/** A property that went wrong while it was evaluated: a mistake in the property. */
export class PropertyFault extends Error {
  readonly fault: Fault;
  constructor(property: string, fault: Fault) {
    super(
      `${fault.place.file}:${fault.place.line}:${fault.place.column}: the property '${property}' cannot be evaluated: ${fault.message}`,
    );
    this.name = 'PropertyFault';
    this.fault = fault;
  }
}

export interface Parts {
  readonly scenario: ScenarioDeclaration;
  readonly built: BuiltMemory;
  readonly layout: Layout;
  readonly threads: readonly ThreadUnit[];
  readonly unit: Unit;
  readonly generated: Generated;
  readonly initial: Int32Array;
  readonly text: string;
  readonly properties: readonly { readonly name: string; readonly kind: PropertyKind; readonly unit: PropertyUnit }[];
  /** Their code comes after that of the properties, then that of the outcomes. */
  readonly leadsTo: readonly { readonly name: string; readonly from: PropertyUnit; readonly to: PropertyUnit }[];
  readonly outcomes: readonly ScenarioFunction[];
}

export function assemble(parts: Parts): Program {
  const { scenario, built, layout, threads, unit, generated, initial, text } = parts;
  const { memory, types } = built;
  const tables = threads.map((thread) => footprints(thread.points, memory));
  const nothing: Footprint = { reads: emptySet(memory.locations), writes: emptySet(memory.locations) };
  /** Of a point. Behind the last one a thread has finished, and touches nothing. */
  const footprint = (which: 'next' | 'future', thread: number, point: number): Footprint => {
    const all = there(tables, thread, 'thread')[which];
    return point === all.length ? nothing : there(all, point, 'point');
  };
  const slotsOf = (thread: number) => {
    return there(layout.threads, thread, 'thread');
  };
  const stepOf = (thread: number) => {
    return there(generated.step, thread, 'thread');
  };
  const answerOf = (name: string, index: number) => {
    const evaluate = generated.properties[index];
    if (evaluate === undefined) throw new Error(`checker bug: no code for '${name}'`);
    return (states: Int32Array, at: number): number => {
      const result = evaluate(states, at);
      if (result >= 0) return result;
      const fault = unit.faults[-1 - result];
      if (fault === undefined) throw new Error('checker bug: a property failed without a fault');
      throw new PropertyFault(name, fault);
    };
  };
  let narrator: Narrator | null = null;
  const input = { threads, memory, layout, faults: unit.faults, objectName: types.objectName };
  const predicateOf = (name: string, { code, region }: PropertyUnit, index: number): Predicate => {
    const answer = answerOf(name, index);
    return {
      name,
      reads: footprintOf(region, memory).reads,
      holds: (states, at) => answer(states, at) !== 0,
      explain: (states, at) => explain(code, states, at, input),
    };
  };
  return {
    title: scenario.title,
    words: layout.words,
    threads: threads.map(({ name, role, budget }) => ({ name, role, cpu: namedCpu(name), bound: budget })),
    initial,
    initialCount: initial.length / layout.words,
    faults: unit.faults,
    properties: parts.properties.map(({ name, kind, unit: one }, index) => ({
      kind,
      ...predicateOf(name, one, index),
    })),
    leadsTo: parts.leadsTo.map(({ name, from, to }, index): LeadsTo => {
      const first = parts.properties.length + 2 * index;
      return { name, from: predicateOf(name, from, first), to: predicateOf(name, to, first + 1) };
    }),
    outcomes: parts.outcomes.map(({ name, function: { result } }, index): Observation => {
      const answer = answerOf(name, parts.properties.length + 2 * parts.leadsTo.length + index);
      const least = leastOf(result);
      return { name, value: (states, at) => answer(states, at) + least, text: textOf(result) };
    }),
    locations: memory.locations,
    checksum: checksum(text, initial),
    step: (thread, states, at, out) => stepOf(thread)(states, at, out),
    stepAll: generated.stepAll,
    standing(thread, states, at) {
      const found = threads[thread];
      if (found === undefined) throw new Error(`checker bug: no thread ${thread}`);
      return standingOf(found, slotsOf(thread), states, at);
    },
    point: (thread, states, at) => readBits(slotsOf(thread).point, states, at),
    points(thread) {
      const found = threads[thread];
      if (found === undefined) throw new Error(`checker bug: no thread ${thread}`);
      return found.points.blocks.length + 1;
    },
    next: (thread, point) => footprint('next', thread, point),
    future: (thread, point) => footprint('future', thread, point),
    restores: (thread, states, at, key) => restores({ ...input, thread, key }, states, at),
    narrate(thread, states, at, path) {
      narrator ??= createNarrator(input);
      return narrator.narrate(thread, states, at, path);
    },
    view: (states, at) => viewState(input, states, at),
  };
}

/** Only of values that the code names: what is computed is not known before the step is taken. */
function restores(
  { threads, layout, objectName, thread, key }: NarratorInput & { readonly thread: number; readonly key: string },
  states: Int32Array,
  at: number,
): boolean {
  const slots = layout.threads[thread];
  if (slots === undefined) throw new Error(`checker bug: no thread ${thread}`);
  const region = threads[thread]?.points.regions[readBits(slots.point, states, at)];
  const instructions = [...(region?.nodes.values() ?? [])].flatMap(({ block }) => block.instructions);
  return instructions.some((instruction) => {
    if (instruction.op !== 'store' || instruction.value.kind !== 'const') return false;
    const { cells, element, value } = instruction;
    const slot = layout.cells.get(cells);
    const elements =
      element.kind === 'const' ? [element.value] : Array.from({ length: cells.objects * cells.length }, (_, i) => i);
    return elements.some(
      (i) =>
        slot !== undefined &&
        locationOf(cells, i, objectName).key === key &&
        readElement(slot, states, at, i) === value.value,
    );
  });
}

/** The words that the type has for a value. */
function textOf(type: Type): (value: number) => string {
  if (type.kind === 'bool') return (value) => String(value !== 0);
  const labels = type.kind === 'int' ? (type.labels ?? []) : [];
  return (value) => labels.find((label) => label.value === value)?.name ?? String(value);
}

/** 64-bit FNV-1a over the generated code and the initial states: cosmetic changes of the model do not change it. */
function checksum(text: string, initial: Int32Array): string {
  let hash = 0xcbf29ce484222325n;
  const feed = (value: number): void => {
    hash = BigInt.asUintN(64, (hash ^ BigInt(value & 0xffff)) * 0x100000001b3n);
  };
  for (let i = 0; i < text.length; i++) feed(text.charCodeAt(i));
  for (const word of initial) {
    feed(word);
    feed(word >>> 16);
  }
  return hash.toString(16).padStart(16, '0');
}

// SPDX-License-Identifier: MIT
// Tree → Program, as a table of passes. Comes in: parsed files and one scenario with the stack of overlays it runs on.
// Goes out: a transition system over packed words. Diagnostics of all passes are thrown together.

import { cpusOf, namedCpu } from '../lang/cpus.ts';
import { type Diagnostic, ModelError, type Place } from '../lang/diagnostic.ts';
import { isStackOverflow } from '../lang/stack.ts';
import { refusalAt, refusals } from '../lang/subset.ts';
import {
  type DeclarationId,
  type FunctionDeclaration,
  lookingFunctions,
  type RunningFunction,
  type ScenarioDeclaration,
  type ScenarioFunction,
  type Tree,
  type Type,
} from '../lang/tree.ts';
import type { Code } from './code/code.ts';
import { cutSteps, pointOf, wholeRegion } from './code/cut-steps.ts';
import { type Layout, layOut, readBits, readElement } from './code/layout.ts';
import { everywhere, liveAt, liveRegisters } from './code/liveness.ts';
import { emitModule, type Generated, type PropertyUnit, type ThreadUnit } from './emit/emit.ts';
import { emptySet, footprintOf, footprints } from './emit/footprints.ts';
import { initialStates } from './emit/initial-states.ts';
import { collectEffects } from './link/effects.ts';
import { link } from './link/link.ts';
import { matchOverlays } from './link/match-overlays.ts';
import { refuseIdle } from './link/refuse-idle.ts';
import { refusePropertyEffects } from './link/refuse-property-effects.ts';
import { Builder, type Self, type Unit } from './lower/builder.ts';
import { leastOf, lowerProperty, lowerThread } from './lower/lower-statements.ts';
import { type BuiltMemory, buildMemory } from './memory/build-memory.ts';
import { buildWorlds } from './memory/world.ts';
import type { Fault, Footprint, LeadsTo, Observation, Predicate, Program, PropertyKind, Role } from './program.ts';
import { explain } from './tell/explain.ts';
import { createNarrator, locationOf, type Narrator, type NarratorInput } from './tell/narrate.ts';
import { standingOf, viewState } from './tell/view.ts';
import { there } from './there.ts';

export interface CompileOptions {
  readonly scenario: ScenarioDeclaration;
  /** Directories whose files stand over each other, topmost first. */
  readonly layers: readonly string[];
  /** Those of them that are patches: each has to change something. */
  readonly patches?: readonly string[];
  /** Declarations that a patch takes away: what is below them comes forth. */
  readonly removed?: readonly DeclarationId[];
  /** Or only to differ from what it stands over: asked of several scenarios, it need not be run by each. */
  readonly patchesMayRest?: boolean;
  /** In full: which of the `sometimes` are asked. Left out: all of them. */
  readonly variant?: string;
  /** Whether `warn` is judged. */
  readonly judgeWarnings: boolean;
  /** Whether the environment may go on without the bounds that the scenario sets. */
  readonly unbounded?: boolean;
  /** For comparisons: a local keeps its last value when nobody reads it again, and tells equal states apart. */
  readonly keepDeadLocals?: boolean;
}

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

export function compile(tree: Tree, options: CompileOptions): Program {
  const source = sourceLines(tree);
  const scenario = asked(options, source.line);
  const { layers, patches = [], removed = [], patchesMayRest: mayRest = false } = options;
  const linked = link(tree, layers, removed);
  const roles = listThreads(scenario);
  const judged = lookingFunctions(scenario);
  const readers = [scenario.world, ...judged];
  const gates = roles.flatMap(({ when }) => when ?? []);
  const running = [...roles.map((role) => role.function), ...gates];
  const roots = [...running, ...readers];
  const misfits = matchOverlays(tree, linked, roots, source.line);
  if (misfits.length > 0) throw new ModelError(misfits);
  const stack = { layers, patches, removed, roots, claims: scenario.claims, mayRest };
  const idle = refuseIdle(tree, linked, stack, source.line);
  if (idle.length > 0) throw new ModelError(idle);
  const effectful = refusePropertyEffects([...judged, ...gates], linked, source.line);
  if (effectful.length > 0) throw new ModelError(effectful);
  const effects = collectEffects(running, readers, linked);
  const worlds = buildWorlds(scenario.world, linked, source.line);
  const built = buildMemory({ worlds, effects, linked, rootType: scenario.world.result, source: source.line });
  const shared = {
    linked,
    built,
    judgeWarnings: options.judgeWarnings,
    keepDeadLocals: options.keepDeadLocals ?? false,
    written: effects.written,
    source: source.line,
    text: source.text,
  };
  const late = new Set<number>();
  for (;;) {
    const parts = generate(scenario, shared, late);
    const { states, broken } = initialStates({ ...parts, world: scenario.world.place, line: source.line });
    if (broken.size === 0) return assemble({ ...parts, initial: states });
    for (const thread of broken) late.add(thread);
  }
}

/** @param late threads whose top is a point of its own: the code before their first touch breaks (initial-states.ts) */
function generate(
  scenario: ScenarioDeclaration,
  shared: Omit<Unit, 'diagnostics' | 'faults' | 'faultKeys'>,
  late: ReadonlySet<number>,
): Omit<Parts, 'initial'> {
  const diagnostics: Diagnostic[] = [];
  const unit: Unit = { ...shared, diagnostics, faults: [], faultKeys: new Map() };
  const { built } = shared;
  const roles = listThreads(scenario);
  const cpus = cpusOf(roles.map(({ name }) => name));
  const threads = roles.map((role, index) => {
    const cpu = cpus[index];
    if (cpu === undefined) throw new Error(`checker bug: ${role.name} runs on no CPU`);
    return lowerRole(unit, role, { thread: index, cpu }, late.has(index));
  });
  const properties = listProperties(scenario).map((property) => ({
    ...property,
    unit: lowerOne(unit, property.function),
  }));
  const leadsTo = scenario.leadsTo.map(({ name, from, to }) => ({
    name,
    from: lowerOne(unit, from),
    to: lowerOne(unit, to),
  }));
  const outcomes = scenario.outcomes.map((one) => ({ ...one, unit: lowerOne(unit, one.function) }));
  if (diagnostics.length > 0) throw new ModelError(diagnostics);

  const layout = layOut(
    built.memory.cells,
    threads.map((thread) => ({
      points: thread.points.blocks.length,
      budget: thread.budget,
      live: thread.points.blocks.map((block) => liveAt(thread.live, block)),
    })),
  );
  const units = [
    ...properties.map((one) => one.unit),
    ...leadsTo.flatMap(({ from, to }) => [from, to]),
    ...outcomes.map((one) => one.unit),
  ];
  const { text, generated } = runModule(() => emitModule(threads, units, built.memory, layout), unit, scenario);
  return { scenario, built, layout, threads, unit, generated, text, properties, leadsTo, outcomes };
}

/** The scenario with what has to be seen in its variant, and in no other. */
function asked(
  { scenario, variant, unbounded = false }: CompileOptions,
  lineAt: (place: Place) => string,
): ScenarioDeclaration {
  const sometimes = scenario.sometimes.filter(
    ({ variants }) => variant === undefined || variants === null || variants.includes(variant),
  );
  if (sometimes.length === 0 && scenario.sometimes.length > 0)
    throw new ModelError([refusalAt(refusals['no-sometimes'], scenario.place, variant ?? '', lineAt(scenario.place))]);
  const environment = unbounded ? scenario.environment.map((one) => ({ ...one, steps: null })) : scenario.environment;
  return { ...scenario, sometimes, environment };
}

interface RoleFunction extends RunningFunction {
  readonly role: Role;
  readonly budget: number | null;
}

function listThreads(scenario: ScenarioDeclaration): readonly RoleFunction[] {
  return [
    ...scenario.threads.map((one) => ({ ...one, role: 'thread' as const, budget: null })),
    ...scenario.daemons.map((one) => ({ ...one, role: 'daemon' as const, budget: null })),
    ...scenario.environment.map((one) => ({ ...one, role: 'environment' as const, budget: one.steps })),
  ];
}

function listProperties(
  scenario: ScenarioDeclaration,
): readonly { name: string; kind: PropertyKind; function: FunctionDeclaration }[] {
  const kinds = ['always', 'atEnd', 'sometimes'] as const;
  return kinds.flatMap((kind) => scenario[kind].map((one) => ({ name: one.name, kind, function: one.function })));
}

function lowerRole(unit: Unit, role: RoleFunction, self: Self, late: boolean): ThreadUnit {
  const builder = new Builder(unit, self, role.name, role.function.place);
  unlessTooDeep(builder, () => lowerThread(builder, role, late));
  const code = builder.code();
  const restart = role.role !== 'thread';
  const needed = liveRegisters(code);
  const points = cutSteps(code, needed, restart);
  const live = unit.keepDeadLocals ? everywhere(needed, points.blocks) : needed;
  if (restart && points.blocks.length === 0) {
    builder.refuse(
      role.function.place,
      `${role.name} touches nothing`,
      'it starts again whenever it finishes, so it would run for ever inside one step',
      'leave it out',
    );
  }
  const idle = new Set(points.start.exits.map((block) => pointOf(points, block)));
  const endless = builder.fault('endless', `a loop of ${role.name} does not end within one step`, role.function.place);
  return {
    name: role.name,
    role: role.role,
    code,
    points,
    live,
    needed,
    budget: role.budget,
    idle,
    late,
    endless,
  };
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

/** The functions of one step may become one expression, or one nest of branches, that JavaScript itself cannot read. */
function runModule(
  text: () => string,
  unit: Unit,
  scenario: ScenarioDeclaration,
): { text: string; generated: Generated } {
  try {
    const made = text();
    return { text: made, generated: new Function(made)() as Generated };
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    const place = scenario.place;
    const what = 'a step that nests too deep';
    const why = 'the branches of one step, with all that it calls, stand inside each other';
    throw new ModelError([{ place, kind: 'subset', what, why, instead: 'shorter steps', source: unit.source(place) }]);
  }
}

function lowerOne(unit: Unit, declaration: FunctionDeclaration): PropertyUnit {
  const builder = new Builder(unit, { thread: 0, cpu: 0 }, declaration.name, declaration.place);
  unlessTooDeep(builder, () => lowerProperty(builder, declaration));
  const code: Code = builder.code();
  return {
    code,
    region: wholeRegion(code),
    endless: builder.fault('endless', 'a loop of the property does not end', declaration.place),
  };
}

interface Parts {
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

function assemble(parts: Parts): Program {
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

function sourceLines(tree: Tree): { line: (place: Place) => string; text: (place: Place) => string } {
  const lines = new Map<string, readonly string[]>();
  const line = (place: Place): string => {
    let known = lines.get(place.file);
    if (known === undefined) {
      known = (tree.files.get(place.file) ?? '').split('\n');
      lines.set(place.file, known);
    }
    return known[place.line - 1] ?? '';
  };
  return { line, text: (place) => line(place).slice(place.column - 1, place.column - 1 + place.length) };
}

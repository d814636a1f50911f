// SPDX-License-Identifier: MIT
// Tree → Program, as a table of passes. Comes in: parsed files and one scenario with the stack of overlays it runs on.
// Goes out: a transition system over packed words. Diagnostics of all passes are thrown together.

import { cpusOf } from '../lang/cpus.ts';
import { type Diagnostic, ModelError, type Place } from '../lang/diagnostic.ts';
import { refusalAt } from '../lang/refusal.ts';
import { isStackOverflow } from '../lang/stack.ts';
import { refusals } from '../lang/subset.ts';
import {
  type DeclarationId,
  lookingFunctions,
  type MemoryModel,
  type ScenarioDeclaration,
  type Tree,
} from '../lang/tree.ts';
import { layOut } from './code/layout.ts';
import { liveAt } from './code/liveness.ts';
import { emitModule, type Generated, generatedBy, type PropertyUnit } from './emit/emit.ts';
import { initialStates } from './emit/initial-states.ts';
import { fullOf, machineData, orderedThreads } from './emit/ordered-threads.ts';
import {
  bodyOf,
  compiled,
  listProperties,
  listThreads,
  lowerOne,
  type RoleFunction,
  threadOf,
  withDeadLocals,
} from './emit/units.ts';
import { collectEffects } from './link/effects.ts';
import { link } from './link/link.ts';
import { matchOverlays } from './link/match-overlays.ts';
import { refuseIdle } from './link/refuse-idle.ts';
import { refusePropertyEffects } from './link/refuse-property-effects.ts';
import { refuseToldEffects } from './link/refuse-told-effects.ts';
import type { Unit } from './lower/unit.ts';
import { buildMemory } from './memory/build-memory.ts';
import { buildWorlds } from './memory/world.ts';
import { type Ordered, orderedCells } from './ordering/cells.ts';
import { machineOf } from './ordering/machine-of.ts';
import type { Program } from './program.ts';
import { assemble, type Parts, reachOf } from './tell/assemble.ts';
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
  /** What becomes visible when. Left out: `sc`. */
  readonly memory?: MemoryModel;
  /** Whether plain accesses are what a compiler may make of them (docs/memory.md). Left out: no. */
  readonly compiler?: boolean;
}

/** By Program: the same with dead locals. */
const withDead = new WeakMap<Program, () => Program>();

/** For comparisons: the same Program, but a local keeps its last value when nobody reads it again, and tells equal states apart. */
export function keepingDeadLocals(program: Program): Program {
  const make = withDead.get(program);
  if (make === undefined) throw new Error('checker bug: dead locals of a Program that was not compiled here');
  return make();
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
  const effectful = [
    ...refusePropertyEffects([...judged, ...gates], linked, source.line),
    ...refuseToldEffects(running, linked, source.line),
  ];
  if (effectful.length > 0) throw new ModelError(effectful);
  const effects = collectEffects(running, readers, linked);
  const worlds = buildWorlds(scenario.world, linked, source.line);
  const compiler = options.compiler ?? false;
  const rootType = scenario.world.result;
  const built = buildMemory({ worlds, effects, linked, rootType, words: compiler, source: source.line });
  const memory = options.memory ?? 'sc';
  const ordered = memory === 'sc' ? null : orderedCells(built.memory, compiler);
  const shared = {
    linked,
    built,
    judgeWarnings: options.judgeWarnings,
    compiler,
    written: effects.written,
    ordering:
      ordered === null || memory === 'sc'
        ? null
        : { model: memory, via: ordered.via, full: fullOf(memory), values: scenario.litmus !== true },
    source: source.line,
    text: source.text,
  };
  const late = new Set<number>();
  let lowered = lower(scenario, shared, late);
  const make = (keepsDead: boolean): Program => {
    for (;;) {
      const parts = generate(lowered, keepsDead, ordered);
      const { states, broken } = initialStates({ ...parts, world: scenario.world.place, line: source.line });
      if (broken.size === 0) return assemble({ ...parts, initial: states });
      for (const thread of broken) late.add(thread);
      lowered = lower(scenario, shared, late);
    }
  };
  const program = make(false);
  withDead.set(program, () => make(true));
  return program;
}

type Shared = Omit<Unit, 'diagnostics' | 'faults' | 'faultKeys' | 'ordering'> & {
  readonly ordering: Omit<NonNullable<Unit['ordering']>, 'words' | 'apart'> | null;
};

/** Everything before the layout of a state. */
interface Lowered
  extends Pick<Parts, 'scenario' | 'built' | 'threads' | 'unit' | 'reach' | 'leadsTo' | 'outcomes' | 'properties'> {
  readonly roles: readonly RoleFunction[];
  readonly cpus: readonly number[];
  readonly units: readonly PropertyUnit[];
}

/** @param late threads whose top is a point of its own: the code before their first touch breaks (initial-states.ts) */
function lower(scenario: ScenarioDeclaration, shared: Shared, late: ReadonlySet<number>): Lowered {
  const diagnostics: Diagnostic[] = [];
  const { built } = shared;
  const roles = listThreads(scenario);
  const cpus = cpusOf(roles.map(({ name }) => name));
  const ordering = shared.ordering === null ? null : { ...shared.ordering, ...orderingOf(shared.ordering.model, cpus) };
  const unit: Unit = { ...shared, ordering, diagnostics, faults: [], faultKeys: new Map() };
  const bodies = roles.map((role, index) => {
    const cpu = cpus[index];
    if (cpu === undefined) throw new Error(`checker bug: ${role.name} runs on no CPU`);
    return bodyOf(unit, role, { thread: index, cpu }, late.has(index));
  });
  const codes = shared.compiler ? compiled(bodies) : bodies.map(({ builder }) => builder.code());
  const threads = bodies.map((body, index) => threadOf(body, there(codes, index, 'code')));
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
  const units = [
    ...properties.map((one) => one.unit),
    ...leadsTo.flatMap(({ from, to }) => [from, to]),
    ...outcomes.map((one) => one.unit),
  ];
  const reach = ordering === null ? threads.map((thread) => reachOf(thread, built.memory)) : null;
  return { scenario, built, threads, unit, reach, properties, leadsTo, outcomes, roles, cpus, units };
}

function generate(lowered: Lowered, keepsDead: boolean, ordered: Ordered | null): Omit<Parts, 'initial'> {
  const { scenario, built, unit, roles, cpus, units } = lowered;
  const bodies = keepsDead ? lowered.threads.map(withDeadLocals) : lowered.threads;
  const { threads, shadows } = orderedThreads(unit, roles, bodies, cpus, scenario.place);
  const plain = layOut(
    built.memory.cells,
    threads.map((thread) => ({
      points: thread.points.blocks.length,
      budget: thread.budget,
      live: thread.points.blocks.map((block) => liveAt(thread.live, block)),
    })),
  );
  const machine = machineData(unit, { ordered, layout: plain, cpus, shadows, threads, keepsDead });
  const layout = machine === null ? plain : { ...plain, words: machineOf(machine).words };
  const { text, generated } = runModule(
    () => emitModule(threads, units, built.memory, layout, machine),
    unit,
    scenario,
  );
  return { ...lowered, keepsDead, threads, layout, generated, text, machine, ordered };
}

/** Of two threads, nobody sees what the other wrote, and makes it known to a third. Two of one CPU are two: one of them may stand
 *  between what the other does and the barrier behind it. */
function orderingOf(model: 'tso' | 'weak', cpus: readonly number[]) {
  return { words: { first: new Map(), kinds: [] }, apart: model === 'weak' && cpus.length > 2 };
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

/** The functions of one step may become one expression, or one nest of branches, that JavaScript itself cannot read. */
function runModule(
  text: () => string,
  unit: Unit,
  scenario: ScenarioDeclaration,
): { text: string; generated: Generated } {
  try {
    const made = text();
    return { text: made, generated: generatedBy(made) };
  } catch (error) {
    if (!isStackOverflow(error)) throw error;
    const place = scenario.place;
    const what = 'a step that nests too deep';
    const why = 'the branches of one step, with all that it calls, stand inside each other';
    throw new ModelError([{ place, kind: 'subset', what, why, instead: 'shorter steps', source: unit.source(place) }]);
  }
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

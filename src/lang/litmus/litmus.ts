// SPDX-License-Identifier: MIT
// A litmus test, from its text to a Tree. Each variable is an object; each process is a thread, which at its end leaves the
// registers that are asked about in ghosts; the condition is a property of ends that is false where a run shows it.

import { ModelError, type Place } from '../diagnostic.ts';
import { isStackOverflow } from '../stack.ts';
import type {
  ClassDeclaration,
  ClassField,
  Expression,
  FunctionDeclaration,
  RecordField,
  ScenarioDeclaration,
  Statement,
  Tree,
  Type,
} from '../tree.ts';
import { read, store } from './access.ts';
import { Body } from './body.ts';
import {
  type Asked,
  askedOf,
  type Observed,
  observedIn,
  observedName,
  type Proposition,
  type Value,
} from './condition.ts';
import type { Grammar } from './grammar.ts';
import { initialValues } from './initial.ts';
import { FINAL, functionOf, Looking } from './looking.ts';
import { type Process, pointedAt, processFrom, processOf } from './processes.ts';
import { type Sections, sectionsOf } from './sections.ts';
import { Source, Unreadable } from './source.ts';
import { Cells, type CType, nothing, number, pointeesOf, truth } from './types.ts';
import { countOf, countType, ENDED, SECTIONS, type Shared } from './values.ts';
import { valuesOf, variablesOf } from './variables.ts';
import { processesOf } from './x86.ts';

export interface Litmus {
  readonly file: string;
  /** As the head of the file has it. */
  readonly name: string;
  readonly tree: Tree;
  readonly scenario: ScenarioDeclaration;
  readonly asked: Asked;
  /** What makes one final state different from another, in the order in which it is printed. Outcomes of the scenario bear
   *  these names. */
  readonly observed: readonly Observed[];
  /** The property of ends that is false where a run shows what is asked for: a witness, or what is none of a `forall`. */
  readonly property: string;
  /** What a comment says that the answer is. */
  readonly result: string | null;
}

/** Outcomes that are no part of a final state: whether it fulfils the proposition, and whether it counts. */
export const FULFILS = 'fulfils the condition';
export const COUNTS = 'passes the filter';

/** Of a condition and a filter together: twice as many are more than the engine's stack holds. */
const MOST_PARTS = 1000;

/** @throws ModelError with what is outside of what is read */
export function readLitmus(file: string, text: string, grammar: Grammar): Litmus {
  const source = new Source(file, text);
  try {
    const sections = sectionsOf(source);
    if (!readable.includes(sections.architecture))
      source.giveUp(text.indexOf(sections.architecture), sections.architecture.length, {
        what: `a test written in ${sections.architecture}`,
        why: 'C is read, with the words of the kernel, and the mov and mfence of x86',
        instead: `C ${sections.name}`,
      });
    const litmus = build(source, sections, grammar);
    if (source.diagnostics.length === 0) return litmus;
  } catch (error) {
    if (isStackOverflow(error))
      source.refuse(0, 1, {
        what: 'a test that nests too deep',
        why: 'each part is read inside of the one around it',
        instead: 'fewer parts inside each other',
      });
    else if (!(error instanceof Unreadable)) throw error;
  }
  throw new ModelError(source.diagnostics);
}

function build(source: Source, sections: Sections, grammar: Grammar): Litmus {
  const { file } = source;
  const place = source.place(0);
  const initial = initialValues(source, sections.initial);
  const asked = askedOf(source, sections.rest);
  const observed = observedOf(asked);
  const parts = observedIn(asked.proposition).length + (asked.filter === null ? 0 : observedIn(asked.filter).length);
  if (parts > MOST_PARTS)
    source.giveUp(asked.at, 1, {
      what: `a condition of ${parts} parts`,
      why: 'each is looked at inside of the one before it',
      instead: `${MOST_PARTS} at most`,
    });
  const processes = processesIn(source, sections, grammar, observed);
  for (const { process, name, at } of observed)
    if (process !== null && processes[process] === undefined)
      source.giveUp(at, name.length, {
        what: `process ${process}`,
        why: `there are ${processes.length}, numbered from 0 on`,
        instead: `0:${name}`,
      });
  const variables = variablesOf(source, { processes, initial, observed });
  const pointed = processes.flatMap((one) => pointedAt(source, one));
  const cells = new Cells(file, [...[...variables.values()].flatMap(pointeesOf), ...pointed]);
  const counted = processes.some(({ block }) => /\bsynchronize_rcu/.test(block.text)) ? processes.length : 0;
  const roots: RecordField[] = [...variables].map(([name, type]) => refTo(name, cells.of(name, type, place)));
  for (const name of counted > 0 ? [SECTIONS, ENDED] : []) roots.push(refTo(name, `${file}#${name}`));
  roots.push(refTo(FINAL, `${file}#${FINAL}`));
  const world: Type = { kind: 'world', fields: roots };
  const shared: Shared = { source, cells, world, variables, counted };

  const registers = new Map<string, CType>();
  const threads = processes.map((one) => {
    const given = valuesOf(initial, one.number);
    const mine = observed.filter(({ process }) => process === one.number);
    return { name: one.name, function: thread(shared, one, { given, observed: mine, registers }), when: null };
  });
  if (source.diagnostics.length > 0) throw new Unreadable();
  const looking = new Looking(new Body(shared, 0, 0), registers, `${file}#${FINAL}`, place);
  const property = `${asked.quantifier === 'forall' ? 'forall' : '~exists'} ${asked.text}`;
  const outcomes = [
    ...observed.map((one) => ({ name: observedName(one), function: looking.outcome(one) })),
    { name: FULFILS, function: looking.truth(FULFILS, asked.proposition) },
    { name: COUNTS, function: looking.truth(COUNTS, asked.filter ?? { kind: 'constant', value: true }) },
  ];
  const scenario: ScenarioDeclaration = {
    file,
    place,
    title: sections.name,
    litmus: true,
    thread: null,
    kernel: null,
    world: worldOf(shared, valuesOf(initial, null), place),
    threads,
    daemons: [],
    environment: [],
    always: [],
    atEnd: [{ name: property, function: looking.truth(property, unlessShown(asked)) }],
    leadsTo: [],
    sometimes: [],
    outcomes,
    claims: [],
  };
  const ghosts = [...registers].map(([name, type]) => field(name, cells.valueType(type, place), true, place));
  const counts = processes.map(({ number: process }): ClassField => {
    const role = { kind: 'instant', name: null, instant: true, wide: false } as const;
    return { ...field(countOf(process), countType, false, place), role };
  });
  const classes = [
    classOf(file, FINAL, ghosts, place),
    classOf(file, SECTIONS, counts, place),
    classOf(file, ENDED, [], place),
  ];
  const declarations = new Map([...classes, ...cells.declarations.values()].map((one) => [one.id, one]));
  const tree: Tree = {
    declarations,
    types: new Map(),
    scenarios: [scenario],
    sizes: new Set(),
    shared: new Map(),
    files: new Map([[file, source.text]]),
    imports: new Map(),
    replaced: [],
    broken: new Map(),
  };
  return { file, name: sections.name, tree, scenario, asked, observed, property, result: sections.result };
}

const readable = ['C', 'X86', 'X86_64'];

function processesIn(
  source: Source,
  { architecture, processes }: Sections,
  grammar: Grammar,
  observed: readonly Observed[],
): readonly Process[] {
  if (architecture === 'C') return processes.map((piece, i) => processOf(source, grammar, piece, i));
  const asked = (one: number): readonly string[] =>
    observed.flatMap(({ process, name }) => (process === one ? [name] : []));
  const written = processes.flatMap((table) => processesOf(source, table, asked));
  return written.map((one, i) => processFrom(source, grammar, one, i));
}

/** Registers first, by process; then variables; each once. */
function observedOf({ proposition, filter, locations }: Asked): readonly Observed[] {
  const all = [...locations, ...observedIn(proposition), ...(filter === null ? [] : observedIn(filter))];
  const once = new Map(all.map((one) => [observedName(one), one]));
  const rank = ({ process }: Observed): number => process ?? Infinity;
  const order = (a: Observed, b: Observed): number => {
    if (rank(a) !== rank(b)) return rank(a) - rank(b);
    return a.name < b.name ? -1 : 1;
  };
  return [...once.values()].sort(order);
}

/** What is true of a final state that does not show what is asked for. */
function unlessShown({ quantifier, proposition, filter }: Asked): Proposition {
  const shown: Proposition = quantifier === 'forall' ? { kind: 'not', operand: proposition } : proposition;
  return { kind: 'not', operand: filter === null ? shown : { kind: 'all', operands: [filter, shown] } };
}

interface Registers {
  /** Their initial values. */
  readonly given: ReadonlyMap<string, Value>;
  readonly observed: readonly Observed[];
  /** Takes the types of those that are observed. */
  readonly registers: Map<string, CType>;
}

function thread(shared: Shared, one: Process, { given, observed, registers }: Registers): FunctionDeclaration {
  const { source } = shared;
  const place = source.place(one.at, one.name.length);
  const body = new Body(shared, one.number, one.offset, one.lines);
  for (const { name } of one.parameters) body.parameters.add(name);
  const statements = body.statements(one.block);
  const begin = [...body.registers].map(([name, { local, type }]): Statement => {
    return { kind: 'let', local, value: initialValue(body, given.get(name), type, place), place };
  });
  const end = observed.flatMap(({ name, at }): Statement[] => {
    const register = body.registers.get(name);
    if (register === undefined) {
      const what = `no register ${name} in ${one.name}`;
      const others = [...body.registers.keys()].map((known) => `${one.number}:${known}`);
      source.refuse(at, name.length, { what, why: 'it is asked about, and not declared', instead: others.join(', ') });
      return [];
    }
    const ghost = observedName({ process: one.number, name });
    registers.set(ghost, register.type);
    const object = body.root(FINAL, `${source.file}#${FINAL}`, place);
    const target = { kind: 'field', object, name: ghost, type: register.local.type, place } as const;
    return [store(target, read(register.local, place), place)];
  });
  const id = `${source.file}#scenario.threads.${one.name}`;
  return functionOf(id, shared.world, { kind: 'void' }, [...begin, ...statements, ...end], place);
}

/** 0, or null, where no other one is given. */
function initialValue(body: Body, value: Value | undefined, type: CType, place: Place): Expression {
  if (value?.kind === 'address') return body.variable(value.of, place);
  const known = value?.value ?? 0;
  if (type.kind === 'lock') return truth(known !== 0, place);
  return type.kind === 'pointer' ? nothing(place) : number(known, place);
}

/** Objects whose addresses others begin with are made first. */
function worldOf(
  { source, cells, variables, world, counted }: Shared,
  given: ReadonlyMap<string, Value>,
  place: Place,
): FunctionDeclaration {
  const locals = new Map<string, Expression>();
  const body: Statement[] = [];
  const make = (name: string): Expression => {
    const known = locals.get(name);
    if (known !== undefined) return known;
    const type = variables.get(name);
    if (type === undefined) throw new Error(`checker bug: no variable ${name}`);
    const value = given.get(name);
    const argument =
      value?.kind === 'address'
        ? make(value.of)
        : type.kind === 'pointer'
          ? nothing(place)
          : type.kind === 'lock'
            ? truth((value?.value ?? 0) !== 0, place)
            : number(value?.value ?? 0, place);
    const id = cells.of(name, type, place);
    const local = { id: locals.size, name, type: { kind: 'ref', class: id, nullable: false }, constant: true } as const;
    const made = { kind: 'new', class: id, args: [argument], type: local.type, place } as const;
    body.push({ kind: 'let', local, value: made, place });
    const one = read(local, place);
    locals.set(name, one);
    return one;
  };
  const fields = [...variables.keys()].map((name) => ({ name, value: make(name) }));
  for (const name of counted > 0 ? [SECTIONS, ENDED, FINAL] : [FINAL]) {
    const id = `${source.file}#${name}`;
    const type: Type = { kind: 'ref', class: id, nullable: false };
    fields.push({ name, value: { kind: 'new', class: id, args: [], type, place } });
  }
  body.push({ kind: 'return', value: { kind: 'record', spread: null, fields, type: world, place }, place });
  const id = `${source.file}#scenario.world`;
  return { ...functionOf(id, world, world, body, place), name: 'world', parameters: [] };
}

const refTo = (name: string, id: string): RecordField => ({ name, type: { kind: 'ref', class: id, nullable: false } });

function field(name: string, type: Type, ghost: boolean, place: Place): ClassField {
  const initial = type.kind === 'ref' ? nothing(place) : type.kind === 'bool' ? truth(false, place) : number(0, place);
  return { name, type, ghost, role: null, initial, place };
}

function classOf(file: string, name: string, fields: readonly ClassField[], place: Place): ClassDeclaration {
  return {
    kind: 'class',
    id: `${file}#${name}`,
    name,
    place,
    fields,
    constructor_: [],
    defaults: [],
    doc: '',
    view: null,
  };
}

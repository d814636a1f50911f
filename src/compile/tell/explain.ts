// SPDX-License-Identifier: MIT
// Why a property is false in a state: its code is run once more, slowly, and every comparison that it was decided by is
// kept with the values that were compared. Hard case: which of them mattered. A comparison is decisive if the property
// could have been true had it come out the other way.

import type { Block, Code, Instruction, Operator, Pure, Register } from '../code/code.ts';
import { binary, constant, unary } from '../code/code.ts';
import { type Layout, readElement } from '../code/layout.ts';
import type { Cells } from '../code/memory.ts';
import type { Teller } from '../code/scalars.ts';
import type { Compared, Explanation, Fact, Location, Relation, Side, Term } from '../program.ts';
import { there } from '../there.ts';
import { locationOf } from './location.ts';

export interface ExplainInput {
  readonly layout: Layout;
  readonly objectName: (classId: string, index: number) => string;
}

/** A value with where it comes from. */
type Found =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'cell'; readonly value: number; readonly location: Location; readonly tell: Teller }
  | { readonly kind: 'not'; readonly value: number; readonly operand: Found }
  | {
      readonly kind: 'binary';
      readonly value: number;
      readonly operator: Operator;
      readonly left: Found;
      readonly right: Found;
    };

/** One run of a property in which some decisions were turned round. */
interface Run {
  readonly decisions: readonly { readonly found: Found; readonly taken: boolean }[];
  readonly answer: boolean;
  readonly reads: ReadonlyMap<string, Location>;
}

/** So many runs are tried for one decision, and so many blocks are gone through in one run. */
const mostRuns = 200;
const mostBlocks = 20_000;

const relations: ReadonlyMap<Operator, readonly [whenTrue: Relation, whenFalse: Relation]> = new Map([
  ['===', ['=', '≠']],
  ['!==', ['≠', '=']],
  ['<', ['<', '≥']],
  ['<=', ['≤', '>']],
  ['>', ['>', '≤']],
  ['>=', ['≥', '<']],
]);

/** Yields after every run. */
export function* explain(
  code: Code,
  states: Int32Array,
  at: number,
  input: ExplainInput,
): Generator<void, Explanation> {
  const look = (turned: readonly boolean[]): Run => runOf(code, states, at, { input, turned });
  const run = look([]);
  const facts: Fact[] = [];
  for (const [index, { found, taken }] of run.decisions.entries()) {
    const decisive = yield* isDecisive(run, index, look);
    for (const compared of comparisons(found, taken)) facts.push({ ...compared, decisive });
  }
  return { function: functionOf(code), facts, reads: [...run.reads.values()] };
}

/** The function that is the whole of the property, as in `(w) => no_lost_store(w.page0)`. */
function functionOf(code: Code): string | null {
  const top = code.entry.activation;
  const called = code.blocks
    .flatMap((block) => block.instructions)
    .flatMap((one) => (one.op === 'enter' && one.activation.caller === top ? [one.activation.function] : []));
  return called.length === 1 ? (called[0] ?? null) : null;
}

/** Whether some run that goes the same way up to here, and then the other, says true. */
function* isDecisive(run: Run, index: number, look: (turned: readonly boolean[]) => Run): Generator<void, boolean> {
  const ways = run.decisions.map(({ taken }) => taken);
  const untried: boolean[][] = [[...ways.slice(0, index), !ways[index]]];
  for (let runs = 0; runs < mostRuns; runs++) {
    const turned = untried.shift();
    if (turned === undefined) return false;
    const other = look(turned);
    yield;
    if (other.answer) return true;
    const taken = other.decisions.map((decision) => decision.taken);
    for (let next = turned.length; next < taken.length; next++) untried.push([...taken.slice(0, next), !taken[next]]);
  }
  return false;
}

/** @param about `turned`: how the first decisions are taken, whatever the state says; the others go by the state */
function runOf(
  code: Code,
  states: Int32Array,
  at: number,
  about: { readonly input: ExplainInput; readonly turned: readonly boolean[] },
): Run {
  const { input, turned } = about;
  const registers = new Map<Register, Found>();
  const reads = new Map<string, Location>();
  const decisions: { found: Found; taken: boolean }[] = [];

  const decide = (found: Found): boolean => {
    if (!isAboutMemory(found)) return found.value !== 0;
    const taken = turned[decisions.length] ?? found.value !== 0;
    decisions.push({ found, taken });
    return taken;
  };
  const cell = (cells: Cells, element: number): Found => {
    const slot = input.layout.cells.get(cells);
    const value =
      slot === undefined
        ? there(cells.constant ?? [], element, `element of ${cells.name}`)
        : readElement(slot, states, at, element);
    const location = locationOf(cells, element, input.objectName);
    reads.set(location.key, location);
    return { kind: 'cell', value, location: { ...location, part: cells.part }, tell: cells.tell };
  };
  const held = (register: Register): Found => {
    const found = registers.get(register);
    if (found === undefined) throw new Error(`checker bug: register ${register.id} is read before it is set`);
    return found;
  };
  const foundOf = (pure: Pure): Found => {
    switch (pure.kind) {
      case 'const':
        return { kind: 'number', value: pure.value };
      case 'register':
        return held(pure.register);
      case 'lookup':
        return cell(pure.cells, foundOf(pure.element).value);
      case 'select':
        return foundOf(foundOf(pure.test).value !== 0 ? pure.then : pure.else);
      case 'unary': {
        const operand = foundOf(pure.operand);
        const value = known(unary(pure.operator, { kind: 'const', value: operand.value }));
        return pure.operator === '!' ? { kind: 'not', value, operand } : { kind: 'number', value };
      }
      case 'binary': {
        const [left, right] = [foundOf(pure.left), foundOf(pure.right)];
        const value = known(binary(pure.operator, constant(left.value), constant(right.value)));
        return { kind: 'binary', value, operator: pure.operator, left, right };
      }
    }
  };
  /** Whether it could be done. */
  const follow = (item: Instruction): boolean => {
    if (item.op === 'set') registers.set(item.to, foundOf(item.value));
    else if (item.op === 'load') {
      const element = foundOf(item.element).value;
      if (element < 0 || element >= item.cells.objects * item.cells.length) return false;
      registers.set(item.to, cell(item.cells, element));
    } else if (item.op === 'check') return foundOf(item.condition).value !== 0;
    return true;
  };

  let block: Block = code.entry;
  for (let blocks = 0; blocks < mostBlocks; blocks++) {
    if (!block.instructions.every(follow)) break;
    const { ending } = block;
    if (ending.kind === 'answer') return { decisions, answer: decide(foundOf(ending.value)), reads };
    if (ending.kind === 'jump') block = ending.to;
    else if (ending.kind === 'branch') block = decide(foundOf(ending.condition)) ? ending.then : ending.else;
    else break;
  }
  return { decisions, answer: false, reads };
}

function known(pure: Pure): number {
  if (pure.kind !== 'const') throw new Error(`checker bug: a ${pure.kind} of constants is no constant`);
  return pure.value;
}

function isAboutMemory(found: Found): boolean {
  switch (found.kind) {
    case 'number':
      return false;
    case 'cell':
      return true;
    case 'not':
      return isAboutMemory(found.operand);
    case 'binary':
      return isAboutMemory(found.left) || isAboutMemory(found.right);
  }
}

/** What a decision says, as comparisons that are true: of a conjunction that is false, the parts that are. */
function comparisons(found: Found, value: boolean): readonly Compared[] {
  if (found.kind === 'not') return comparisons(found.operand, !value);
  if (found.kind === 'number') return [];
  if (found.kind === 'cell') return [{ left: sideOf(found, null), relation: null, right: null }];
  const { operator, left, right } = found;
  if (operator === '&&' || operator === '||') {
    const all = value === (operator === '&&');
    return [left, right].flatMap((side) => {
      const holds = side.value !== 0;
      return isAboutMemory(side) && (all || holds === value) ? comparisons(side, holds) : [];
    });
  }
  const relation = relations.get(operator)?.[value ? 0 : 1];
  if (relation === undefined) return [{ left: sideOf(found, null), relation: null, right: null }];
  return [{ left: sideOf(left, right), relation, right: sideOf(right, left) }];
}

/** @param other what it is compared with: tells what a bare number means */
function sideOf(found: Found, other: Found | null): Side {
  const tell = found.kind === 'cell' ? found.tell : other?.kind === 'cell' ? other.tell : null;
  return { term: termOf(found), value: tell === null ? { kind: 'int', value: found.value } : tell(found.value) };
}

function termOf(found: Found): Term {
  // What reads no memory is only a number.
  if (!isAboutMemory(found)) return { kind: 'number', value: found.value };
  switch (found.kind) {
    case 'cell':
      return { kind: 'cell', location: found.location };
    case 'not':
      return { kind: 'not', operand: termOf(found.operand) };
    case 'number':
      return { kind: 'number', value: found.value };
    case 'binary':
      return { kind: 'binary', operator: found.operator, left: termOf(found.left), right: termOf(found.right) };
  }
}

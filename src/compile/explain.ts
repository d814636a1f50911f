// SPDX-License-Identifier: MIT
// Why a property is false in a state: its code is run once more, slowly, and every comparison that it was decided by is
// kept with the values that were compared. Hard case: which of them mattered. A comparison is decisive if the property
// could have been true had it come out the other way.

import type { Block, Code, Instruction, Operator, Pure, Register } from './code.ts';
import { binary, unary } from './code.ts';
import { type Layout, readElement } from './layout.ts';
import type { Cells } from './memory.ts';
import { componentOf, locationOf } from './narrate.ts';
import type { Compared, Explanation, Fact, Location, Relation } from './program.ts';
import type { Printer } from './scalars.ts';

export interface ExplainInput {
  readonly layout: Layout;
  readonly objectName: (classId: string, index: number) => string;
}

/** A value with where it comes from. */
type Term =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'cell'; readonly value: number; readonly name: string; readonly print: Printer }
  | { readonly kind: 'not'; readonly value: number; readonly operand: Term }
  | {
      readonly kind: 'binary';
      readonly value: number;
      readonly operator: Operator;
      readonly left: Term;
      readonly right: Term;
    };

/** One run of a property in which some decisions were turned round. */
interface Run {
  readonly decisions: readonly { readonly term: Term; readonly taken: boolean }[];
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

export function explain(code: Code, states: Int32Array, at: number, input: ExplainInput): Explanation {
  const look = (turned: readonly boolean[]): Run => runOf(code, states, at, { input, turned });
  const run = look([]);
  const facts: Fact[] = [];
  run.decisions.forEach(({ term, taken }, index) => {
    const decisive = isDecisive(run, index, look);
    for (const compared of comparisons(term, taken)) facts.push({ ...compared, decisive });
  });
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
function isDecisive(run: Run, index: number, look: (turned: readonly boolean[]) => Run): boolean {
  const ways = run.decisions.map(({ taken }) => taken);
  const untried: boolean[][] = [[...ways.slice(0, index), !ways[index]]];
  for (let runs = 0; runs < mostRuns; runs++) {
    const turned = untried.shift();
    if (turned === undefined) return false;
    const other = look(turned);
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
  const registers = new Map<Register, Term>();
  const reads = new Map<string, Location>();
  const decisions: { term: Term; taken: boolean }[] = [];

  const decide = (term: Term): boolean => {
    if (!isAboutMemory(term)) return term.value !== 0;
    const taken = turned[decisions.length] ?? term.value !== 0;
    decisions.push({ term, taken });
    return taken;
  };
  const cell = (cells: Cells, element: number): Term => {
    const slot = input.layout.cells.get(cells);
    const value = slot === undefined ? (cells.constant?.[element] ?? 0) : readElement(slot, states, at, element);
    const location = locationOf(cells, element, input.objectName);
    const part = componentOf(cells);
    const name = `${location.object}.${location.field}${part === '' ? '' : `.${part}`}`;
    reads.set(location.key, location);
    return { kind: 'cell', value, name, print: cells.print };
  };
  const termOf = (pure: Pure): Term => {
    switch (pure.kind) {
      case 'const':
        return { kind: 'number', value: pure.value };
      case 'register':
        return registers.get(pure.register) ?? { kind: 'number', value: 0 };
      case 'lookup':
        return cell(pure.cells, termOf(pure.element).value);
      case 'select':
        return termOf(termOf(pure.test).value !== 0 ? pure.then : pure.else);
      case 'unary': {
        const operand = termOf(pure.operand);
        const value = known(unary(pure.operator, { kind: 'const', value: operand.value }));
        return pure.operator === '!' ? { kind: 'not', value, operand } : { kind: 'number', value };
      }
      case 'binary': {
        const [left, right] = [termOf(pure.left), termOf(pure.right)];
        const sides = [left, right].map(({ value }): Pure => ({ kind: 'const', value }));
        const value = known(binary(pure.operator, sides[0] ?? pure.left, sides[1] ?? pure.right));
        return { kind: 'binary', value, operator: pure.operator, left, right };
      }
    }
  };
  /** Whether it could be done. */
  const follow = (item: Instruction): boolean => {
    if (item.op === 'set') registers.set(item.to, termOf(item.value));
    else if (item.op === 'load') {
      const element = termOf(item.element).value;
      if (element < 0 || element >= item.cells.objects * item.cells.length) return false;
      registers.set(item.to, cell(item.cells, element));
    } else if (item.op === 'check') return termOf(item.condition).value !== 0;
    return true;
  };

  let block: Block = code.entry;
  for (let blocks = 0; blocks < mostBlocks; blocks++) {
    if (!block.instructions.every(follow)) break;
    const { ending } = block;
    if (ending.kind === 'answer') return { decisions, answer: decide(termOf(ending.value)), reads };
    if (ending.kind === 'jump') block = ending.to;
    else if (ending.kind === 'branch') block = decide(termOf(ending.condition)) ? ending.then : ending.else;
    else break;
  }
  return { decisions, answer: false, reads };
}

function known(pure: Pure): number {
  return pure.kind === 'const' ? pure.value : 0;
}

function isAboutMemory(term: Term): boolean {
  switch (term.kind) {
    case 'number':
      return false;
    case 'cell':
      return true;
    case 'not':
      return isAboutMemory(term.operand);
    case 'binary':
      return isAboutMemory(term.left) || isAboutMemory(term.right);
  }
}

/** What a decision says, as comparisons that are true: of a conjunction that is false, the parts that are. */
function comparisons(term: Term, value: boolean): readonly Compared[] {
  if (term.kind === 'not') return comparisons(term.operand, !value);
  if (term.kind === 'number') return [];
  if (term.kind === 'cell') return [{ left: sideOf(term, null), relation: null, right: null }];
  const { operator, left, right } = term;
  if (operator === '&&' || operator === '||') {
    const all = value === (operator === '&&');
    return [left, right].flatMap((side) => {
      const holds = side.value !== 0;
      return isAboutMemory(side) && (all || holds === value) ? comparisons(side, holds) : [];
    });
  }
  const relation = relations.get(operator)?.[value ? 0 : 1];
  if (relation === undefined) return [{ left: sideOf(term, null), relation: null, right: null }];
  return [{ left: sideOf(left, right), relation, right: sideOf(right, left) }];
}

/** @param other what it is compared with: tells how a bare number is written */
function sideOf(term: Term, other: Term | null): { readonly name: string | null; readonly value: string } {
  const print = term.kind === 'cell' ? term.print : other?.kind === 'cell' ? other.print : String;
  return { name: nameOf(term), value: print(term.value) };
}

/** `page0.locked`, `(a.pos + 1)`; null for what is only a number. */
function nameOf(term: Term): string | null {
  if (term.kind === 'cell') return term.name;
  if (!isAboutMemory(term)) return null;
  if (term.kind === 'not') return `!${nameOf(term.operand)}`;
  if (term.kind !== 'binary') return null;
  const [left, right] = [term.left, term.right].map((side) => nameOf(side) ?? String(side.value));
  return `(${left} ${term.operator} ${right})`;
}

// SPDX-License-Identifier: MIT
// The names and the values of a process, from its syntax to expressions of a Tree. Registers become locals; `*x` of a parameter
// becomes the field of a variable. Hard case: what C calls true. A comparison is a bool in a Tree and a number in C, so each
// value is made into the other where it is used as the other.

import type { Place } from '../diagnostic.ts';
import { complement, i32, negate } from '../parse/intervals.ts';
import type { BinaryOperator, DeclarationId, Expression, Local, Type } from '../tree.ts';
import { asNumber, binary, choose, not, type ReadSections, read } from './access.ts';
import { type Around, Calls } from './calls.ts';
import type { Syntax } from './grammar.ts';
import type { Source } from './source.ts';
import { type Cells, type CType, FIELD, int, nothing, number, sameType, typeName } from './types.ts';

export type Field = Extract<Expression, { kind: 'field' }>;

/** What all processes of a test share. */
export interface Shared {
  readonly source: Source;
  readonly cells: Cells;
  readonly world: Type;
  /** Variables by name. */
  readonly variables: ReadonlyMap<string, CType>;
  /** How many processes have their read-side sections counted: all of them, or none, where nobody waits for any. */
  readonly counted: number;
}

/** The root and the class of the counts, and of what is known where sections end. */
export const SECTIONS = 'rcu';
export const ENDED = 'rcu ended';

/** The count of a process. */
export const countOf = (process: number): string => `sections of P${process}`;

export const countType: Type = { kind: 'int', min: 0, max: 255, name: 'u8' };

export interface Register {
  readonly local: Local;
  readonly type: CType;
}

const operators: ReadonlySet<string> = new Set([
  '+',
  '-',
  '*',
  '/',
  '%',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '<',
  '<=',
  '>',
  '>=',
]);

export class Values implements Around {
  readonly registers = new Map<string, Register>();
  /** Variables that the process is handed. */
  readonly parameters = new Set<string>();
  readonly #root: Local;
  protected readonly calls: Calls;
  #locals = 1;

  constructor(
    readonly shared: Shared,
    /** Number of the process. */
    readonly process: number,
    /** What its first character of syntax is in the file. */
    protected readonly offset: number,
    /** By line of the syntax, what it is in the file instead, where it was written anew. */
    private readonly lines: readonly number[] | null = null,
  ) {
    this.#root = { id: 0, name: 'w', type: shared.world, constant: true };
    this.calls = new Calls(this);
  }

  local(name: string, type: Type): Local {
    return { id: this.#locals++, name, type, constant: false };
  }

  place(node: Syntax): Place {
    const line = this.lines?.[node.startPosition.row];
    if (line !== undefined) return this.shared.source.place(line);
    return this.shared.source.place(node.startIndex + this.offset, node.text.length);
  }

  refuse(node: Syntax, what: string, why: string, instead = ''): never {
    this.shared.source.giveUp(node.startIndex + this.offset, node.text.length, { what, why, instead });
  }

  /** A variable, as a reference. */
  variable(name: string, place: Place): Expression {
    const type = this.shared.variables.get(name);
    if (type === undefined) throw new Error(`checker bug: no variable ${name}`);
    const held: Type = { kind: 'ref', class: this.shared.cells.of(name, type, place), nullable: false };
    return { kind: 'field', object: read(this.#root, place), name, type: held, place };
  }

  /** A root of the world that is no variable of the test. */
  root(name: string, id: DeclarationId, place: Place): Expression {
    const type: Type = { kind: 'ref', class: id, nullable: false };
    return { kind: 'field', object: read(this.#root, place), name, type, place };
  }

  sections(place: Place): ReadSections {
    const { source, counted } = this.shared;
    const begun = this.root(SECTIONS, `${source.file}#${SECTIONS}`, place);
    const ended = this.root(ENDED, `${source.file}#${ENDED}`, place);
    const counts = Array.from({ length: counted }, (_, process): Field => {
      const name = countOf(process);
      return { kind: 'field', object: begun, name, type: countType, place };
    });
    return { counts, begun, ended };
  }

  declare(name: string, type: CType, node: Syntax): Register {
    const known = this.registers.get(name);
    if (known !== undefined) {
      if (!sameType(known.type, type))
        this.refuse(
          node,
          `${name} as ${typeName(known.type)} and as ${typeName(type)}`,
          'a register has one type',
          'r1',
        );
      return known;
    }
    if (type.kind === 'lock') this.refuse(node, 'a lock that is no parameter', 'locks are shared', 'P0(spinlock_t *s)');
    const register = { local: this.local(name, this.shared.cells.valueType(type, this.place(node))), type };
    this.registers.set(name, register);
    return register;
  }

  protected target(node: Syntax): Field | Extract<Expression, { kind: 'local' }> {
    const made = this.expression(node);
    if (made.kind === 'local' || made.kind === 'field') return made;
    return this.refuse(
      node,
      `an assignment to \`${node.text}\``,
      'what is assigned is a register or a variable',
      '*x = 1',
    );
  }

  /** What a target holds. */
  held(target: Expression): CType {
    return target.type.kind === 'ref' ? { kind: 'pointer', to: this.shared.cells.heldIn(target.type.class) } : int;
  }

  expression(node: Syntax): Expression {
    const place = this.place(node);
    switch (node.type) {
      case 'number_literal':
        return number(this.#literal(node), place);
      case 'true':
      case 'false':
        return number(node.type === 'true' ? 1 : 0, place);
      case 'null':
        return nothing(place);
      case 'identifier': {
        const register = this.registers.get(node.text);
        if (register !== undefined) return read(register.local, place);
        if (this.parameters.has(node.text)) return this.variable(node.text, place);
        if (node.text === 'NULL') return nothing(place);
        return this.refuse(
          node,
          `no register ${node.text}`,
          'it is neither declared nor a parameter',
          `int ${node.text};`,
        );
      }
      case 'parenthesized_expression':
        return this.expression(this.inner(node));
      case 'cast_expression':
        return this.expression(this.needed(node, 'value'));
      case 'pointer_expression': {
        const operator = this.needed(node, 'operator').text;
        const argument = this.needed(node, 'argument');
        if (operator === '*') return this.pointed(argument, node);
        const inner = bare(argument);
        if (inner.type === 'pointer_expression') return this.expression(this.needed(inner, 'argument'));
        return this.refuse(node, `the address \`${node.text}\``, 'a parameter is an address already', argument.text);
      }
      case 'unary_expression': {
        const operator = this.needed(node, 'operator').text;
        const argument = this.needed(node, 'argument');
        if (operator === '!') return not(this.truth(argument), place);
        const operand = this.number(argument);
        if (operator === '+') return operand;
        if ((operator === '-' || operator === '~') && operand.type.kind === 'int') {
          const type = operator === '-' ? negate(operand.type) : complement(operand.type);
          return { kind: 'unary', operator, operand, type, place };
        }
        return this.refuse(node, `the operator ${operator}`, 'it is outside of what is read');
      }
      case 'binary_expression':
        return this.#binary(node);
      case 'conditional_expression':
        return choose(
          this.truth(this.needed(node, 'condition')),
          this.number(this.needed(node, 'consequence')),
          this.number(this.needed(node, 'alternative')),
          place,
        );
      case 'call_expression':
        return this.calls.expression(node);
      default:
        return this.refuse(node, `the expression \`${firstLine(node)}\``, 'it is outside of what is read');
    }
  }

  #binary(node: Syntax): Expression {
    const place = this.place(node);
    const operator = this.needed(node, 'operator').text;
    const [left, right] = [this.needed(node, 'left'), this.needed(node, 'right')];
    switch (operator) {
      case '&&':
      case '||':
        return {
          kind: 'logical',
          operator,
          left: this.truth(left),
          right: this.truth(right),
          type: { kind: 'bool' },
          place,
        };
      case '==':
      case '!=': {
        const [a, b] = [this.expression(left), this.expression(right)];
        const pointers = isPointer(a) || isPointer(b);
        const sides = pointers ? [asPointer(a), asPointer(b)] : [numeric(a), numeric(b)];
        const [one, other] = sides;
        if (!one || !other)
          return this.refuse(
            node,
            `the comparison \`${firstLine(node)}\``,
            'one side is an address, the other is none',
          );
        return binary(operator === '==' ? '===' : '!==', one, other, place);
      }
    }
    if (!isOperator(operator)) return this.refuse(node, `the operator ${operator}`, 'it is outside of what is read');
    return binary(operator, this.number(left), this.number(right), place);
  }

  /** The variable that an address is of, as what can be read and written. */
  pointed(address: Syntax, node: Syntax): Field {
    const object = this.expression(address);
    if (object.type.kind !== 'ref')
      return this.refuse(node, `\`${node.text}\``, 'what is behind the star is no address', 'int *r0;');
    const { cells } = this.shared;
    const type = cells.valueType(cells.heldIn(object.type.class), this.place(node));
    return { kind: 'field', object, name: FIELD, type, place: this.place(node) };
  }

  number(node: Syntax): Expression {
    const made = numeric(this.expression(node));
    return (
      made ?? this.refuse(node, `\`${firstLine(node)}\` as a number`, 'it is an address', 'a comparison of addresses')
    );
  }

  truth(node: Syntax): Expression {
    const made = this.expression(node);
    const place = this.place(node);
    if (made.type.kind === 'bool') return made;
    if (made.type.kind === 'ref') return binary('!==', made, nothing(place), place);
    return binary('!==', made, number(0, place), place);
  }

  /** A value for what holds a type. */
  fit(node: Syntax, type: CType): Expression {
    const made = this.expression(node);
    const fits = type.kind === 'pointer' ? asPointer(made) : numeric(made);
    const right =
      fits !== null && (fits.type.kind !== 'ref' || sameType(this.held(fits), type)) && made.type.kind !== 'void';
    return right
      ? fits
      : this.refuse(node, `\`${firstLine(node)}\``, `its value is no ${typeName(type)}, as where it goes`);
  }

  #literal(node: Syntax): number {
    if (/^0\d/.test(node.text))
      return this.refuse(node, `the number ${node.text}`, 'C reads it with the base 8, and herd with 10', '8');
    const value = Number(node.text.replace(/[uUlL]+$/, ''));
    if (!Number.isInteger(value) || value < i32.min || value > i32.max)
      return this.refuse(node, `the number ${node.text}`, 'values have 32 bits');
    return value;
  }

  protected inner(node: Syntax): Syntax {
    const [inner] = node.namedChildren.filter((one) => one?.type !== 'comment');
    return inner ?? this.refuse(node, 'empty parentheses', 'something has to be in them');
  }

  protected part(node: Syntax, name: string): Syntax | null {
    return node.childForFieldName(name);
  }

  protected needed(node: Syntax, name: string): Syntax {
    return this.part(node, name) ?? this.refuse(node, `\`${firstLine(node)}\``, `it has no ${name}`);
  }
}

function bare(node: Syntax): Syntax {
  const [inner] = node.namedChildren;
  return node.type === 'parenthesized_expression' && inner ? bare(inner) : node;
}

const isPointer = ({ type }: Expression): boolean => type.kind === 'ref';

function asPointer(made: Expression): Expression | null {
  if (made.type.kind === 'ref' || made.type.kind === 'null') return made;
  return made.kind === 'number' && made.value === 0 ? nothing(made.place) : null;
}

function numeric(made: Expression): Expression | null {
  if (made.type.kind === 'bool') return asNumber(made, made.place);
  if (made.type.kind === 'null') return number(0, made.place);
  return made.type.kind === 'int' ? made : null;
}

export const isOperator = (text: string): text is BinaryOperator => operators.has(text);

export const firstLine = ({ text }: Syntax): string => text.split('\n')[0] ?? '';

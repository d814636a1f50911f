// SPDX-License-Identifier: MIT
// What is asked about a final state, as functions of the world: the value of a variable or register, and propositions. An
// address is told as the number of its variable, under the variable's name.

import type { Place } from '../diagnostic.ts';
import type { DeclarationId, Expression, FunctionDeclaration, Statement, Type } from '../tree.ts';
import { binary, choose, not } from './access.ts';
import type { Body } from './body.ts';
import { type Observed, observedName, type Proposition, type Value } from './condition.ts';
import { type CType, FIELD, nothing, number, sameType, truth } from './types.ts';

const bool: Type = { kind: 'bool' };

/** The object whose ghosts hold what registers have in the end. */
export const FINAL = 'final';

export function functionOf(
  id: DeclarationId,
  world: Type,
  result: Type,
  body: readonly Statement[],
  place: Place,
): FunctionDeclaration {
  const parameters = [{ id: 0, name: 'w', type: world, constant: true }];
  return { kind: 'function', id, name: id.slice(id.lastIndexOf('.') + 1), place, parameters, result, body, doc: '' };
}

export class Looking {
  constructor(
    /** One that no process has: the world as it is seen from outside. */
    private readonly body: Body,
    private readonly registers: ReadonlyMap<string, CType>,
    private readonly final: DeclarationId,
    private readonly place: Place,
  ) {}

  /** A number in any case. */
  outcome(observed: Observed): FunctionDeclaration {
    const { place } = this;
    const held = this.#held(observed);
    const { type } = this.#typeOf(observed);
    if (type.kind !== 'pointer') return this.#function(`outcomes.${observedName(observed)}`, held.type, held);
    const names = this.#pointees(type.to);
    const labels = [{ name: '0', value: 0 }, ...names.map((name, i) => ({ name, value: i + 1 }))];
    const result: Type = { kind: 'int', min: 0, max: names.length, name: 'address', labels };
    const which = names.reduceRight(
      (rest: Expression, name, i) =>
        choose(binary('===', held, this.body.variable(name, place), place), number(i + 1, place), rest, place),
      number(0, place),
    );
    return this.#function(`outcomes.${observedName(observed)}`, result, { ...which, type: result });
  }

  truth(name: string, proposition: Proposition): FunctionDeclaration {
    return this.#function(name, bool, this.#proposition(proposition));
  }

  #function(name: string, result: Type, value: Expression): FunctionDeclaration {
    const { place, body } = this;
    const id = `${body.shared.source.file}#scenario.${name}`;
    return functionOf(id, body.shared.world, result, [{ kind: 'return', value, place }], place);
  }

  #proposition(one: Proposition): Expression {
    const { place } = this;
    switch (one.kind) {
      case 'constant':
        return truth(one.value, place);
      case 'not':
        return not(this.#proposition(one.operand), place);
      case 'all':
      case 'any': {
        const operator = one.kind === 'all' ? '&&' : '||';
        return one.operands
          .map((operand) => this.#proposition(operand))
          .reduce((left, right) => ({ kind: 'logical', operator, left, right, type: bool, place }));
      }
      case 'equal':
        return this.#equal(one.subject, one.value);
    }
  }

  #equal(subject: Observed, value: Value): Expression {
    const { place, body } = this;
    const held = this.#held(subject);
    const { type } = this.#typeOf(subject);
    if (type.kind === 'lock' && value.kind === 'number')
      return value.value === 0 ? not(held, place) : value.value === 1 ? held : truth(false, place);
    if (type.kind === 'pointer' && value.kind === 'address' && this.#pointees(type.to).includes(value.of))
      return binary('===', held, body.variable(value.of, place), place);
    if (type.kind === 'pointer' && value.kind === 'number' && value.value === 0)
      return binary('===', held, nothing(place), place);
    if (type.kind === 'int' && value.kind === 'number') return binary('===', held, number(value.value, place), place);
    // A number is no address, and an address of another type is another one.
    return truth(false, place);
  }

  #pointees(type: CType): readonly string[] {
    return [...this.body.shared.variables].flatMap(([name, one]) => (sameType(one, type) ? [name] : []));
  }

  #typeOf(observed: Observed): { readonly type: CType } {
    const type =
      observed.process === null
        ? this.body.shared.variables.get(observed.name)
        : this.registers.get(observedName(observed));
    if (type === undefined) throw new Error(`checker bug: ${observedName(observed)} has no type`);
    return { type };
  }

  #held(observed: Observed): Expression {
    const { place, body } = this;
    const { type } = this.#typeOf(observed);
    const object =
      observed.process === null ? body.variable(observed.name, place) : body.root(FINAL, this.final, place);
    const name = observed.process === null ? FIELD : observedName(observed);
    return { kind: 'field', object, name, type: body.shared.cells.valueType(type, place), place };
  }
}

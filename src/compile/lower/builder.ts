// SPDX-License-Identifier: MIT
// The state of one lowering: the call it is in, and the values in its graph. Every value that may change is put into a
// register before it can.

import type { Place } from '../../lang/diagnostic.ts';
import type { DeclarationId, FunctionDeclaration, Local, ReadOrder, Statement, Type } from '../../lang/tree.ts';
import {
  type Block,
  binary,
  type Cell,
  constant,
  type NamedTelling,
  type Pure,
  type Register,
  type Telling,
  zero,
} from '../code/code.ts';
import type { Teller } from '../code/scalars.ts';
import { intervalOf, isLarge, itemOf, mentions, partOf, scalar, tellingOf, type Value } from '../code/values.ts';
import type { Fault } from '../program.ts';
import { Graph } from './graph.ts';

interface Jumps {
  readonly label: string | null;
  readonly breakTo: Block;
  readonly continueTo: Block | null;
  /** A loop or switch: an unlabelled break leaves it. A labelled block only goes by its label. */
  readonly plain: boolean;
}

/** Where `return` goes, and where it puts its value. */
interface Return {
  readonly join: Block;
  readonly result: Value;
  readonly type: Type;
}

export class Builder extends Graph {
  readonly jumps: Jumps[] = [];
  readonly calls: DeclarationId[] = [];
  locals = new Map<number, Value>();
  returns: Return | null = null;
  /** Above 0 while values are only read to be printed: nothing is checked, nothing is executed when nothing is printed. */
  quiet = 0;
  /** How the reads of the condition that is waited for are ordered. */
  waiting: ReadOrder | null = null;

  /** Code that stands in front of a step without being a part of the function that takes it. */
  aside(place: Place, body: () => void): void {
    const { locals, activation } = this;
    this.locals = new Map();
    const id = this.activations++;
    const own = { id, function: activation.function, depth: activation.depth, caller: activation, place };
    this.activation = { ...own, args: [], locals: [], gate: true };
    this.jump(this.block());
    this.emit({ op: 'enter', activation: this.activation });
    this.atomic++;
    body();
    this.atomic--;
    this.locals = locals;
    this.activation = activation;
    this.jump(this.block());
  }

  register(name: string, type: Type, options: { mutable: boolean; range?: { min: number; max: number } }): Register {
    const { types } = this.unit.built;
    const range = types.rangeOf(type);
    const present = (type.kind === 'ref' || type.kind === 'table') && !type.nullable;
    const made: Register = {
      id: this.registers.length,
      name,
      range: options.range ?? (present ? { min: 1, max: Math.max(1, range.max) } : range),
      tell: types.tellerOf(type),
    };
    this.registers.push(made);
    if (options.mutable) this.mutable.add(made);
    return made;
  }

  /** Fresh registers in the shape of a type. */
  variable(name: string, type: Type, mutable: boolean): Value {
    switch (type.kind) {
      case 'record': {
        const fields = new Map<string, Value>();
        for (const field of type.fields)
          fields.set(field.name, this.variable(`${name}.${field.name}`, field.type, mutable));
        return { kind: 'record', name: type.name, fields };
      }
      case 'array': {
        const items: Value[] = [];
        for (let i = 0; i < type.length; i++) items.push(this.variable(`${name}[${i}]`, type.element, mutable));
        return { kind: 'elements', items };
      }
      case 'void':
      case 'text':
      case 'world':
        return { kind: 'void' };
      default:
        return scalar({ kind: 'register', register: this.register(name, type, { mutable }) });
    }
  }

  /** Assigns registers, part by part. All parts are read before any is written. What has no place is never dropped. */
  set(target: Value, value: Value, place: Place): void {
    if (value.kind === 'stack') this.refuseEscape(value, place);
    else if (value.kind === 'void' && target.kind !== 'void') this.refuseNoValue(place);
    else if (target.kind === 'scalar' && value.kind === 'scalar' && target.pure.kind === 'register')
      this.emit({ op: 'set', to: target.pure.register, value: value.pure });
    else if (target.kind === 'record' && value.kind === 'record') {
      const steady = this.steady(value, 'copy');
      for (const [name, part] of target.fields) this.set(part, partOf(steady, name), place);
    } else if (target.kind === 'elements' && value.kind === 'elements' && target.items.length === value.items.length) {
      for (const [i, item] of target.items.entries()) this.set(item, itemOf(value, i), place);
    } else if (target.kind !== 'void' || value.kind !== 'void')
      this.lost(`a ${value.kind} for a ${target.kind}`, place);
  }

  /** The number, flag, reference or table that a value is. */
  pure(value: Value, place: Place): Pure {
    if (value.kind === 'scalar') return value.pure;
    if (value.kind === 'stack') this.refuseEscape(value, place);
    else if (value.kind === 'void') this.refuseNoValue(place);
    else this.lost(`a ${value.kind} for one number`, place);
    return zero;
  }

  refuseEscape(value: Extract<Value, { kind: 'stack' }>, place: Place): void {
    this.refuse(
      place,
      `the stack structure ${value.name} escapes`,
      'its memory belongs to one call; a reference kept elsewhere could be read by another thread or after the call',
      'pass it as an argument, or make the object in world()',
    );
  }

  /** A stack structure is where its registers are: a name that means it can never mean another object. */
  refuseVariable(value: Extract<Value, { kind: 'stack' }>, variable: string, place: Place): void {
    this.refuse(
      place,
      `the stack structure ${value.name} in ${variable}, which is assigned`,
      'it has no address: a variable could not hold now this object and now another one',
      'a const for each object, or make the object in world()',
    );
  }

  private refuseNoValue(place: Place): void {
    this.refuse(
      place,
      'the value of a call that has none',
      'a function without a result gives nothing that could be kept or compared',
      'a function with a result',
    );
  }

  local(local: Local, place: Place): Value {
    const value = this.locals.get(local.id);
    if (value === undefined) throw new Error(`checker bug: no local ${local.name} at ${place.file}:${place.line}`);
    return value;
  }

  /** The value as it is now, whatever happens to the registers it mentions. */
  materialize(value: Value, name: string): Value {
    switch (value.kind) {
      case 'scalar': {
        if (value.pure.kind === 'const') return value;
        const interval = intervalOf(value.pure);
        const tell: Teller = value.pure.kind === 'register' ? value.pure.register.tell : integer;
        const register: Register = { id: this.registers.length, name, range: clamp(interval), tell };
        this.registers.push(register);
        this.emit({ op: 'set', to: register, value: value.pure });
        return scalar({ kind: 'register', register });
      }
      case 'record': {
        const fields = new Map<string, Value>();
        for (const [part, inner] of value.fields) fields.set(part, this.materialize(inner, `${name}.${part}`));
        return { kind: 'record', name: value.name, fields };
      }
      case 'shared': {
        const object = this.materialize(scalar(value.object), name);
        if (object.kind !== 'scalar') throw new Error(`checker bug: a reference became a ${object.kind}`);
        return { ...value, object: object.pure };
      }
      // Places rather than values: what is in them is read where it is used.
      case 'elements':
      case 'stack':
      case 'world':
      case 'void':
        return value;
    }
  }

  /** For values that are kept: materialised when a later assignment could change them. */
  steady(value: Value, name: string): Value {
    return isLarge(value) || mentions(value, this.mutable) ? this.materialize(value, name) : value;
  }

  check(
    condition: Pure,
    kind: Fault['kind'],
    message: string,
    ...rest: [place: Place, value?: Pure, to?: Cell | null]
  ): void {
    const [place, value = null, to = null] = rest;
    if (this.quiet > 0 || (condition.kind === 'const' && condition.value !== 0)) return;
    this.emit({ op: 'check', condition, value, to, fault: this.fault(kind, message, place) });
  }

  /** The value, checked to fit a type.
   *  @param to where it goes, if that is memory */
  fit(value: Value, type: Type, what: string, ...rest: [place: Place, to?: Cell | null]): Value {
    const [place, to = null] = rest;
    if (value.kind === 'record' && type.kind === 'record') {
      for (const field of type.fields) this.fit(partOf(value, field.name), field.type, `${what}.${field.name}`, place);
      return value;
    }
    if (value.kind === 'elements' && type.kind === 'array') {
      for (const item of value.items) this.fit(item, type.element, `an element of ${what}`, place);
      return value;
    }
    if (value.kind !== 'scalar') return value;
    // TypeScript's narrowing does not see other threads: what was not null when it was tested may be null now.
    if ((type.kind === 'ref' || type.kind === 'table') && !type.nullable && intervalOf(value.pure).min < 1) {
      this.check(binary('!==', value.pure, zero), 'null', `${what} is null`, place);
    }
    if (type.kind !== 'int') return value;
    const interval = intervalOf(value.pure);
    if (interval.min >= type.min && interval.max <= type.max) return value;
    let condition = constant(1) as Pure;
    if (interval.min < type.min) condition = binary('&&', condition, binary('>=', value.pure, constant(type.min)));
    if (interval.max > type.max) condition = binary('&&', condition, binary('<=', value.pure, constant(type.max)));
    this.check(
      condition,
      'range',
      `${what} does not fit ${type.name} (${type.min} … ${type.max})`,
      place,
      value.pure,
      to,
    );
    return value;
  }

  /** The value of a cast: checked to fit, and in a register of its type, so that nobody has to check it again. */
  narrowed(value: Value, type: Type, place: Place): Value {
    const fitted = this.fit(value, type, 'the value', place);
    // Of a constant all is known; and what is only read to be printed has not been checked.
    if (fitted.kind !== 'scalar' || fitted.pure.kind === 'const' || this.quiet > 0) return fitted;
    const to = this.register('cast', type, { mutable: false });
    this.emit({ op: 'set', to, value: fitted.pure });
    return scalar({ kind: 'register', register: to });
  }

  /** The object a reference means, checked not to be null. */
  present(object: Pure, type: Type, what: string, place: Place): void {
    const nullable = type.kind === 'ref' || type.kind === 'table' ? type.nullable : true;
    if (object.kind === 'const' ? object.value === 0 : nullable)
      this.check(binary('!==', object, zero), 'null', what, place);
  }

  telling(value: Value, type: Type): Telling {
    return tellingOf(value, type, this.unit.built.types.tellerOf);
  }

  /** Runs `body` as a call of a function: its own locals, its own `return`. */
  call(
    declaration: FunctionDeclaration,
    args: readonly Value[],
    place: Place,
    body: (statements: readonly Statement[]) => Value,
  ): Value {
    if (this.calls.includes(declaration.id)) {
      this.refuse(
        place,
        `${declaration.name} calls itself`,
        'every call is inlined, so a call chain must end',
        'a loop',
      );
      return { kind: 'void' };
    }
    const outer = { locals: this.locals, activation: this.activation, returns: this.returns };
    this.calls.push(declaration.id);
    this.locals = new Map();
    const told: NamedTelling[] = [];
    const locals: Register[] = [];
    declaration.parameters.forEach((parameter, index) => {
      const given = args[index];
      if (given === undefined) throw new Error(`checker bug: ${declaration.name} is called without ${parameter.name}`);
      const fitted = this.fit(given, parameter.type, parameter.name, place);
      // A copy where the argument can change: the callee may assign a stack structure that the argument was read from.
      let bound: Value = this.steady(fitted, parameter.name);
      if (!parameter.constant) {
        if (fitted.kind === 'stack') this.refuseVariable(fitted, parameter.name, place);
        else {
          bound = this.variable(parameter.name, parameter.type, true);
          this.set(bound, fitted, place);
        }
      }
      this.locals.set(parameter.id, bound);
      told.push({ name: parameter.name, value: this.telling(fitted, parameter.type) });
    });
    this.activation = {
      id: this.activations++,
      function: declaration.name,
      depth: outer.activation.depth + 1,
      caller: outer.activation,
      place,
      args: told,
      locals,
      gate: outer.activation.gate,
    };
    this.emit({ op: 'enter', activation: this.activation });
    const result = body(declaration.body);
    this.emit({
      op: 'leave',
      activation: this.activation,
      value: result.kind === 'void' ? null : this.telling(result, declaration.result),
    });
    this.locals = outer.locals;
    this.activation = outer.activation;
    this.returns = outer.returns;
    this.calls.pop();
    return result;
  }
}

/** Of a temporary, of whose type nothing is known. */
const integer: Teller = (value) => ({ kind: 'int', value });

function clamp(range: { min: number; max: number }): { min: number; max: number } {
  return { min: Math.max(range.min, -(2 ** 31)), max: Math.min(range.max, 2 ** 31 - 1) };
}

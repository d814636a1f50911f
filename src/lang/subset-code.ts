// SPDX-License-Identifier: MIT
// What may not be said in a body: values, operators, statements, and what only looks on.

import { type Refusal, subset, unbounded } from './refusal.ts';

const hidden = 'it would hide touches of shared memory, and each of them is a step';

export const values = {
  'array-literal': subset('an array literal', unbounded, 'array(N, value), then set the elements'),
  'array-position': subset(
    'an array here',
    'an array lives in a field or a const local, with its type written',
    'const xs: array<u8, 4> = array(4, 0)',
  ),
  'array-value': subset(
    'a whole array as a value',
    'an array is read and written element by element',
    'xs[i]; pass the object that holds it',
  ),
  'dynamic-property': subset(
    'dynamic property access',
    'which memory is touched must be known',
    'a field by name, or an array<T, N>',
  ),
  'computed-name': subset('a name that is not a plain identifier', 'names are printed and linked', 'a plain name'),
  'object-method': subset(
    'a function in an object literal',
    'functions are values only in tables and in the scenario',
    'a const table of functions',
  ),
  'table-literal': subset(
    'this in a table of functions',
    'which functions a table holds must be known',
    'name: function_of_a_module, or null',
  ),
  'table-signature': subset(
    'a function that does not match its table',
    'every function of a table is called in the same way',
    'the parameters and the result that the type of the table says, all of them',
  ),
  'table-member': subset(
    'a function of a table as a value',
    'it is called, or compared with null, where it stands',
    'ops.fault(vmf), or ops.fault !== null',
  ),
  'world-value': subset(
    'the world as a value',
    'what world() returns as a literal is names for objects, and no object itself',
    'its objects; a record parameter that names them; or a class, of which world() returns one',
  ),
  spread: subset('a spread here', 'only a record can be taken over whole', '{ ...record, field: value }, spread first'),
  string: subset('a string', 'text is only for messages, never part of a state', 'an enum'),
  template: subset('a template string', 'messages are fixed; values go beside them', "note('text', value)"),
  message: subset(
    'a message that is not a literal',
    'messages are fixed when the model is compiled',
    "a string literal: 'text'",
  ),
  regex: subset('a regular expression', 'there is no text to search', 'compare numbers'),
  float: subset('a floating-point number', 'states hold integers', 'a scaled integer'),
  'large-number': subset('a number beyond 32 bits', 'states hold 32-bit integers', 'a smaller number, or two'),
  global: subset(
    'a global of JavaScript',
    'a model is compiled, never run, and knows only its vocabulary',
    "the words of 'faultline'; functions of the model",
  ),
  'word-value': subset(
    'this word as a value',
    'the words of the vocabulary are calls or types',
    'call it, as the reference says',
  ),
  'method-of-value': subset(
    'a method or property of a value',
    'values have no methods',
    'operators, and functions of the model',
  ),
  'other-type': subset(
    'a value of another class, record or table',
    'TypeScript compares shapes, but what is in memory has a name and a layout',
    'a value of the type that is wanted',
  ),
  'choose-many': subset(
    'choose from so many',
    'every one of them is a step of its own, and explored; 65,536 at most',
    'a smaller number, or a cast: choose(n as u8)',
  ),
  'choose-nothing': subset('choose from nothing', 'choose(n) is a number from 0 to n − 1', 'n of 1 or more'),
  'same-of-objects': subset('same of what are no records', 'objects are compared by identity', 'a === b'),
} as const satisfies Record<string, Refusal>;

export const operators = {
  'loose-equality': subset('== or !=', 'it converts before it compares', '=== or !=='),
  'record-equality': subset(
    '=== on records',
    'in TypeScript it compares identity, and records are values',
    'same(a, b)',
  ),
  truthiness: subset(
    'a condition that is no bool',
    'null, 0 and false are three different things here',
    'x !== null, or n !== 0',
  ),
  operand: subset(
    'an operator on these values',
    'arithmetic and order are for integers',
    '=== for references and bools; b ? 1 : 0',
  ),
  operator: subset(
    'this operator',
    'only the operators of C that have one meaning for integers and bools',
    'write it out with if, + - * / % and shifts',
  ),
  'optional-chaining': subset('optional chaining', hidden, 'if (x !== null) …'),
  'assignment-expression': subset('an assignment inside an expression', hidden, 'a statement of its own'),
  'increment-expression': subset('++ or -- inside an expression', hidden, 'a statement of its own'),
  'root-assignment': subset(
    'an assignment to a root of the world',
    'the roots are names that world() gives, and no memory',
    'a field of an object: class w { n: u8 = 0; … }, and world() returns one',
  ),
  'part-assignment': subset(
    'an assignment to a part of a record',
    'a record is a value, and is written in one go',
    '{ ...record, part: value }',
  ),
  'assignment-target': subset(
    'an assignment to what is no variable, field or element',
    'there is nothing that could hold the value',
    'a local, a field or an element on the left side',
  ),
  comma: subset('the comma operator', hidden, 'two statements'),
  delete: subset('delete', 'objects have the fields of their class', 'set the field to null; free(object) for memory'),
  in: subset('in', 'objects have the fields of their class', 'compare a field with null'),
  instanceof: subset(
    'instanceof',
    'a reference has one class, known when the model is compiled',
    'a field that says which',
  ),
  typeof: subset('typeof on a value', 'types are known when the model is compiled', 'an enum field that says which'),
  void: subset('void', 'there is no undefined', 'the call as a statement'),
  'call-form': subset(
    'this kind of call',
    'calls must be known when the model is compiled',
    'f(x), or table.member(x)',
  ),
  'expression-form': subset(
    'this kind of expression',
    'it is not part of the language',
    'names, fields, operators, calls',
  ),
} as const satisfies Record<string, Refusal>;

export const statements = {
  var: subset('var', 'it outlives the block that it stands in', 'const or let'),
  using: subset('using', hidden, 'const, and the call that ends it'),
  destructuring: subset('this form of destructuring', 'only records have named parts', 'const { a, b: c } = record'),
  'destructured-object': subset(
    'destructuring of an object',
    hidden,
    'const mapping = page.mapping; one line for each field',
  ),
  'for-in-of': subset(
    'for-in and for-of',
    'there is nothing to iterate over but fixed arrays',
    'for (let i: u8 = 0; i < N; i++)',
  ),
  fallthrough: subset(
    'a case that falls through',
    'a forgotten break reads the same',
    'break, return, or repeat the code',
  ),
  'case-value': subset(
    'a case that is no constant',
    'cases are told apart when the model is compiled',
    'a literal, an enum member, a const',
  ),
  'switch-subject': subset('a switch over what is no integer', 'cases are integers', 'if and else'),
  label: subset('a label here', 'a label is for break and continue', 'before one loop, switch or block'),
  'idle-statement': subset('an expression as a statement', 'its value is not used', 'a call, an assignment, or if'),
  'statement-form': subset('this kind of statement', 'it is not part of the language', 'if, loops, switch, return'),
} as const satisfies Record<string, Refusal>;

export const ghosts = {
  'ghost-read': subset(
    'a ghost that model code depends on',
    'ghosts cost no step, so they may be seen by properties, assertions, notes and other ghosts only',
    'an ordinary field, where the kernel has one; the comparison in a property',
  ),
  'pool-position': subset(
    'a pool that is no statement of world()',
    'pools are there from the first state on, and are no value',
    'pool(C, n); in world()',
  ),
  'property-effect': subset(
    'a property that changes something or waits',
    'properties are asked about a state; they do not make one',
    'read fields and return a bool',
  ),
  'told-effect': subset(
    'a note or a warn that changes something or waits',
    'a note is only told, and a warn judged only where it is asked for: what they do would happen in some runs and not in others',
    'a statement before it, which keeps what it found in a local',
  ),
} as const satisfies Record<string, Refusal>;

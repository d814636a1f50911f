// SPDX-License-Identifier: MIT
// What may not be declared: functions, types and classes.

import { model, type Refusal, subset, unbounded } from './refusal.ts';

export const functions = {
  recursion: subset(
    'recursion',
    'functions are inlined where they are called, so that a state has a fixed size',
    'a loop, or one function per level',
  ),
  closure: subset(
    'a function inside a function',
    'what it captures would live on, and change, in ways that a state cannot show',
    'a function at module level that takes what it needs as parameters',
  ),
  'function-value': subset(
    'a function as a value',
    'calls must be known when the model is compiled',
    'call it, or put it into a const table of functions',
  ),
  'function-type': subset(
    'a function type here',
    'calls must be known when the model is compiled',
    'a type of a table: type ops = { readonly fault: (vmf: vm_fault) => u8 }',
  ),
  'result-type': subset(
    'a function without a result type',
    'the range of a result must be known to check it',
    'write it: function f(): u8, or : void',
  ),
  'parameter-type': subset(
    'a parameter without a type',
    'the range of a parameter must be known to check it',
    'write it: (index: u8)',
  ),
  'optional-parameter': subset('an optional parameter', 'there is no undefined', 'a parameter of type T | null'),
  'default-parameter': subset(
    'a parameter with a default',
    'a call should show everything that it passes, as in C',
    'pass the value at every call, or a second function',
  ),
  'rest-parameter': subset('a rest parameter', unbounded, 'one parameter for each argument'),
  'destructured-parameter': subset(
    'destructuring in a parameter',
    'a parameter is one name in the printed call',
    'destructure on the first line of the body',
  ),
  arguments: subset('arguments', 'a call passes exactly the parameters', 'name the parameters'),
  overload: subset('a function without a body', 'a call has one meaning', 'one function per signature'),
  generic: subset('a type parameter or type argument', 'the size of every value must be known', 'write the type out'),
  async: subset('async and await', 'threads are interleaved by the checker, not by a queue', 'waitUntil(() => …)'),
  generator: subset('generators and yield', 'threads are interleaved by the checker', 'a function per step, or a loop'),
  exception: subset(
    'exceptions',
    'the kernel has none, and an invisible way out of a function hides steps',
    'return an error code; assert(cond, why) for what must not happen',
  ),
  'section-body': subset(
    'this argument of atomically or waitUntil',
    'the body is compiled in place, as part of the function around it',
    'an arrow function without parameters: () => …',
  ),
  'ordered-place': subset(
    'this, where a place in memory is meant',
    'what is read or written, and ordered, is a field of an object, or an element of one',
    'READ_ONCE(p.n), WRITE_ONCE(p.n, 1)',
  ),
  'exchange-operand': subset(
    'memory that is read inside of an exchange',
    'an exchange is one step, and each read of what it is given is one of its own',
    'read it first: const next = p.next; xchg(next.n, 1)',
  ),
  'section-order': subset(
    'an order that is not written out',
    'how a section is ordered is known when the model is compiled',
    "atomically(() => …, 'acquire')",
  ),
  'section-word': subset(
    'this, where an object is meant',
    'the lock of a section, or the word that its fields stand for, is that of an object',
    "atomically('locked', queue, () => …)",
  ),
} as const satisfies Record<string, Refusal>;

export const types = {
  'number-type': subset(
    'number',
    'a state has a fixed number of bits',
    'say which integer: u8, i8, u16, i16, i32, int<0, 3>',
  ),
  'string-type': subset(
    'string',
    'text is only for messages, never part of a state',
    'an enum, or a literal at the call',
  ),
  'any-type': subset('any, unknown, object', 'the size of every value must be known', 'write the type'),
  bigint: subset('bigint', 'a state has a fixed number of bits', 'i32, or two of them'),
  undefined: subset('undefined', 'there is one way to say that something is absent', 'null'),
  union: subset('a union', 'a value has one layout', 'T | null, an enum, or a record with a tag'),
  'nullable-value': subset(
    'null for a value that is no reference',
    'only references and tables can be null',
    'a number that stands for nothing, or a bool beside it',
  ),
  'array-type': subset('an array without a length', unbounded, 'array<T, N>, a fixed length'),
  'int-limits': subset(
    'an int with these limits',
    'they are two whole numbers that an i32 can be, the smaller one first',
    'int<0, 3>',
  ),
  'array-length': subset(
    'an array of this length',
    'a state holds all of its elements: a whole number of them, and a million at most',
    'a shorter array',
  ),
  'nested-array': subset(
    'an array of arrays',
    'arrays hold values and references',
    'an array of objects, or one index',
  ),
  'array-in-record': subset('an array in a record', 'a record is read and written in one go', 'one field per element'),
  'recursive-type': subset('a type that contains itself', 'it has no size', 'a class, referred to by its fields'),
  'ghost-type': subset('ghost here', 'ghosts are fields of classes', 'a field: written: ghost<u8> = 0'),
  'wide-type': subset(
    'what is wide without being several words',
    'a number of two words has an even number of bits and all of their values; a record has as many words as parts',
    'wide<u8>, wide<u16>, wide<int<0, 3>>, or a record of several parts; no ghost, and nothing instant',
  ),
  'role-type': subset('a role here', 'roles are said of fields of classes', 'a field: cells: stored<u8> = 0'),
  'type-number': subset(
    'this as a number in a type',
    'the length or limit must be known',
    'a literal, or typeof N of a const',
  ),
  'flags-form': subset(
    'this as a flag',
    'flags have names, and no sign',
    'flags<typeof A | typeof B> of constants, or flags<E> of an enum',
  ),
  'type-form': subset(
    'this form of type',
    'the layout of every value is read off its type as written',
    'a sized integer, bool, an enum, a class, a record, a table or array<T, N>',
  ),
  'record-member': subset('this in a record', 'a record is made of named values', 'readonly name: type'),
  'mutable-record': subset(
    'a record field that is not readonly',
    'records are values: a part cannot change alone',
    'readonly, and { ...r, field: value }; or a class where it is memory',
  ),
  'optional-field': subset('an optional field', 'there is no undefined', 'a field of type T | null'),
  'table-type': subset(
    'this in a table of functions',
    'a type with a function in it is a table, and holds nothing else',
    'readonly name: (p: type) => type, or (…) | null',
  ),
  'enum-value': subset('this value of an enum', 'an enum is an integer with names', 'an integer'),
  'assertion-type': subset(
    'this type assertion',
    'it would claim what nobody checks',
    'a local with a type; `as` only to an integer type, where the store checks the range',
  ),
  'untyped-local': subset('a local without a type', 'its size must be known', 'write it: let p: page | null = null'),
  'untyped-field': subset('a field without a type', 'its range must be known', 'write it: count: u8 = 0'),
  'untyped-record': subset(
    'an object literal whose type is not known here',
    'a record is laid out by its type',
    'a local with a type: const p: pte = { … }',
  ),
} as const satisfies Record<string, Refusal>;

export const classes = {
  method: subset(
    'a method, getter or other member of a class',
    'a class is memory: its fields and nothing else',
    'a function that takes the object: lock_page(page)',
  ),
  inheritance: subset(
    'inheritance',
    'a class is memory, and a field holds objects of one layout',
    'embed the object as a field',
  ),
  'class-modifier': subset(
    'this modifier',
    'a class is memory: every field is open and belongs to an object',
    'leave it out',
  ),
  'constructor-body': subset(
    'a constructor that does something',
    'making an object is not a step',
    'field initialisers, an empty body',
  ),
  'constructor-parameter': subset(
    'a constructor parameter that is no field',
    'arguments of new only set fields',
    'readonly or public before its name',
  ),
  'field-without-value': subset(
    'a field without a value',
    'every state is known from the first on',
    'an initial value, or a constructor parameter',
  ),
  'class-view': model(
    'a @view that cannot be drawn',
    'it says by four words how objects of a class are drawn, and three of them name its fields',
    '@view title Pages, @view first locked dirty, @view quiet index, @view held locked',
  ),
  'initial-call': subset(
    'a call in an initial value',
    'making an object is not a step',
    'a constant, and a call in world()',
  ),
  'class-value': subset(
    'a class or type as a value',
    'classes are not part of a state',
    'new, alloc, free and pool take it',
  ),
  'class-argument': subset(
    'this as a class',
    'what is allocated must be known when the model is compiled',
    'the name of a class',
  ),
  'new-position': subset(
    'new here',
    'outside world() an object made by new is a stack structure, which must not outlive its function',
    'const x = new C(…) in a function body; alloc(C) for shared memory',
  ),
  this: subset('this', 'functions take what they work on as parameters', 'a parameter'),
} as const satisfies Record<string, Refusal>;

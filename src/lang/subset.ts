// SPDX-License-Identifier: MIT
// The border of the language, as data: everything that a model may not say, why, and what to write instead. The
// translation refuses by these keys and the reference of the language is checked against them, so neither can drift.

import type { Diagnostic, Place } from './diagnostic.ts';

export interface Refusal {
  readonly kind: Exclude<Diagnostic['kind'], 'type'>;
  readonly what: string;
  readonly why: string;
  readonly instead: string;
}

export function subset(what: string, why: string, instead: string): Refusal {
  return { kind: 'subset', what, why, instead };
}

function model(what: string, why: string, instead: string): Refusal {
  return { kind: 'model', what, why, instead };
}

function file(what: string, why: string, instead: string): Refusal {
  return { kind: 'file', what, why, instead };
}

const unbounded = 'a state has a fixed size, and this one grows while the model runs';
const hidden = 'it would hide touches of shared memory, and each of them is a step';

const files = {
  'no-such-file': file('there is no such file', 'a model is read from files', 'correct the path'),
  'not-in-kernel': file(
    'the kernel has no such file',
    "a path without a version is looked up in the directories of the variant's kernel",
    "a file of that kernel; where the scenario names none: kernel: '…'",
  ),
  unreadable: file('the file cannot be read', 'a model is read from files', 'a file that may be read'),
  'not-a-module': file('the file exports nothing', 'an import takes names from a module', 'export what is wanted'),
  'import-outside': subset(
    'an import from outside the model',
    'a model is made of model files only, so that nothing else can run or decide',
    "import from 'faultline', from 'faultline/<path>.ts' or from a relative path",
  ),
  'import-extension': subset('an import without .ts', 'a path names a file exactly', 'write the extension: ./file.ts'),
  'import-form': subset(
    'an import or export that is not by name',
    'overlays replace declarations by file and name, so names must be visible',
    "import { name } from './file.ts', export { name } or export * from './file.ts'",
  ),
  'default-export': subset(
    'a default export that is no scenario',
    'the default export of a file is its one scenario',
    'export default scenario({ … }), or a named export',
  ),
  'too-deep': subset(
    'code that nests more than 200 deep',
    'whoever reads it goes down into it, and each `else if` and each `&&` of a chain is one deeper',
    'functions, a switch, or a loop',
  ),
  'too-long': subset(
    'a body too long to be checked',
    'each branch in it is one that every variable may come through',
    'functions, or a loop',
  ),
  'module-statement': subset(
    'a statement at module level',
    'a model is declared; only threads and world() run',
    'move it into a function',
  ),
  interface: subset(
    'an interface',
    'it says nothing about how a value is laid out, and another one of the same name would add to it',
    'type name = { readonly field: type } for a value that is copied; a class for memory that threads share',
  ),
  namespace: subset('a namespace', 'a file is a module', 'the declarations themselves, in a file of their own'),
  'module-variable': subset(
    'a variable at module level',
    'shared memory belongs to objects, which world() makes',
    'make it a field of a class, or a const',
  ),
  'module-constant': subset(
    'a module-level const of this type',
    'constants are numbers, booleans and tables of functions',
    'write a function that returns it',
  ),
  'module-function': subset(
    'a function as a module-level const',
    'overlays replace functions by their names, and a const holds a value',
    'function name(parameters): type { … }',
  ),
  'declaration-form': subset('declare', 'a model is complete; nothing of it lives elsewhere', 'write the function'),
  'nested-declaration': subset(
    'a declaration inside a function',
    'overlays replace declarations by file and name',
    'move it to module level',
  ),
} as const satisfies Record<string, Refusal>;

const functions = {
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

const types = {
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

const classes = {
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

const values = {
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

const operators = {
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

const statements = {
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

const ghosts = {
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

const scenarios = {
  'scenario-literal': subset(
    'a part of the scenario that is computed',
    'a scenario is read, never executed',
    'a literal, a function written in place, or the name of a function of this model',
  ),
  'scenario-parameter': subset('this parameter', 'threads and properties get the world, world() gets nothing', '(w)'),
  'world-result': subset(
    'a world that returns different objects',
    'the roots of every initial state have the same names',
    'the same object literal, or objects of one class, in every return',
  ),
  'no-sometimes': model(
    'a scenario without a sometimes',
    'a proof about a model in which nothing happens proves nothing',
    "sometimes: { 'what should be seen': (w) => … }",
  ),
  'leads-to-pair': model(
    'a leadsTo that is not two conditions',
    'whenever the first is true, the second has to be true then or later',
    "leadsTo: { 'who waits is woken': [(w) => w.waiting, (w) => w.woken] }",
  ),
  'sometimes-variant': model(
    'a sometimes for a variant that no claim is about',
    'it would be asked of nothing',
    'the variant of a claim',
  ),
  'scenario-part': model(
    'a scenario without one of its parts',
    'a question needs what exists, who runs, and a name for the columns',
    "title: '…', world() { return { … }; } and threads: { CPU0(w) { … } }",
  ),
  'property-name': model(
    'a property with a name that is taken',
    'these names stand for what can be asked of every scenario',
    'another name',
  ),
  'property-twice': model('two properties of one name', 'a claim names its property', 'another name'),
  'unknown-property': model(
    'a claim about no property',
    'a claim names a key of always, atEnd or leadsTo, or NO-DEADLOCK, NO-LIVELOCK, NO-DATA-RACE, ASSERTS, SAME-OUTCOMES',
    'one of these',
  ),
  'outcome-claim': model(
    'a comparison of outcomes that lacks a part',
    'SAME-OUTCOMES compares what outcomes observes in two different variants, and nothing else does',
    "property: 'SAME-OUTCOMES', variant: 'v5.9+D', as: 'v5.9', and outcomes: { 'what is seen': (w) => … }",
  ),
  'claim-cost': model(
    'a number of environment steps in this row',
    'it is proved for failures of always, atEnd, NO-DEADLOCK and NO-DATA-RACE, and for no others',
    "a row of such a property with expect: 'fails', or leave the number out",
  ),
  'claim-keys': model(
    'a claim that does not say of what its verdicts are',
    'what it has no field for, variant or property, are the keys of expect: variants outside, properties inside',
    "property: 'P1', expect: { 'v5.9': 'fails', '+D': 'holds' }, or expect: { '+D': { P1: 'holds', P2: 'holds' } }",
  ),
  'claim-row': model(
    'a row of claims that is no claim',
    'with what stands around rows, each says once: id, by, thread and expect',
    "{ id: 'mine/1', by: 'me', rows: [{ property: 'P1', thread: 'open', expect: 'holds' }, …] }",
  ),
  'duplicate-claim': model('a claim twice', 'id, variant and property name one row', 'leave one out'),
} as const satisfies Record<string, Refusal>;

export const refusals = {
  ...files,
  ...functions,
  ...types,
  ...classes,
  ...values,
  ...operators,
  ...statements,
  ...ghosts,
  ...scenarios,
} as const;

export type RefusalKey = keyof typeof refusals;

/** `detail` completes the refusal's `what`: the name, the cycle. */
export function refusalAt(refusal: Refusal, place: Place, detail: string, source: string): Diagnostic {
  const { kind, what, why, instead } = refusal;
  return { place, kind, what: detail === '' ? what : `${what}: ${detail}`, why, instead, source };
}

// SPDX-License-Identifier: MIT
// What a model may not be made of: files, imports, and what stands at module level.

import { file, type Refusal, subset } from './refusal.ts';

export const files = {
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

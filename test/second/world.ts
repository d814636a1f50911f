// SPDX-License-Identifier: MIT
// world(): run once for every way that its choices can go. What it returns is one object: that of a class, or one that
// the literal stands for, whose fields are the roots.

import type ts from 'typescript';
import { type FunctionCode, noUses, type Uses } from './code.ts';
import { WORLD } from './expressions.ts';
import { Memory } from './memory.ts';
import type { Reader } from './reader.ts';
import { BEGINNING, Runner } from './runner.ts';
import { Scope } from './scope.ts';
import { functionBody } from './statements.ts';
import { Blocked, Broken } from './trouble.ts';
import { type ClassShape, nothing, type Type } from './types.ts';
import { fault, type Ref, type Value } from './values.ts';

export interface World {
  /** Of what the bodies get. */
  readonly type: Type;
  /** The class that a literal stands for; without fields where there is none. */
  readonly literal: ClassShape;
  readonly uses: Uses;
  /** Initial states; the same root in all of them. */
  build(): { readonly starts: readonly Memory[]; readonly root: Value };
}

/** world() itself breaks: the model is refused. */
export class BadWorld extends Error {}

export function readWorld(node: ts.FunctionLikeDeclaration, file: string, reader: Reader): World {
  const scope = new Scope(reader, file, noUses(), null);
  const literal: ClassShape = { id: WORLD, fields: [], byName: new Map() };
  const { body, type } = functionBody(node.body ?? fault('world() has no body'), scope, {
    kind: 'object',
    shape: literal,
    nullable: false,
  });
  const code: FunctionCode = {
    name: 'world',
    parameters: [],
    result: nothing,
    slots: scope.slots,
    body,
    uses: scope.uses,
  };
  return { type, literal, uses: scope.uses, build: () => build(code, reader) };
}

function build(code: FunctionCode, reader: Reader): { starts: readonly Memory[]; root: Value } {
  const starts: Memory[] = [];
  let root: Value = null;
  let choices: readonly number[] | null = [];
  while (choices !== null) {
    const pools = new Map<ClassShape, Ref[]>();
    const memory = new Memory();
    const runner = new Runner({ memory, self: 0, warnings: false, past: BEGINNING, mode: 'whole', choices, pools });
    try {
      root = runner.call(code, [], { site: 0, line: 0 });
    } catch (error) {
      if (error instanceof Broken || error instanceof Blocked) throw new BadWorld();
      throw error;
    }
    starts.push(runner.memory);
    // Those that are there come first, wherever pool() stands.
    const isFree = (ref: Ref): number => (runner.memory.isFree(ref) ? 1 : 0);
    reader.pools = new Map([...pools].map(([shape, refs]) => [shape, refs.sort((x, y) => isFree(x) - isFree(y))]));
    choices = nextChoices(runner.limits, choices);
  }
  return { starts, root };
}

/** The choices that come after these, like the digits of a counter; null after the last. */
export function nextChoices(limits: readonly number[], choices: readonly number[]): readonly number[] | null {
  const digits = limits.map((_, i) => choices[i] ?? 0);
  for (let last = digits.length - 1; last >= 0; last--) {
    const raised = (digits[last] ?? 0) + 1;
    if (raised < (limits[last] ?? 0)) return [...digits.slice(0, last), raised];
  }
  return null;
}

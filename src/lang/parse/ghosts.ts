// SPDX-License-Identifier: MIT
// Ghosts cost no step, so nothing that costs one may depend on them. A ghost is read only where the value goes into
// another ghost, an assertion, a note or a property; since no local can hold one, looking at the places is enough.

import type { Expression, FunctionDeclaration, Statement, Tree } from '../tree.ts';
import { bodiesOf, expressionsOf, partsOf, sectionOf } from '../walk.ts';
import { effects } from './effects.ts';
import type { CallGraph } from './graph.ts';
import type { Refusals } from './refuse.ts';

export function refuseGhosts(graph: CallGraph, refusals: Refusals): void {
  const byThreads = graph.reachableWithOverlays(graph.threads);
  const check = new GhostCheck(graph.tree, refusals);
  // A function that only properties call is part of them. One that nobody calls here may be such a function, unless it
  // does what no property may.
  for (const one of graph.functions) if (byThreads.has(one) || effects(one.body).length > 0) check.code(one);
  for (const one of graph.threads) check.code(one);
}

class GhostCheck {
  readonly #tree: Tree;
  readonly #refusals: Refusals;

  constructor(tree: Tree, refusals: Refusals) {
    this.#tree = tree;
    this.#refusals = refusals;
  }

  code({ body }: FunctionDeclaration): void {
    this.#statements(body, false);
  }

  /** `returned`: whether a ghost may be what a `return` in here delivers. */
  #statements(statements: readonly Statement[], returned: boolean): void {
    for (const statement of statements) {
      if (statement.kind === 'assign' || statement.kind === 'update') {
        const { target, value } = statement;
        const ghost = this.#isGhost(target);
        for (const part of partsOf(target)) {
          // The array of `o.ghosts[i] = …` is named, not read.
          if (ghost && target.kind === 'index' && part === target.array)
            for (const inner of partsOf(part)) this.#expression(inner, false);
          else this.#expression(part, false);
        }
        this.#expression(value, ghost);
      } else {
        const allowed = statement.kind === 'return' && returned;
        for (const expression of expressionsOf(statement)) this.#expression(expression, allowed);
      }
      for (const body of bodiesOf(statement)) this.#statements(body, returned);
    }
  }

  #expression(expression: Expression, allowed: boolean): void {
    if (!allowed && this.#isGhost(expression)) {
      this.#refusals.refuseAt('ghost-read', expression.place, expression.kind === 'field' ? expression.name : '');
      return;
    }
    this.#statements(sectionOf(expression), allowed && expression.kind === 'atomically');
    switch (expression.kind) {
      case 'assert':
      case 'note':
        for (const part of partsOf(expression)) this.#expression(part, true);
        return;
      case 'conditional': {
        const free = this.#isFree(expression.then) && this.#isFree(expression.else);
        this.#expression(expression.test, allowed && free);
        this.#expression(expression.then, allowed);
        this.#expression(expression.else, allowed);
        return;
      }
      case 'logical':
        this.#expression(expression.left, allowed && this.#isFree(expression.right));
        this.#expression(expression.right, allowed);
        return;
      case 'index':
        this.#expression(expression.array, allowed);
        this.#expression(expression.index, allowed && this.#isGhost(expression.array));
        return;
      case 'field':
        this.#expression(expression.object, allowed && expression.object.type.kind !== 'ref');
        return;
      case 'cast':
      case 'unary':
      case 'binary':
      case 'same':
      case 'record':
        for (const part of partsOf(expression)) this.#expression(part, allowed);
        return;
      default:
        for (const part of partsOf(expression)) this.#expression(part, false);
    }
  }

  #isGhost(expression: Expression): boolean {
    if (expression.kind === 'index') return this.#isGhost(expression.array);
    if (expression.kind !== 'field' || expression.object.type.kind !== 'ref') return false;
    const owner = this.#tree.declarations.get(expression.object.type.class);
    if (owner?.kind !== 'class') return false;
    return owner.fields.some(({ name, ghost }) => ghost && name === expression.name);
  }

  /** Whether evaluating it touches no shared memory: then it does not matter that a ghost decides about it. */
  #isFree(expression: Expression): boolean {
    switch (expression.kind) {
      case 'number':
      case 'bool':
      case 'null':
      case 'local':
      case 'constant':
      case 'table':
      case 'self':
        return true;
      case 'field':
        return (this.#isGhost(expression) || expression.object.type.kind !== 'ref') && this.#isFree(expression.object);
      case 'cast':
      case 'unary':
      case 'binary':
      case 'logical':
      case 'conditional':
      case 'same':
      case 'record':
      case 'index':
        return partsOf(expression).every((part) => this.#isFree(part));
      default:
        return false;
    }
  }
}

// SPDX-License-Identifier: MIT
// Goes through a piece of Tree. The one list of what is inside what; the checks after the translation share it.

import type { Expression, Statement } from './tree.ts';

export interface Visitor {
  statement?(statement: Statement): void;
  expression?(expression: Expression): void;
}

/** Every statement and expression, bodies of `atomically` and `waitUntil` included, outermost first. */
export function walk(statements: readonly Statement[], visitor: Visitor): void {
  for (const statement of statements) {
    visitor.statement?.(statement);
    for (const expression of expressionsOf(statement)) walkExpression(expression, visitor);
    for (const body of bodiesOf(statement)) walk(body, visitor);
  }
}

export function walkExpression(expression: Expression, visitor: Visitor): void {
  visitor.expression?.(expression);
  for (const part of partsOf(expression)) walkExpression(part, visitor);
  walk(sectionOf(expression), visitor);
}

/** The expressions that stand directly in a statement. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  switch (statement.kind) {
    case 'let':
    case 'return':
      return statement.value === null ? [] : [statement.value];
    case 'assign':
    case 'update':
      return [statement.target, statement.value];
    case 'expression':
      return [statement.value];
    case 'if':
      return [statement.test];
    case 'loop':
      return statement.test === null ? [] : [statement.test];
    case 'switch':
      return [statement.subject, ...statement.cases.flatMap(({ values }) => values.filter((value) => value !== null))];
    case 'break':
    case 'continue':
    case 'block':
      return [];
  }
}

export function bodiesOf(statement: Statement): readonly (readonly Statement[])[] {
  switch (statement.kind) {
    case 'if':
      return [statement.then, statement.else];
    case 'loop':
      return [statement.body, statement.update];
    case 'switch':
      return statement.cases.map(({ body }) => body);
    case 'block':
      return [statement.body];
    case 'let':
    case 'return':
    case 'assign':
    case 'update':
    case 'expression':
    case 'break':
    case 'continue':
      return [];
  }
}

export function sectionOf(expression: Expression): readonly Statement[] {
  return expression.kind === 'atomically' || expression.kind === 'waitUntil' ? expression.body : [];
}

export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'field':
    case 'free':
      return [expression.object];
    case 'index':
      return [expression.array, expression.index];
    case 'cast':
    case 'unary':
      return [expression.operand];
    case 'binary':
    case 'logical':
    case 'same':
      return [expression.left, expression.right];
    case 'conditional':
      return [expression.test, expression.then, expression.else];
    case 'call':
    case 'new':
      return expression.args;
    case 'callTable':
      return [expression.table, ...expression.args];
    case 'hasMember':
      return [expression.table];
    case 'record': {
      const values = expression.fields.map(({ value }) => value);
      return expression.spread === null ? values : [expression.spread, ...values];
    }
    case 'array':
      return [expression.fill];
    case 'atomically':
      return expression.word === undefined ? [] : [expression.word];
    case 'choose':
    case 'pool':
      return [expression.n];
    case 'assert':
      return [expression.condition];
    case 'note':
      return expression.values;
    case 'number':
    case 'bool':
    case 'null':
    case 'text':
    case 'local':
    case 'constant':
    case 'table':
    case 'waitUntil':
    case 'alloc':
    case 'self':
    case 'fence':
      return [];
  }
}

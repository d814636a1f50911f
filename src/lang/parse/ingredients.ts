// SPDX-License-Identifier: MIT
// What can be taken out of a function to see whether it is needed: a statement, a lock with its unlocks, a test that is always
// true or always false. Each as the stretches of text that go, so that what is asked again is the model with that edit.

import ts from 'typescript';
import { type IngredientKind, kindOf } from '../partners.ts';
import type { Cut } from '../write-diff.ts';
import { type Ingredient, type Names, silent } from './ingredient.ts';
import { leaveOut } from './leave-out.ts';
import { ordersOf } from './orders.ts';
import { sectionParts } from './words.ts';

/** In the order of the text. @param orders whether the order of two statements is one, too */
export function ingredientsOf(
  path: string,
  text: string,
  functions: readonly string[],
  names: Names,
  orders = false,
): readonly Ingredient[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  return file.statements.flatMap((node) => {
    if (!ts.isFunctionDeclaration(node) || node.name === undefined || node.body === undefined) return [];
    if (!functions.includes(node.name.text)) return [];
    const { all } = new Finder(file, node.name.text, node.body, names);
    const turned = orders ? ordersOf(file, node.name.text, node.body, names) : [];
    return [...all, ...turned].toSorted((a, b) => start(a) - start(b));
  });
}

const start = ({ cuts }: Ingredient): number => Math.min(...cuts.map((cut) => cut.start));

class Finder {
  readonly all: Ingredient[] = [];
  readonly #file: ts.SourceFile;
  readonly #function: string;
  readonly #body: ts.Block;
  readonly #names: Names;
  readonly #paired = new Set<ts.Node>();

  constructor(file: ts.SourceFile, name: string, body: ts.Block, names: Names) {
    this.#file = file;
    this.#function = name;
    this.#body = body;
    this.#names = names;
    this.#pairs();
    this.#statements(body.statements);
  }

  #keep(kind: IngredientKind, at: ts.Node, what: string, cuts: readonly Cut[]): void {
    const line = this.#file.getLineAndCharacterOfPosition(at.getStart(this.#file)).line + 1;
    this.all.push({ kind, function: this.#function, line, what, cuts });
  }

  #text(node: ts.Node): string {
    return node.getText(this.#file).replaceAll(/\s+/g, ' ');
  }

  /** What is opened, with all that closes it: same name, same arguments, before it is opened again. */
  #pairs(): void {
    const calls = this.#calls();
    calls.forEach((open, i) => {
      const partners = this.#names.partners(open.name);
      if (partners.length === 0 || open.cut === null) return;
      const again = calls.slice(i + 1).findIndex((one) => one.name === open.name && one.args === open.args);
      const until = again < 0 ? calls.slice(i + 1) : calls.slice(i + 1, i + 1 + again);
      const closing = until.filter((one) => partners.includes(one.name) && one.args === open.args && one.isStatement);
      const cuts = closing.flatMap(({ cut }) => cut ?? []);
      if (cuts.length === 0) return;
      for (const one of [open, ...closing]) this.#paired.add(one.node);
      const [first] = closing;
      const more = closing.length > 1 ? ` (${closing.length} times)` : '';
      const what = `${this.#text(open.node)} … ${first === undefined ? '' : this.#text(first.node)}${more}`;
      this.#keep(kindOf(open.name), open.node, what, [open.cut, ...cuts]);
    });
  }

  #calls(): readonly Call[] {
    const found: Call[] = [];
    const look = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const isStatement = ts.isExpressionStatement(node.parent);
        const cut = isStatement
          ? leaveOut(this.#file, node.parent)
          : isTest(node)
            ? { start: node.getStart(this.#file), end: node.end, text: 'true' }
            : null;
        const args = node.arguments.map((one) => this.#text(one)).join(', ');
        found.push({ node, name: node.expression.text, args, isStatement, cut });
      }
      ts.forEachChild(node, look);
    };
    look(this.#body);
    return found;
  }

  #statements(statements: readonly ts.Statement[]): void {
    for (const one of statements) this.#statement(one);
  }

  #statement(node: ts.Statement): void {
    if (ts.isBlock(node)) this.#statements(node.statements);
    else if (ts.isLabeledStatement(node) || ts.isIterationStatement(node, false)) this.#statement(node.statement);
    else if (ts.isSwitchStatement(node)) {
      for (const clause of node.caseBlock.clauses) this.#statements(clause.statements);
    } else if (ts.isIfStatement(node)) this.#if(node);
    else if (ts.isExpressionStatement(node)) this.#expression(node);
    else if (ts.isVariableStatement(node)) {
      for (const { initializer } of node.declarationList.declarations) this.#inOneStep(initializer);
    } else if (ts.isReturnStatement(node)) this.#inOneStep(node.expression);
  }

  #if(node: ts.IfStatement): void {
    const whole = node.expression;
    if (!this.#isPaired(whole)) {
      this.#keep('re-check', whole, `${this.#text(whole)} → false`, [this.#never(node)]);
      this.#test(whole, 'true');
      for (const part of partsOf(whole)) this.#test(part.node, part.neutral);
    }
    for (const inner of [node.thenStatement, node.elseStatement]) {
      // A single statement goes with its test.
      if (inner !== undefined && (ts.isBlock(inner) || ts.isIfStatement(inner))) this.#statement(inner);
    }
  }

  #isPaired(node: ts.Node): boolean {
    return this.#paired.has(node) || (ts.forEachChild(node, (child) => this.#isPaired(child) || undefined) ?? false);
  }

  /** Only what is done otherwise is left. With `false` in place of the test, TypeScript would know less of what stands there. */
  #never(node: ts.IfStatement): Cut {
    if (node.elseStatement === undefined) return leaveOut(this.#file, node);
    return { start: node.getStart(this.#file), end: node.elseStatement.getStart(this.#file), text: '' };
  }

  #test(node: ts.Expression, value: string): void {
    const cut = { start: node.getStart(this.#file), end: node.end, text: value };
    this.#keep('re-check', node, `${this.#text(node)} → ${value}`, [cut]);
  }

  #expression(node: ts.ExpressionStatement): void {
    const { expression } = node;
    if (this.#paired.has(expression)) return;
    if (ts.isCallExpression(expression)) {
      if (this.#inOneStep(expression)) return;
      const name = ts.isIdentifier(expression.expression)
        ? expression.expression.text
        : this.#text(expression.expression);
      if (!silent.has(name)) this.#keep(kindOf(name), node, this.#text(expression), [leaveOut(this.#file, node)]);
      return;
    }
    const target = ts.isBinaryExpression(expression)
      ? expression.left
      : ts.isPostfixUnaryExpression(expression) || ts.isPrefixUnaryExpression(expression)
        ? expression.operand
        : null;
    if (target === null || fieldsOf(target).some((field) => this.#names.isGhost(field))) return;
    this.#keep('statement', node, this.#text(expression), [leaveOut(this.#file, node)]);
  }

  /** Looks into the body of `atomically`; false for everything else. */
  #inOneStep(node: ts.Expression | undefined): boolean {
    if (node === undefined || !ts.isCallExpression(node)) return false;
    const { body } = sectionParts(node);
    const isAtomic = ts.isIdentifier(node.expression) && node.expression.text === 'atomically';
    if (!isAtomic || body === undefined || !ts.isArrowFunction(body) || !ts.isBlock(body.body)) return false;
    this.#statements(body.body.statements);
    return true;
  }
}

interface Call {
  readonly node: ts.CallExpression;
  readonly name: string;
  readonly args: string;
  readonly isStatement: boolean;
  /** How it goes; null where its value is used. */
  readonly cut: Cut | null;
}

/** `if (trylock(x))`, `if (!trylock(x))`. */
function isTest(node: ts.CallExpression): boolean {
  const { parent } = node;
  if (ts.isIfStatement(parent)) return parent.expression === node;
  return (
    ts.isPrefixUnaryExpression(parent) &&
    parent.operator === ts.SyntaxKind.ExclamationToken &&
    ts.isIfStatement(parent.parent)
  );
}

/** The sides of `&&` and `||`, with the value that leaves the decision to the others. */
function partsOf(node: ts.Expression): readonly { readonly node: ts.Expression; readonly neutral: string }[] {
  if (!ts.isBinaryExpression(node)) return [];
  const { operatorToken: operator } = node;
  const isAnd = operator.kind === ts.SyntaxKind.AmpersandAmpersandToken;
  if (!isAnd && operator.kind !== ts.SyntaxKind.BarBarToken) return [];
  return [node.left, node.right].flatMap((side) => {
    const same = ts.isBinaryExpression(side) && side.operatorToken.kind === operator.kind;
    return same ? partsOf(side) : [{ node: side, neutral: String(isAnd) }];
  });
}

function fieldsOf(node: ts.Expression): readonly string[] {
  if (ts.isPropertyAccessExpression(node)) return [node.name.text, ...fieldsOf(node.expression)];
  return ts.isElementAccessExpression(node) ? fieldsOf(node.expression) : [];
}

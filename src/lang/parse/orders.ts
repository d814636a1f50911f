// SPDX-License-Identifier: MIT
// Two statements that follow each other, the other way round: whether their order is needed.

import ts from 'typescript';
import { type Ingredient, type Names, silent } from './ingredient.ts';

/** What happens in one step has no order for others, so `atomically` is not looked into.
 *  @param name of the function whose body it is */
export function ordersOf(file: ts.SourceFile, name: string, body: ts.Block, names: Names): readonly Ingredient[] {
  const found: Ingredient[] = [];
  const look = (node: ts.Node): void => {
    if (ts.isArrowFunction(node)) return;
    if (ts.isBlock(node) || ts.isCaseOrDefaultClause(node)) {
      node.statements.forEach((first, i) => {
        const second = node.statements[i + 1];
        if (second !== undefined && mayMove(first, names) && mayMove(second, names) && !usesWhatIsMade(first, second))
          found.push(swapped(file, name, first, second));
      });
    }
    ts.forEachChild(node, look);
  };
  look(body);
  return found;
}

function swapped(file: ts.SourceFile, name: string, first: ts.Statement, second: ts.Statement): Ingredient {
  const [one, other] = [first.getText(file), second.getText(file)];
  return {
    kind: 'order',
    function: name,
    line: file.getLineAndCharacterOfPosition(first.getStart(file)).line + 1,
    what: `${shown(file, second)} before ${shown(file, first)}`,
    cuts: [
      { start: first.getStart(file), end: first.end, text: other },
      { start: second.getStart(file), end: second.end, text: one },
    ],
  };
}

/** Of what has a body, its head. */
function shown(file: ts.SourceFile, node: ts.Statement): string {
  const text = node.getText(file).replaceAll(/\s+/g, ' ').replace(/;$/, '');
  if (ts.isIfStatement(node)) return `if (${node.expression.getText(file).replaceAll(/\s+/g, ' ')}) …`;
  const at = text.indexOf('{');
  return ts.isIterationStatement(node, false) && at > 0 ? `${text.slice(0, at)}…` : text;
}

/** A statement of the code that is left at its end, and no other way. */
function mayMove(node: ts.Statement, names: Names): boolean {
  if (leaves(node)) return false;
  if (ts.isIfStatement(node) || ts.isIterationStatement(node, false)) return true;
  if (ts.isVariableStatement(node)) return node.declarationList.declarations.some((one) => isRead(one.initializer));
  if (!ts.isExpressionStatement(node)) return false;
  const { expression } = node;
  if (ts.isCallExpression(expression)) return !silent.has(expression.expression.getText());
  const target = ts.isBinaryExpression(expression) ? expression.left : expression;
  return !mentions(target, (one) => ts.isPropertyAccessExpression(one) && names.isGhost(one.name.text));
}

/** A function inside is left by itself. */
function leaves(node: ts.Node): boolean {
  if (ts.isArrowFunction(node)) return false;
  if (ts.isReturnStatement(node) || ts.isBreakOrContinueStatement(node) || ts.isThrowStatement(node)) return true;
  return ts.forEachChild(node, (child) => leaves(child) || undefined) ?? false;
}

/** Whether it may read what others write. */
function isRead(node: ts.Expression | undefined): boolean {
  if (node === undefined || ts.isNewExpression(node)) return false;
  return mentions(node, (one) => ts.isCallExpression(one) || ts.isPropertyAccessExpression(one));
}

function usesWhatIsMade(first: ts.Statement, second: ts.Statement): boolean {
  if (!ts.isVariableStatement(first)) return false;
  const made = first.declarationList.declarations.map((one) => one.name.getText());
  return mentions(second, (one) => ts.isIdentifier(one) && made.includes(one.text));
}

function mentions(node: ts.Node, is: (node: ts.Node) => boolean): boolean {
  return is(node) || (ts.forEachChild(node, (child) => mentions(child, is) || undefined) ?? false);
}

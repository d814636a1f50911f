// SPDX-License-Identifier: MIT
// The body of a process, from its syntax to statements of a Tree.

import type { Statement } from '../tree.ts';
import { read, store } from './access.ts';
import { declaratorOf } from './declarations.ts';
import type { Syntax } from './grammar.ts';
import { int, number } from './types.ts';
import { firstLine, isOperator, type Register, Values } from './values.ts';

export class Body extends Values {
  /** What the blocks declare that the code stands in. */
  readonly #declared: Set<string>[] = [];

  statements(node: Syntax): readonly Statement[] {
    const place = this.place(node);
    switch (node.type) {
      case 'comment':
      case ';':
        return [];
      case 'compound_statement': {
        this.#declared.push(new Set());
        const inner = node.namedChildren.flatMap((one) => (one === null ? [] : this.statements(one)));
        this.#declared.pop();
        return inner;
      }
      case 'declaration':
        return this.#declaration(node);
      case 'expression_statement': {
        const [inner] = node.namedChildren.filter((one) => one?.type !== 'comment');
        return inner ? this.#effect(inner) : [];
      }
      case 'if_statement': {
        const other = this.part(node, 'alternative');
        return [
          {
            kind: 'if',
            test: this.truth(this.needed(node, 'condition')),
            then: this.calls.balanced(node, () => this.statements(this.needed(node, 'consequence'))),
            else: other === null ? [] : this.calls.balanced(node, () => this.statements(other)),
            place,
          },
        ];
      }
      case 'else_clause':
        return node.namedChildren.flatMap((one) => (one === null ? [] : this.statements(one)));
      case 'while_statement':
      case 'do_statement': {
        const test = this.truth(this.needed(node, 'condition'));
        const body = this.calls.balanced(node, () =>
          this.calls.inLoop(() => this.statements(this.needed(node, 'body'))),
        );
        return [
          { kind: 'loop', label: null, testFirst: node.type === 'while_statement', test, update: [], body, place },
        ];
      }
      case 'break_statement':
      case 'continue_statement':
        this.calls.refuseJump(node);
        return [{ kind: node.type === 'break_statement' ? 'break' : 'continue', label: null, place }];
      default:
        return this.refuse(
          node,
          `the statement \`${firstLine(node)}\``,
          'bodies are made of declarations, assignments, calls, if, while and do',
        );
    }
  }

  #declaration(node: Syntax): readonly Statement[] {
    const written = this.needed(node, 'type');
    return node.childrenForFieldName('declarator').flatMap((one): readonly Statement[] => {
      if (one === null) return [];
      const [declarator, value] =
        one.type === 'init_declarator' ? [this.needed(one, 'declarator'), this.part(one, 'value')] : [one, null];
      const { name, type } = declaratorOf(this.shared.source, written, declarator, this.offset);
      if (this.#declared.some((names) => names.has(name)))
        return this.refuse(
          declarator,
          `${name}, which is declared already`,
          'a process has one register of a name, and this would be another',
          'another name for it',
        );
      this.#declared.at(-1)?.add(name);
      const register = this.declare(name, type, declarator);
      return value === null ? [] : [this.#assign(register, value, one)];
    });
  }

  /** An expression as a statement. */
  #effect(node: Syntax): readonly Statement[] {
    const place = this.place(node);
    switch (node.type) {
      case 'assignment_expression': {
        const left = this.needed(node, 'left');
        const right = this.needed(node, 'right');
        const operator = this.needed(node, 'operator').text;
        if (operator !== '=') {
          const target = this.target(left);
          const value = this.number(right);
          const [made] = [operator.slice(0, -1)];
          if (!isOperator(made)) return this.refuse(node, `the operator ${operator}`, 'it is outside of what is read');
          return [{ kind: 'update', target, operator: made, value, place }];
        }
        if (left.type === 'identifier' && !this.parameters.has(left.text)) {
          const register = this.registers.get(left.text) ?? this.#undeclared(left, right);
          return [this.#assign(register, right, node)];
        }
        const target = this.target(left);
        return [store(target, this.fit(right, this.held(target)), place)];
      }
      case 'update_expression': {
        const target = this.target(this.needed(node, 'argument'));
        const operator = node.text.includes('++') ? '+' : '-';
        return [{ kind: 'update', target, operator, value: number(1, place), place }];
      }
      case 'call_expression':
        return this.calls.statements(node);
      case 'parenthesized_expression':
        return this.#effect(this.inner(node));
      case 'cast_expression':
        return this.#effect(this.needed(node, 'value'));
      default:
        return [{ kind: 'expression', value: this.expression(node), place }];
    }
  }

  #assign({ local, type }: Register, value: Syntax, node: Syntax): Statement {
    const place = this.place(node);
    return store(read(local, place), this.fit(value, type), place);
  }

  /** What is assigned without a declaration is a register as well: it holds what it is given. */
  #undeclared(node: Syntax, value: Syntax): Register {
    const { type } = this.expression(value);
    const { cells } = this.shared;
    return this.declare(node.text, type.kind === 'ref' ? { kind: 'pointer', to: cells.heldIn(type.class) } : int, node);
  }
}

// SPDX-License-Identifier: MIT
// The processes of a test in C: each is a function of C but for its missing result, so that a parser of C reads it.

import { declaratorOf } from './declarations.ts';
import type { Grammar, Syntax } from './grammar.ts';
import type { Piece, Source } from './source.ts';
import { type CType, pointeesOf, typeName } from './types.ts';
import type { Written } from './x86.ts';

export interface Parameter {
  readonly name: string;
  /** Of the variable, whose address is handed over. */
  readonly type: CType;
  readonly at: number;
  readonly length: number;
}

export interface Process {
  readonly number: number;
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly block: Syntax;
  /** From an offset in its syntax to one in the file. */
  readonly offset: number;
  readonly at: number;
  /** Where its lines come from, if they are not those of the file. */
  readonly lines: readonly number[] | null;
}

const prefix = 'void ';

export function processOf(source: Source, grammar: Grammar, { text, at }: Piece, index: number): Process {
  const offset = at - prefix.length;
  const root = grammar.parse(`${prefix}${text}`);
  const wrong = firstError(root);
  if (wrong !== null)
    source.giveUp(wrong.startIndex + offset, Math.max(1, (wrong.text.split('\n')[0] ?? '').length), {
      what: wrong.isMissing ? `a missing ${wrong.type}` : 'what is no C',
      why: 'a process is a function of C',
      instead: '',
    });
  const [definition] = root.namedChildren.filter((one) => one?.type === 'function_definition');
  const declarator = definition?.childForFieldName('declarator') ?? null;
  const block = definition?.childForFieldName('body') ?? null;
  const name = declarator?.childForFieldName('declarator')?.text ?? '';
  if (declarator === null || block === null || name !== `P${index}`)
    source.giveUp(at, Math.max(1, name.length), {
      what: `${name === '' ? 'this' : name} as process ${index}`,
      why: 'processes are numbered from 0 on',
      instead: `P${index}`,
    });
  const list = declarator.childForFieldName('parameters')?.namedChildren ?? [];
  const parameters = list.flatMap((one) =>
    one?.type === 'parameter_declaration' ? parameterOf(source, one, offset) : [],
  );
  return { number: index, name, parameters, block, offset, at, lines: null };
}

/** The same of one that was written anew, and is C for sure. */
export function processFrom(source: Source, grammar: Grammar, { text, lines, at }: Written, index: number): Process {
  const piece = { text: text.slice(prefix.length), at };
  return { ...processOf(source, grammar, piece, index), at, lines };
}

function parameterOf(source: Source, node: Syntax, offset: number): readonly Parameter[] {
  const at = node.startIndex + offset;
  const { length } = node.text;
  const [written, declarator] = [node.childForFieldName('type'), node.childForFieldName('declarator')];
  if (written === null || declarator === null) return [];
  const { name, type } = declaratorOf(source, written, declarator, offset);
  if (type.kind !== 'pointer')
    source.giveUp(at, length, {
      what: `the parameter ${name}, which is no pointer`,
      why: 'a process is handed the addresses of the variables that it uses',
      instead: `${typeName(type)} *${name}`,
    });
  return [{ name, type: type.to, at, length }];
}

/** Types that some register of it may point to. */
export function pointedAt(source: Source, { block, offset }: Process): readonly CType[] {
  return block.descendantsOfType('declaration').flatMap((one) => {
    const written = one?.childForFieldName('type') ?? null;
    if (!one || written === null) return [];
    return one.childrenForFieldName('declarator').flatMap((declarator) => {
      const inner = declarator?.type === 'init_declarator' ? declarator.childForFieldName('declarator') : declarator;
      return inner ? pointeesOf(declaratorOf(source, written, inner, offset).type) : [];
    });
  });
}

function firstError(node: Syntax): Syntax | null {
  if (node.isError || node.isMissing) return node;
  if (!node.hasError) return null;
  for (const one of node.children) {
    const found = one === null ? null : firstError(one);
    if (found !== null) return found;
  }
  return null;
}

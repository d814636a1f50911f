// SPDX-License-Identifier: MIT
// What is asked of the final states: `exists (1:r0=1 /\ ~(x=2))`, `~exists`, `forall`, and beside it `locations`, whose values
// are told, and `filter`, without which a final state does not count.

import type { Piece, Source } from './source.ts';
import { isName, numberOf, Tokens } from './tokens.ts';

/** A variable, or a register of a process. */
export interface Observed {
  /** Null: a variable. */
  readonly process: number | null;
  readonly name: string;
  readonly at: number;
}

export type Value =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'address'; readonly of: string };

export type Proposition =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'not'; readonly operand: Proposition }
  | { readonly kind: 'all' | 'any'; readonly operands: readonly Proposition[] }
  | { readonly kind: 'equal'; readonly subject: Observed; readonly value: Value };

export interface Asked {
  readonly quantifier: 'exists' | '~exists' | 'forall';
  readonly proposition: Proposition;
  /** As it is printed behind the quantifier. */
  readonly text: string;
  readonly at: number;
  readonly filter: Proposition | null;
  readonly locations: readonly Observed[];
}

export function askedOf(source: Source, piece: Piece): Asked {
  const tokens = new Tokens(source, piece);
  const locations: Observed[] = [];
  let filter: Proposition | null = null;
  for (;;) {
    const { at } = tokens;
    if (tokens.accept('locations')) locations.push(...located(tokens));
    else if (tokens.accept('filter')) filter = proposition(tokens);
    else {
      const quantifier = quantified(tokens);
      const asked = proposition(tokens);
      if (!tokens.isAtEnd) tokens.refuse('/\\ or \\/ before it', 'the condition is the last thing in a test');
      return { quantifier, proposition: asked, text: propositionText(asked, 'top'), at, filter, locations };
    }
  }
}

function quantified(tokens: Tokens): Asked['quantifier'] {
  const negated = tokens.accept('~') || tokens.accept('not');
  if (tokens.accept('exists')) return negated ? '~exists' : 'exists';
  if (!negated && tokens.accept('forall')) return 'forall';
  return tokens.refuse('exists, ~exists or forall', 'a test ends with a condition on its final states');
}

function located(tokens: Tokens): readonly Observed[] {
  const found: Observed[] = [];
  tokens.expect('[');
  while (!tokens.accept(']')) {
    if (!tokens.accept(';')) found.push(observed(tokens));
  }
  return found;
}

function observed(tokens: Tokens): Observed {
  const { at } = tokens;
  const bracketed = tokens.accept('[');
  const process = /^\d+$/.test(tokens.peek()) && tokens.peek(1) === ':' ? Number(tokens.take().text) : null;
  if (process !== null) tokens.expect(':');
  tokens.accept('*');
  if (!isName(tokens.peek())) tokens.refuse('x, 0:r0', 'a variable, or a process and its register');
  const { text } = tokens.take();
  if (bracketed) tokens.expect(']');
  return { process, name: text, at };
}

function proposition(tokens: Tokens): Proposition {
  const left = disjunction(tokens);
  if (!tokens.accept('=>')) return left;
  return { kind: 'any', operands: [{ kind: 'not', operand: left }, proposition(tokens)] };
}

function disjunction(tokens: Tokens): Proposition {
  const operands = [conjunction(tokens)];
  while (tokens.accept('\\/')) operands.push(conjunction(tokens));
  return joined('any', operands);
}

function conjunction(tokens: Tokens): Proposition {
  const operands = [atom(tokens)];
  while (tokens.accept('/\\')) operands.push(atom(tokens));
  return joined('all', operands);
}

function joined(kind: 'all' | 'any', operands: readonly Proposition[]): Proposition {
  const [only] = operands;
  return operands.length === 1 && only !== undefined ? only : { kind, operands };
}

function atom(tokens: Tokens): Proposition {
  if (tokens.accept('~') || tokens.accept('not')) return { kind: 'not', operand: atom(tokens) };
  if (tokens.accept('(')) {
    const inner = proposition(tokens);
    tokens.expect(')');
    return inner;
  }
  if (tokens.accept('true')) return { kind: 'constant', value: true };
  if (tokens.accept('false')) return { kind: 'constant', value: false };
  const subject = observed(tokens);
  if (tokens.accept('!=') || tokens.accept('<>'))
    return { kind: 'not', operand: { kind: 'equal', subject, value: takeValue(tokens) } };
  if (!tokens.accept('==')) tokens.expect('=');
  return { kind: 'equal', subject, value: takeValue(tokens) };
}

/** A number, or the address of a variable. */
export function takeValue(tokens: Tokens): Value {
  const value = numberOf(tokens.peek());
  if (value !== null) {
    tokens.take();
    return { kind: 'number', value };
  }
  tokens.accept('&');
  if (!isName(tokens.peek())) tokens.refuse('1, x, &x', 'a number of 32 bits, or the address of a variable');
  const { text } = tokens.take();
  return text === 'NULL' ? { kind: 'number', value: 0 } : { kind: 'address', of: text };
}

export function observedIn(one: Proposition): readonly Observed[] {
  switch (one.kind) {
    case 'constant':
      return [];
    case 'not':
      return observedIn(one.operand);
    case 'all':
    case 'any':
      return one.operands.flatMap(observedIn);
    case 'equal':
      return [one.subject];
  }
}

/** What one final state is called by: `x`, `1:r0`. */
export const observedName = ({ process, name }: Pick<Observed, 'process' | 'name'>): string =>
  process === null ? name : `${process}:${name}`;

export const valueName = (value: Value): string => (value.kind === 'number' ? String(value.value) : value.of);

function propositionText(one: Proposition, inside: 'top' | 'all' | 'any' | 'not'): string {
  switch (one.kind) {
    case 'constant':
      return String(one.value);
    case 'not':
      return `not ${propositionText(one.operand, 'not')}`;
    case 'equal': {
      const { process } = one.subject;
      const place = process === null ? `[${one.subject.name}]` : observedName(one.subject);
      const text = `${place}=${valueName(one.value)}`;
      return inside === 'top' || inside === 'not' ? `(${text})` : text;
    }
    case 'all':
    case 'any': {
      const sign = one.kind === 'all' ? ' /\\ ' : ' \\/ ';
      const text = one.operands.map((operand) => propositionText(operand, one.kind)).join(sign);
      return inside === 'all' || inside === 'any' ? (inside === one.kind ? text : `(${text})`) : `(${text})`;
    }
  }
}

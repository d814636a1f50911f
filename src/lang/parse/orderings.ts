// SPDX-License-Identifier: MIT
// What orders accesses in a function, and what is left of it where it orders less: a full barrier becomes one of writes, one of reads,
// none; a release becomes a plain store. As ingredients, so that what is asked again is the model with that edit.

import ts from 'typescript';
import type { Cut } from '../write-diff.ts';
import type { Ingredient } from './ingredient.ts';
import { leaveOut } from './leave-out.ts';
import { sectionParts } from './words.ts';

/** One place that orders, and all that it can be weakened to: the first is the weakest, and allows all that the others do. */
export type Ordering = readonly [Ingredient, ...Ingredient[]];

export interface Known {
  /** Names of functions. */
  readonly functions: ReadonlySet<string>;
  /** Whether marks are weakened, too: READ_ONCE to a plain access. */
  readonly marks: boolean;
}

/** In the order of the text. */
export function orderingsOf(
  path: string,
  text: string,
  functions: readonly string[],
  known: Known,
): readonly Ordering[] {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true);
  return file.statements.flatMap((node) => {
    if (!ts.isFunctionDeclaration(node) || node.name === undefined || node.body === undefined) return [];
    if (!functions.includes(node.name.text)) return [];
    return new Finder(file, node.name.text, known).in(node.body);
  });
}

const fullBarriers = ['smp_mb', 'smp_mb__before_atomic', 'smp_mb__after_atomic', 'smp_mb__after_spinlock'];

/** What a call becomes, by what it is. `stands` is for a statement that goes. */
type Weaker = 'goes' | { readonly name: string } | { readonly plain: 'read' | 'write' };

const words: ReadonlyMap<string, readonly [Weaker, ...Weaker[]]> = new Map([
  ...fullBarriers.map((name): [string, [Weaker, ...Weaker[]]] => [
    name,
    ['goes', { name: 'smp_wmb' }, { name: 'smp_rmb' }],
  ]),
  ['smp_rmb', ['goes']],
  ['smp_wmb', ['goes']],
  ['smp_store_mb', [{ name: 'WRITE_ONCE' }, { name: 'smp_store_release' }]],
  ['smp_store_release', [{ name: 'WRITE_ONCE' }]],
  ['rcu_assign_pointer', [{ name: 'WRITE_ONCE' }]],
  ['smp_load_acquire', [{ name: 'READ_ONCE' }]],
  ...['xchg', 'cmpxchg'].flatMap((name): [string, [Weaker, ...Weaker[]]][] => [
    [name, [{ name: `${name}_relaxed` }, { name: `${name}_acquire` }, { name: `${name}_release` }]],
    [`${name}_acquire`, [{ name: `${name}_relaxed` }]],
    [`${name}_release`, [{ name: `${name}_relaxed` }]],
  ]),
]);

const marks: ReadonlyMap<string, readonly [Weaker]> = new Map([
  ['READ_ONCE', [{ plain: 'read' }]],
  ['rcu_dereference', [{ plain: 'read' }]],
  ['WRITE_ONCE', [{ plain: 'write' }]],
]);

/** Of a section, by how it is ordered. */
const sections: Readonly<Record<string, readonly [string, ...string[]]>> = {
  full: ['relaxed', 'acquire', 'release'],
  lock: ['relaxed', 'acquire'],
  acquire: ['relaxed'],
  release: ['relaxed'],
};

class Finder {
  constructor(
    private readonly file: ts.SourceFile,
    private readonly name: string,
    private readonly known: Known,
  ) {}

  in(body: ts.Block): readonly Ordering[] {
    const found: Ordering[] = [];
    const look = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
        const [first, ...others] = this.#of(node, node.expression.text);
        if (first !== undefined) found.push([first, ...others]);
      }
      ts.forEachChild(node, look);
    };
    look(body);
    return found;
  }

  #of(node: ts.CallExpression, name: string): readonly Ingredient[] {
    if (name === 'atomically') return this.#section(node);
    if (name === 'waitUntil') return this.#wait(node);
    const weaker = words.get(name) ?? (this.known.marks ? marks.get(name) : undefined) ?? this.#forms(name);
    return weaker.map((one) => this.#call(node, name, one));
  }

  /** `atomic_xchg` has `atomic_xchg_relaxed` beside it. */
  #forms(name: string): readonly Weaker[] {
    const [, base = name, form = ''] = /^(.*?)(_acquire|_release|_relaxed)?$/.exec(name) ?? [];
    if (form === '_relaxed') return [];
    const weaker = form === '' ? ['_relaxed', '_acquire', '_release'] : ['_relaxed'];
    return weaker.flatMap((one) => (this.known.functions.has(`${base}${one}`) ? [{ name: `${base}${one}` }] : []));
  }

  #call(node: ts.CallExpression, name: string, weaker: Weaker): Ingredient {
    const kind = fullBarriers.includes(name) || weaker === 'goes' ? 'barrier' : 'ordering';
    if (weaker === 'goes') return this.#made(node, kind, 'nothing', [leaveOut(this.file, node.parent)]);
    if ('plain' in weaker) {
      const [place, value] = node.arguments.map((one) => one.getText(this.file));
      const text = weaker.plain === 'read' ? `${place}` : `${place} = ${value}`;
      return this.#made(node, 'mark', text, [{ start: node.getStart(this.file), end: node.end, text }]);
    }
    const { expression } = node;
    const renamed = { start: expression.getStart(this.file), end: expression.end, text: weaker.name };
    const args = node.arguments.map((one) => one.getText(this.file)).join(', ');
    return this.#made(node, kind, `${weaker.name}(${args})`, [renamed, ...this.#imported(name, weaker.name)]);
  }

  #section(node: ts.CallExpression): readonly Ingredient[] {
    const { order } = sectionParts(node);
    // Without a word it orders nothing: it only reads.
    if (order === undefined || !ts.isStringLiteral(order)) return [];
    return (sections[order.text] ?? []).map((weaker) => {
      const cut = { start: order.getStart(this.file), end: order.end, text: `'${weaker}'` };
      return this.#made(node, 'section', `'${weaker}'`, [cut], `atomically(…, '${order.text}')`);
    });
  }

  #wait(node: ts.CallExpression): readonly Ingredient[] {
    const [, order] = node.arguments;
    if (order === undefined || !ts.isStringLiteral(order) || order.text !== 'acquire') return [];
    const cut = { start: order.getStart(this.file), end: order.end, text: "'once'" };
    return [this.#made(node, 'wait', "'once'", [cut], "waitUntil(…, 'acquire')")];
  }

  #made(
    node: ts.CallExpression,
    kind: Ingredient['kind'],
    becomes: string,
    cuts: readonly Cut[],
    was = this.#text(node),
  ): Ingredient {
    const line = this.file.getLineAndCharacterOfPosition(node.getStart(this.file)).line + 1;
    return { kind, function: this.name, line, what: `${was} → ${becomes}`, cuts };
  }

  #text(node: ts.Node): string {
    return node.getText(this.file).replaceAll(/\s+/g, ' ');
  }

  /** The new name is imported from where the old one is; where the old one is declared, so is the new one. */
  #imported(name: string, added: string): readonly Cut[] {
    const lists = this.file.statements.flatMap((one) => {
      const bindings = ts.isImportDeclaration(one) ? one.importClause?.namedBindings : undefined;
      return bindings !== undefined && ts.isNamedImports(bindings) ? [bindings] : [];
    });
    const has = (list: ts.NamedImports, wanted: string): boolean =>
      list.elements.some((element) => element.name.text === wanted);
    if (lists.some((list) => has(list, added))) return [];
    const last = lists.find((list) => has(list, name))?.elements.at(-1);
    return last === undefined ? [] : [{ start: last.end, end: last.end, text: `, ${added}` }];
  }
}

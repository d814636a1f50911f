// SPDX-License-Identifier: MIT
// What statements, expressions and declarations become.

import { describe, expect, test } from 'vitest';
import type { Declaration, Statement } from '../../src/lang/tree.ts';
import { functionOf, parseModel, print } from './model.ts';

const bodyOf = (body: string): readonly Statement[] =>
  functionOf(`export function f(p: page, n: u8, b: bool): void { ${body} }`).body;

function declared(model: string, name: string): Declaration | undefined {
  const { tree, diagnostics } = parseModel(model);
  if (diagnostics.length > 0) throw new Error(diagnostics.map(print).join('\n'));
  return tree.declarations.get(`m.ts#${name}`);
}

describe('statements', () => {
  test('several declarators are several locals, numbered after the parameters', () => {
    const lets = bodyOf('let a: u8 = 1, c = b; { let a = 2; a++; } a = 3;').filter((s) => s.kind === 'let');
    expect(lets.map(({ local }) => [local.id, local.name, local.constant])).toEqual([
      [3, 'a', false],
      [4, 'c', true], // never assigned again, although it is a let
    ]);
  });

  test('destructuring reads the record once', () => {
    expect(bodyOf('const { present, page: q } = p.entry;')).toMatchObject([
      { kind: 'let', local: { id: 3 }, value: { kind: 'field', name: 'entry' } },
      {
        kind: 'let',
        local: { name: 'present' },
        value: { object: { kind: 'local', local: { id: 3 } }, name: 'present' },
      },
      { kind: 'let', local: { name: 'q' }, value: { object: { kind: 'local', local: { id: 3 } }, name: 'page' } },
    ]);
  });

  test("for: the initialiser stands before the loop, in its block; the label is the loop's", () => {
    expect(bodyOf('retry: for (let i: u8 = 0, j = 9; i < j; i++, j -= 2) continue retry;')).toMatchObject([
      {
        kind: 'block',
        label: null,
        body: [
          { kind: 'let', local: { name: 'i' } },
          { kind: 'let', local: { name: 'j' } },
          {
            kind: 'loop',
            label: 'retry',
            testFirst: true,
            update: [
              { kind: 'update', operator: '+' },
              { kind: 'update', operator: '-', value: { value: 2 } },
            ],
            body: [{ kind: 'continue', label: 'retry' }],
          },
        ],
      },
    ]);
    expect(bodyOf('for (;;) break;')).toMatchObject([{ kind: 'loop', test: null }]);
  });

  test('while, do, labelled blocks', () => {
    expect(bodyOf('while (true) break; do { n++; } while (b); out: { break out; }')).toMatchObject([
      { kind: 'loop', testFirst: true, test: null },
      { kind: 'loop', testFirst: false, test: { kind: 'local' } },
      { kind: 'block', label: 'out', body: [{ kind: 'break', label: 'out' }] },
    ]);
  });

  test('switch: empty cases share the next body', () => {
    const [found] = bodyOf('switch (p.zone) { case zone.DMA: case zone.NORMAL: n = 1; break; default: { n = 2; } }');
    expect(found).toMatchObject({
      cases: [
        { values: [{ value: 0 }, { value: 4 }], body: [{ kind: 'assign' }, { kind: 'break', label: null }] },
        { values: [null], body: [{ kind: 'block' }] },
      ],
    });
  });

  test('assignments', () => {
    expect(bodyOf('p.index = n; p.slots[n] <<= 1; --p.cell.v; (n) = 2;')).toMatchObject([
      { kind: 'assign', target: { kind: 'field', name: 'index' }, value: { kind: 'local' } },
      { kind: 'update', operator: '<<', target: { kind: 'index' } },
      { kind: 'update', operator: '-', target: { kind: 'field', name: 'v' }, value: { value: 1 } },
      { kind: 'assign', target: { kind: 'local' } },
    ]);
  });
});

describe('expressions', () => {
  test('atomically shares the locals around it and has its own return', () => {
    const [, found] = bodyOf(
      'let x = n; const was = atomically(() => { waitUntil(() => !p.locked); x = 1; return p.index; });',
    );
    expect(found).toMatchObject({
      kind: 'let',
      value: {
        kind: 'atomically',
        body: [
          { value: { kind: 'waitUntil', body: [{ kind: 'return' }] } },
          { kind: 'assign', target: { local: { id: 3 } } },
          { kind: 'return' },
        ],
      },
    });
  });

  test('calls through tables, and tests of their members', () => {
    expect(bodyOf('if (p.ops !== null && p.ops.mkwrite === null) p.ops.fault(p);')).toMatchObject([
      {
        test: {
          left: { kind: 'binary', operator: '!==' },
          right: { kind: 'unary', operator: '!', operand: { kind: 'hasMember', member: 'mkwrite' } },
        },
        then: [{ value: { kind: 'callTable', member: 'fault', table: { kind: 'field', name: 'ops' } } }],
      },
    ]);
  });

  test('assert is always judged, warn only when asked for', () => {
    expect(bodyOf("assert(b, 'one'); warn(!b, 'two'); note('three', n);")).toMatchObject([
      { value: { kind: 'assert', judged: 'always', why: 'one' } },
      { value: { kind: 'assert', judged: 'asserts', why: 'two' } },
      { value: { kind: 'note', text: 'three', values: [{ kind: 'local' }] } },
    ]);
  });

  test('places are exact', () => {
    const [found] = bodyOf('p.index = fault(p);');
    // 'export function f(p: page, n: u8, b: bool): void { ' is 51 characters long.
    expect(found?.place).toEqual({ file: 'm.ts', line: 3, column: 52, length: 18 });
    expect(found).toMatchObject({ value: { place: { column: 62, length: 8 } } });
  });
});

describe('declarations', () => {
  test('a class: fields in the order written, what the constructor sets, defaults', () => {
    const found = declared(
      'export class c { a: u8 = 1; constructor(readonly host: page, public n: u8 = 2) {} g: ghost<bool> = false }',
      'c',
    );
    expect(found).toMatchObject({
      kind: 'class',
      fields: [
        { name: 'a', ghost: false, initial: { value: 1 } },
        { name: 'host', initial: null },
        { name: 'n', initial: null },
        { name: 'g', ghost: true, type: { kind: 'bool' } },
      ],
      constructor_: ['host', 'n'],
      defaults: [null, { value: 2 }],
    });
  });

  test('a table has every member of its type', () => {
    expect(declared('export const t: ops = { fault, mkwrite: null };', 't')).toMatchObject({
      kind: 'table',
      of: 'common.ts#ops',
      members: [
        { name: 'fault', function: 'common.ts#fault' },
        { name: 'mkwrite', function: null },
      ],
    });
  });

  test('the doc comment, without its stars', () => {
    const found = declared(
      '/* not this */\n/** Locks.\n *  @linux mm/filemap.c lock_page\n */\nexport function f(): void {}',
      'f',
    );
    expect(found).toMatchObject({ doc: 'Locks.\n @linux mm/filemap.c lock_page', name: 'f' });
  });
});

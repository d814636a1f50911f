// SPDX-License-Identifier: MIT
// What becomes of a scenario's literal.

import { describe, expect, test } from 'vitest';
import type { Parsed } from '../../src/lang/parse/parse.ts';
import type { ScenarioDeclaration } from '../../src/lang/tree.ts';
import { parseFiles, parseModel, print, scenarioOf, show } from './model.ts';

function read(parts: Readonly<Record<string, string>>, before = ''): ScenarioDeclaration {
  const { tree, diagnostics } = parseModel(`${before}\n${scenarioOf(parts)}`);
  const [scenario] = tree.scenarios;
  if (diagnostics.length > 0 || scenario === undefined) throw new Error(diagnostics.map(print).join('\n'));
  return scenario;
}

describe('properties that scenarios share', () => {
  const files = {
    'shared.ts': `import type { bool, Properties, u8 } from 'faultline';
      export class seen { torn: bool = false; n: u8 = 0; }
      export const handed: Properties<{ readonly seen: seen }> = {
        whole: (w) => !w.seen.torn,
        'few': (w) => w.seen.n < 3,
      };`,
  };
  const model = (parts: string): Parsed =>
    parseFiles(
      {
        ...files,
        'm.ts': `import { scenario } from 'faultline';
          import { handed, seen } from './shared.ts';
          export default scenario({
            title: 't', world() { return { seen: new seen(), other: new seen() }; },
            threads: { a(w) { w.seen.n = 1; } }, ${parts}
          });`,
      },
      ['m.ts'],
    );
  const namesOf = (parts: string): readonly string[] => {
    const { tree, diagnostics } = model(parts);
    expect(diagnostics.map(print)).toEqual([]);
    const { always, atEnd, sometimes } = tree.scenarios[0] ?? { always: [], atEnd: [], sometimes: [] };
    return [...always, ...atEnd, ...sometimes].map(({ function: { id } }) => id);
  };

  test('stand where they are named, and among others where they are spread', () => {
    expect(namesOf('always: handed, sometimes: { any: (w) => w.other.n === 0 }')).toEqual([
      'm.ts#scenario.always.whole',
      'm.ts#scenario.always.few',
      'm.ts#scenario.sometimes.any',
    ]);
    expect(
      namesOf('atEnd: { first: (w) => w.other.n < 9, ...handed, }, sometimes: { any: (w) => w.seen.n === 0 }'),
    ).toEqual([
      'm.ts#scenario.atEnd.first',
      'm.ts#scenario.atEnd.whole',
      'm.ts#scenario.atEnd.few',
      'm.ts#scenario.sometimes.any',
    ]);
  });

  test('replace nothing of the same name, and are replaced by nothing', () => {
    const sometimes = 'sometimes: { any: (w) => w.seen.n === 0 }';
    for (const always of [
      '{ whole: (w) => true, ...handed }',
      '{ ...handed, whole: (w) => true }',
      '{ ...handed, ...handed }',
    ]) {
      const told = model(`always: ${always}, ${sometimes}`).diagnostics.map(({ what }) => what);
      expect(told, always).toContain('two properties of one name: whole');
    }
  });

  test('are of worlds that have what they look at, and are such constants', () => {
    const { diagnostics } = parseFiles(
      {
        ...files,
        'm.ts': `import { scenario } from 'faultline';
          import { handed, seen } from './shared.ts';
          const own = { whole: () => true };
          export default scenario({
            title: 't', world() { return { other: new seen() }; },
            threads: { a(w) { w.other.n = 1; } }, always: handed, atEnd: { ...own }, sometimes: { any: (w) => w.other.n === 0 },
          });`,
      },
      ['m.ts'],
    );
    expect(diagnostics.map(print).join('\n')).toMatch(/'seen'/);
    expect(diagnostics.map(({ what }) => what)).toContain('a part of the scenario that is computed');
  });
});

test('every part is there, under its name and in its order', () => {
  const scenario = read({
    thread: "'somewhere'",
    kernel: "'v5.9'",
    threads: "{ 'CPU0 write'(w) { w.page0.index = 1; }, CPU1: (w) => { w.page0.index = 2; } }",
    daemons: '{ flusher(w) { waitUntil(() => w.page0.locked); } }',
    environment: '{ reclaim: { steps: 2, run(w) { w.page0.index = 3; } }, sibling: (w) => fault(w.page0) }',
    always: "{ 'no locked page': (w) => !w.page0.locked }",
    atEnd: '{ written(w) { return w.page0.index > 0; } }',
    outcomes: '{ index: (w) => w.page0.index, zone: (w) => w.page0.zone, locked: (w) => w.page0.locked }',
    claims: `[
      { id: '1', by: 'A', variant: 'v5.9+D', property: 'written', thread: 'open', expect: 'holds', about: 'why' },
      { id: '1', by: 'A', property: 'ASSERTS', thread: 'derived', expect: 'fails' },
      { id: '2', by: 'A', property: 'written', thread: 'fails', expect: 'fails', environmentSteps: 2 },
      { id: '3', by: 'A', variant: 'v5.9+D', property: 'SAME-OUTCOMES', as: 'v5.9', thread: 'open', expect: 'holds' },
    ]`,
  });
  expect(scenario).toMatchObject({ file: 'm.ts', title: 'a title', thread: 'somewhere', kernel: 'v5.9' });
  expect(scenario.threads.map(({ name }) => name)).toEqual(['CPU0 write', 'CPU1']);
  expect(scenario.threads[0]?.function).toMatchObject({ id: 'm.ts#scenario.threads.CPU0 write', name: 'CPU0 write' });
  expect(scenario.daemons.map(({ name }) => name)).toEqual(['flusher']);
  expect(scenario.environment.map(({ name, steps }) => [name, steps])).toEqual([
    ['reclaim', 2],
    ['sibling', null],
  ]);
  expect(scenario.always.map(({ name }) => name)).toEqual(['no locked page']);
  expect(scenario.atEnd.map(({ name }) => name)).toEqual(['written']);
  expect(scenario.outcomes.map(({ name, function: { result } }) => `${name}: ${show(result)}`)).toEqual([
    'index: u8 0..255',
    'zone: zone 0..4',
    'locked: bool',
  ]);
  // Without a variant, a row is about the kernel of the scenario.
  const left = { variant: 'v5.9', as: null, environmentSteps: null, about: null, memory: 'sc', compiler: false };
  expect(scenario.claims.map(({ place: _place, ...row }) => row)).toEqual([
    {
      ...left,
      id: '1',
      by: 'A',
      variant: 'v5.9+D',
      property: 'written',
      thread: 'open',
      expect: 'holds',
      about: 'why',
    },
    { ...left, id: '1', by: 'A', property: 'ASSERTS', thread: 'derived', expect: 'fails' },
    { ...left, id: '2', by: 'A', property: 'written', thread: 'fails', expect: 'fails', environmentSteps: 2 },
    {
      ...left,
      id: '3',
      by: 'A',
      variant: 'v5.9+D',
      property: 'SAME-OUTCOMES',
      as: 'v5.9',
      thread: 'open',
      expect: 'holds',
    },
  ]);
});

test('what the rows of a claim have in common is written once', () => {
  const rows = (claims: string): unknown =>
    read({ kernel: "'v5.9'", atEnd: '{ a: (w) => true, b: (w) => true }', claims: `[${claims}]` }).claims.map(
      ({ place: _place, ...row }) => row,
    );
  const said = "id: '1', by: 'A', thread: 'open', about: 'why'";
  const row = (variant: string, property: string, expect: string): string =>
    `{ ${said}, variant: '${variant}', property: '${property}', expect: '${expect}' }`;
  const of = (expect: string): unknown => rows(`{ ${said}, ${expect} }`);
  expect(of("property: 'a', expect: { 'v5.9': 'fails', '+D': 'holds' }")).toEqual(
    rows([row('v5.9', 'a', 'fails'), row('v5.9+D', 'a', 'holds')].join()),
  );
  expect(of("variant: '+D', expect: { a: 'fails', b: 'holds' }")).toEqual(
    rows([row('v5.9+D', 'a', 'fails'), row('v5.9+D', 'b', 'holds')].join()),
  );
  expect(of("expect: { a: 'fails', '+D': { b: 'holds', a: 'holds' } }")).toEqual(
    rows([row('v5.9', 'a', 'fails'), row('v5.9+D', 'b', 'holds'), row('v5.9+D', 'a', 'holds')].join()),
  );
});

describe('the world', () => {
  test('an object literal names the roots', () => {
    const { world, threads } = read({
      world:
        '() => { const page0 = new page(); return { page0, spare: maybe() ? page0 : null, n: choose(3), z: zone.DMA }; }',
    });
    const type = 'world { page0: page, spare: page?, n: number 0..2, z: zone 0..4 }';
    expect(show(world.result)).toBe(type);
    expect(threads[0]?.function.parameters.map((local) => show(local.type))).toEqual([type]);
  });

  test('more roots beside those of a record', () => {
    const { world } = read(
      { world: '() => { const one = build(); return { ...one, spare: one.page0, n: choose(3) }; }' },
      'type one = { readonly page0: page; readonly n: u8 }; function build(): one { const page0 = new page(); return { page0, n: 0 }; }',
    );
    expect(show(world.result)).toBe('world { page0: page, spare: page, n: number 0..2 }');
  });

  test('one object is itself', () => {
    const { world } = read({ world: '() => new machine()' }, 'class machine { readonly page0: page = new page() }');
    expect(show(world.result)).toBe('machine');
  });

  test('a helper may take it as a record of its roots', () => {
    const { threads } = read(
      { threads: '{ CPU0: (w) => writer(w), CPU1: writer }' },
      'type w = { readonly page0: page }; function writer(w: w): void { w.page0.index = 1; }',
    );
    for (const { function: thread } of threads) {
      const [call] = thread.body;
      expect(call).toMatchObject({
        kind: 'expression',
        value: { kind: 'call', callee: 'm.ts#writer', args: [{ kind: 'record', fields: [{ name: 'page0' }] }] },
      });
    }
  });

  test('a named function may make it', () => {
    const { world } = read(
      { world: 'build' },
      'class machine { readonly page0: page = new page() } function build(): machine { const m = new machine(); return m; }',
    );
    expect(show(world.result)).toBe('machine');
    expect(world.body).toMatchObject([{ kind: 'return', value: { kind: 'call', callee: 'm.ts#build' } }]);
  });
});

test('a thread without a parameter gets the world all the same', () => {
  const { threads } = read({ threads: '{ CPU0() {} }' });
  expect(threads[0]?.function.parameters).toHaveLength(1);
});

test('a thread that returns a value only evaluates it', () => {
  const { threads } = read({ threads: '{ CPU0: (w) => fault(w.page0), CPU1(w) { return fault(w.page0); } }' });
  const kinds = threads.map((thread) => thread.function.body.map(({ kind }) => kind));
  expect(kinds).toEqual([['expression'], ['expression', 'return']]);
});

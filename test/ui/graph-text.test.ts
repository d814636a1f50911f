// SPDX-License-Identifier: MIT
import { expect, it } from 'vitest';
import { programOf } from '../../src/ask/decide.ts';
import { load } from '../../src/ask/load.ts';
import { openProject } from '../../src/cli/disk.ts';
import { graphOf, graphText } from '../../src/ui/graph-text.ts';

it('a value comes back as it was: what is the same stays the same, whatever it is made of', () => {
  const shared = { name: 'page0' };
  const value = {
    twice: [shared, shared],
    map: new Map<unknown, unknown>([
      [shared, 'by reference'],
      ['text', new Set([1, -1])],
    ]),
    numbers: [Infinity, -Infinity, 0, 2 ** 40],
    nothing: [null, undefined, '', false],
    ['__proto__']: 'a key',
  };
  const back = graphOf(graphText(value)) as typeof value;
  expect(back).toEqual(value);
  expect(back.twice[0]).toBe(back.twice[1]);
  expect(back.map.has(back.twice[0])).toBe(true);
  expect(Object.keys(back)).toContain('__proto__');
});

it('a circle, and nesting that no stack is deep enough for', () => {
  const circle: { self?: unknown } = {};
  circle.self = circle;
  const back = graphOf(graphText(circle)) as typeof circle;
  expect(back.self).toBe(back);
  let deep: unknown = 'bottom';
  for (let i = 0; i < 100_000; i++) deep = [deep];
  let found = graphOf(graphText(deep));
  while (Array.isArray(found)) [found] = found;
  expect(found).toBe('bottom');
});

it('what is no data is a fault, and what is no graph is refused', () => {
  expect(() => graphText({ run: () => {} })).toThrow('checker bug');
  expect(() => graphText(new (class Model {})())).toThrow('checker bug: Model');
  for (const text of ['{}', '[[],[[0]]]', '[[],[[-1,7]]]', '[[["a"]],[[0,-1]]]', '[[["a"]],[[0,"length"]]]'])
    expect(() => graphOf(text), text).toThrow();
});

it('a Tree compiles to the same Program, without being read again', () => {
  const project = openProject(import.meta.url);
  const file = 'cases/2020-fuse-write/pwritev-fuse.ts';
  const { questions } = load(project, [{ file, ids: new Set(['2020/T20']) }], null);
  const [question] = questions;
  if (question === undefined) throw new Error('no question');
  const back = graphOf(graphText(question)) as typeof question;
  expect(programOf(back, false).checksum).toBe(programOf(question, false).checksum);
});

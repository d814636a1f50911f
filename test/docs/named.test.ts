// SPDX-License-Identifier: MIT
// What the pages of docs/ and --help say that one types is what the command takes: `replay` and `run` refuse an id that means two
// scenarios. Other pages are looked through, and examples run, in examples.test.ts.

import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openProject } from '../../src/cli/disk.ts';
import * as help from '../../src/cli/help.ts';
import { root } from './markdown.ts';
import { looker, namedIn } from './named.ts';

const wrongWith = looker(openProject(import.meta.url));
const read = (name: string): string => readFileSync(new URL(name, root), 'utf8');
const names = readdirSync(new URL('docs', root), { recursive: true, encoding: 'utf8' }).map((name) => `docs/${name}`);
const texts: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['README.md', ...names.filter((name) => name.endsWith('.md'))].map((name) => [name, read(name)]),
  ),
  ...Object.fromEntries(Object.entries(help).map(([name, text]) => [name, `${text}`])),
};

test('each command that they name takes what they name', () => {
  const named = Object.entries(texts).flatMap(([where, text]) => namedIn(text).map((one) => ({ where, ...one })));
  const wrong = named.map((one) => [one.where, wrongWith(one)]).filter(([, what]) => what !== null);
  expect(wrong).toEqual([]);
  for (const [command, atLeast] of [
    ['replay', 10],
    ['check', 20],
    ['run', 3],
    ['explore', 2],
  ] as const)
    expect(named.filter((one) => one.command === command).length, command).toBeGreaterThan(atLeast);
});

test.each([
  ['faultline replay 2020/T20 0.0.1', null],
  ['faultline replay 2020 0.0.1', /2020 means .*, /],
  ['faultline run cases/2020-fuse-write --seed 7', /cases\/2020-fuse-write means .*, /],
  ['faultline explore --html t.html 2020/T20', null],
  ['faultline check 2020/T200', /unknown claim 2020\/T200/],
  ['faultline check 2020/T20 --variant v5.9+gone', /no variant v5.9\+gone/],
])('%s', (line, wrong) => {
  const [named] = namedIn(line);
  const said = named === undefined ? 'nothing' : wrongWith(named);
  if (wrong === null) expect(said).toBeNull();
  else expect(said).toMatch(wrong);
});

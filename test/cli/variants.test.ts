// SPDX-License-Identifier: MIT
// A variant is what its name says: what is outside of it, what changes nothing and what hides something is refused, with
// the words that a user reads. Each beside what is accepted.

import { afterEach, describe, expect, test } from 'vitest';
import { BadInput } from '../../src/ask/trouble.ts';
import { ask, from59, from60, good, over, page, scenario, tidy } from './asked.ts';

afterEach(tidy);

describe('names', () => {
  const files = {
    'cases/x/s.ts': scenario("kernel: 'v5.9',", from59, "{ variant: '+A' }, { variant: '+' }, { variant: 'v6.0' }"),
    'cases/x/patches/A/mm/page.ts': good,
  };
  test("+A is on the scenario's kernel, + is that kernel", () => {
    expect(ask(files)).toEqual({ variants: ['v5.9+A', 'v5.9', 'v6.0'], said: [] });
  });
  test.each([
    ['+A', 'v5.9+A'],
    ['+', 'v5.9'],
    ['v5.9', 'v5.9'],
    ['v6.0+A', 'v6.0+A'],
  ])('--variant %s is %s', (asked, full) => {
    expect(ask(files, asked)).toEqual({ variants: [full], said: [] });
  });
});

describe('imports without a version', () => {
  const any = "import { page, store } from 'faultline/linux/mm/page.ts';";
  const rows = "{ variant: '+' }, { variant: 'v6.0' }, { variant: '+A' }, { variant: 'v6.0+A' }, { variant: '+D' }";
  const files = {
    'linux/v6.0/mm/more.ts': "import { type u8 } from 'faultline';\nexport const MORE: u8 = 6;\n",
    'cases/x/patches/A/mm/page.ts': good.replaceAll('linux/v5.9', 'linux'),
    'cases/x/patches/D.diff':
      '--- a/mm/page.ts\n+++ b/mm/page.ts\n@@ -4,1 +4,1 @@\n-export function store(p: page): void { once(p); }\n+export function store(p: page): void { one(p); }\n',
  };
  test("are of the variant's kernel, in the scenario and in its patches", () => {
    const told = ask({ ...files, 'cases/x/s.ts': scenario("kernel: 'v5.9',", any, rows) });
    expect(told).toEqual({ variants: ['v5.9', 'v6.0', 'v5.9+A', 'v6.0+A', 'v5.9+D'], said: [] });
  });
  test('of the topmost directory that has the file: what only a version has is there in no other', () => {
    const more = `${any}\nimport { MORE } from 'faultline/linux/mm/more.ts';\nexport const HERE = MORE;`;
    const scenarios = { ...files, 'cases/x/s.ts': scenario("kernel: 'v6.0',", more, "{ variant: '+' }") };
    expect(ask(scenarios).said).toEqual([]);
    expect(ask(scenarios, 'v5.9').said[0]).toBe(
      "cases/x/s.ts:3 the kernel has no such file: linux/mm/more.ts in linux/v5.9 | a path without a version is looked up in the directories of the variant's kernel | a file of that kernel; where the scenario names none: kernel: '…'",
    );
  });
  test('of no kernel', () => {
    expect(ask({ 'cases/x/s.ts': scenario('', any, '{ }') }).said[0]).toMatch(
      /^cases\/x\/s.ts:2 the kernel has no such file: linux\/mm\/page.ts, and there is none \|/,
    );
  });
  test('are what is offered where a name is not imported', () => {
    const forgot = "import { store } from 'faultline/linux/mm/page.ts';";
    const { said } = ask({ 'cases/x/s.ts': scenario("kernel: 'v6.0',", forgot, "{ variant: '+' }") });
    expect(said[0]).toMatch(/ \| import \{ page \} from 'faultline\/linux\/mm\/page.ts';$/);
  });
});

describe('imports from outside', () => {
  const patch = { 'cases/x/patches/A/mm/page.ts': good };
  test('of another kernel', () => {
    const files = { ...patch, 'cases/x/s.ts': scenario("kernel: 'v6.0',", from60) };
    expect(ask(files).said).toEqual([]);
    expect(ask(files, 'v5.9').said).toEqual([
      'cases/x/s.ts:2 an import from outside v5.9: linux/v6.0/mm/page.ts | it is of the kernel v6.0, and this one is linux/v5.9 | linux/v5.9/mm/page.ts, or the kernel v6.0',
    ]);
  });
  test('a scenario over a kernel that it does not name', () => {
    expect(ask({ 'cases/x/s.ts': scenario('', from59, '{ }') }).said[0]).toBe(
      "cases/x/s.ts:2 an import from outside a variant without a kernel: linux/v5.9/mm/page.ts | it is of the kernel v5.9, and the scenario names none | kernel: 'v5.9' in the scenario",
    );
  });
  test('of a patch that the variant does not name', () => {
    const B =
      "export * from '../../A/mm/page.ts';\nimport { type page } from '../../A/mm/page.ts';\nexport function store(p: page): void { p.n = 3; }\n";
    const files = { ...patch, 'cases/x/patches/B/mm/page.ts': B, 'cases/x/s.ts': scenario("kernel: 'v5.9',", from59) };
    expect(ask(files, '+A+B').said).toEqual([]);
    expect(ask(files, '+B').said[0]).toBe(
      'cases/x/patches/B/mm/page.ts:1 an import from outside v5.9+B: cases/x/patches/A/mm/page.ts | it is of the patch A, which is no part of v5.9+B | the variant v5.9+A+B, or another file',
    );
  });
  test('not what lies beside a scenario, whatever its folder is called', () => {
    const files = {
      'patches/mine/s.ts': scenario('', "import { page } from './page.ts';\nimport { store } from './store.ts';"),
      'patches/mine/page.ts': page('v1'),
      'patches/mine/store.ts':
        "import { type page, one } from './page.ts';\nexport function store(p: page): void { one(p); }\n",
      'patches/mine/patches/A/page.ts':
        "import { type page } from '../../page.ts';\nexport * from '../../page.ts';\nexport function one(p: page): void { p.n = 5; }\n",
    };
    expect(ask(files, null, 'patches/mine/s.ts')).toEqual({ variants: ['+A'], said: [] });
  });
  test('a kernel of which nothing is used', () => {
    const own = {
      'cases/x/page.ts': page('v1'),
      'cases/x/s.ts': scenario('', "import { page, store } from './page.ts';", '{ }'),
    };
    expect(ask(own).said).toEqual([]);
    expect(ask(own, 'v5.9').said).toEqual([
      'nothing of v5.9 is in cases/x/s.ts | neither it nor a patch of v5.9 imports a file of linux/v5.9 | no kernel: a scenario without `kernel:`, and variants that begin with +',
    ]);
  });
});

describe('a patch', () => {
  const asked = (patches: Readonly<Record<string, string>>, variant = '+A', claims = '{ }'): readonly string[] => {
    const files = Object.entries(patches).map(([name, text]) => [`cases/x/patches/${name}/mm/page.ts`, text]);
    return ask({ 'cases/x/s.ts': scenario("kernel: 'v5.9',", from59, claims), ...Object.fromEntries(files) }, variant)
      .said;
  };
  test('with a mistyped name', () => {
    expect(asked({ A: good })).toEqual([]);
    expect(asked({ A: good.replace('store', 'stroe') })).toEqual([
      'cases/x/patches/A/mm/page.ts:3 a name of a patch that nothing uses: stroe; did you mean store? | it stands over nothing, so it replaces nothing',
    ]);
  });
  test('with properties that scenarios share: a scenario has those that it was written with', () => {
    const shared = `${good}export const judged: Properties<{ readonly p: page }> = { few: (w) => w.p.n < 9 };\n`;
    expect(asked({ A: `import type { Properties } from 'faultline';\n${shared}` })).toEqual([
      expect.stringMatching(/^cases\/x\/patches\/A\/mm\/page\.ts:\d+ a name of a patch that nothing uses: judged \|/),
    ]);
  });
  test('that replaces what nobody runs, or by the same', () => {
    const idle = 'a patch that changes nothing in the model: cases/x/patches/A';
    const why = 'the variant would be the model without it, under another name';
    expect(asked({ A: 'export const VERSION = 7;\n' })).toEqual([`cases/x/patches/A/mm/page.ts:1 ${idle} | ${why}`]);
    // It is there below, and nobody calls it.
    const one = `${over}export function one(p: page): void { p.n = 3; }\n`;
    expect(asked({ A: one })).toEqual([`cases/x/patches/A/mm/page.ts:3 ${idle}; did you mean once? | ${why}`]);
    // A claim that names it says just that: it makes no difference here.
    expect(asked({ A: one }, '+A', "{ variant: '+A' }")).toEqual([]);
    const same = `${over}export function once(p: page): void { p.n = 1; }\n`;
    expect(asked({ A: same })).toEqual([`cases/x/patches/A/mm/page.ts:3 ${idle} | ${why}`]);
    expect(asked({ A: same }, '+A', "{ variant: '+A' }")).toHaveLength(1);
    expect(asked({ A: same.replace('= 1', '= 2') })).toEqual([]);
  });
  test('that hides what another one declares, unless it says so', () => {
    const B = good.replace('= 2', '= 3');
    expect(asked({ A: good, B }, '+A+B')).toEqual([
      'cases/x/patches/B/mm/page.ts:3 a patch that hides a declaration of another one: store of cases/x/patches/A/mm/page.ts | the variant names both, and of the lower one a part would be missing',
      'cases/x/patches/A/mm/page.ts:3 a patch that changes nothing in the model: cases/x/patches/A | the variant would be the model without it, under another name',
    ]);
    const helped = `${good}export function once(p: page): void { p.n = 4; }\n`;
    const says = B.replaceAll('faultline/linux/v5.9/mm/page.ts', '../../A/mm/page.ts');
    const calls = says.replace('import { type page }', 'import { once, type page }').replace('p.n = 3;', 'once(p);');
    expect(asked({ A: helped, B: calls }, '+A+B')).toEqual([]);
  });
  test('named twice', () => {
    expect(() => asked({ A: good }, '+A+A')).not.toThrow(BadInput);
    expect(asked({ A: good }, '+A+A')[0]).toMatch(/^v5.9\+A\+A names the patch A twice/);
  });
  test('may import what the file below keeps to itself', () => {
    const text = `${over}import { once } from 'faultline/linux/v5.9/mm/page.ts';\nexport function store(p: page): void { once(p); p.n = 5; }\n`;
    expect(asked({ A: text })).toEqual([]);
  });
  test('may add a field, and everyone sees it', () => {
    const text = `import { type u8 } from 'faultline';\nexport * from 'faultline/linux/v5.9/mm/page.ts';
export class page { n: u8 = 0; seq: u8 = 0 }\nexport function store(p: page): void { p.seq++; p.n = 1; }\n`;
    expect(asked({ A: text })).toEqual([]);
  });
});

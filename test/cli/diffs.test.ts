// SPDX-License-Identifier: MIT
// A diff as a patch: what it changes and where, what it is called, and that it is refused where every other patch would be.
// Each refusal beside a diff that is accepted.

import { afterEach, describe, expect, test } from 'vitest';
import { ask, from59, from60, good, page, scenario, tidy } from './asked.ts';

afterEach(tidy);

const file = 'cases/x/patches/A.diff';
/** Of `store` in `linux/v5.9/mm/page.ts`: the fourth of its six lines. */
const storeHunk = `@@ -3,3 +3,3 @@
 function once(p: page): void { p.n = 1; }
-export function store(p: page): void { once(p); }
+export function store(p: page): void { once(p); once(p); }
 export function one(p: page): void { p.n = 2; }
`;
const head = (path: string, to = path): string => `--- a/${path}\n+++ b/${to}\n`;
const full = `${head('linux/v5.9/mm/page.ts')}${storeHunk}`;
const s = { 'cases/x/s.ts': scenario("kernel: 'v5.9',", from59) };
const said = (diff: string, more: Readonly<Record<string, string>> = {}, variant: string | null = null) =>
  ask({ ...s, [file]: diff, ...more }, variant);
const fine = { variants: ['v5.9+A'], said: [] };

describe('a diff names its file', () => {
  test.each([
    ['with the directory of the kernel', 'linux/v5.9/mm/page.ts'],
    ['without', 'mm/page.ts'],
    ['from further down', 'v5.9/mm/page.ts'],
    ['from further up', 'faultline/linux/v5.9/mm/page.ts'],
  ])('%s', (_, path) => {
    expect(said(`${head(path)}${storeHunk}`)).toEqual(fine);
    expect(said(`--- ${path}\n+++ ${path}\n${storeHunk}`)).toEqual(fine);
  });
  test('by the one of its two names that is there', () => {
    expect(said(`--- linux/v5.9/mm/page.ts\n+++ /tmp/copy.ts\n${storeHunk}`)).toEqual(fine);
    expect(said(`--- mm/page.ts.orig\n+++ mm/page.ts\n${storeHunk}`)).toEqual(fine);
  });
  test('and no other: neither name is there, or both are', () => {
    expect(said(`${head('mm/pages.ts')}${storeHunk}`).said).toEqual([
      `${file}: a/mm/pages.ts (b/mm/pages.ts) is no file of the model | none of cases/x, linux/v5.9 has it | the path of a file below one of these, with the directory or without; or another variant`,
    ]);
    const two = { 'linux/v5.9/mm/other.ts': 'export const N = 1;\n' };
    expect(said(`${head('mm/page.ts', 'mm/other.ts')}${storeHunk}`, two).said).toEqual([
      `${file}: a/mm/page.ts becomes b/mm/other.ts | both are files of the model, and a diff is of one | a diff of one file and its changed copy`,
    ]);
  });
  test('in a stack: without the kernel, the topmost that the hunks fit', () => {
    const s60 = { 'cases/x/s.ts': scenario("kernel: 'v6.0',", from60) };
    // linux/v6.0/mm/page.ts has no store(): the one below has.
    expect(said(`${head('mm/page.ts')}${storeHunk}`, s60)).toEqual({ variants: ['v6.0+A'], said: [] });
    expect(said(`${head('linux/v6.0/mm/page.ts')}${storeHunk}`, s60).said).toEqual([
      `${file}: hunk 1 does not fit linux/v6.0/mm/page.ts, line 3 | it wants \`function once(p: page): void { p.n = 1; }\`, and there stands \`\` | a diff against the file as it is; lines have to be the same, blanks included`,
    ]);
  });
});

describe('a diff of the kit', () => {
  const user = scenario('', "import { page, store } from 'faultline/kit/page.ts';");
  const kitPage = page('v5.9');
  const ofKit = `${head('kit/page.ts')}${storeHunk}`;
  const inFolder = (folder: string, more: Readonly<Record<string, string>> = {}) =>
    ask(
      { 'kit/page.ts': kitPage, [`${folder}/s.ts`]: user, [`${folder}/patches/A.diff`]: ofKit, ...more },
      null,
      `${folder}/s.ts`,
    );

  test('is a patch without a kernel, in a folder that is called kit, too', () => {
    expect(inFolder('cases/x')).toEqual({ variants: ['+A'], said: [] });
    expect(inFolder('cases/kit')).toEqual({ variants: ['+A'], said: [] });
  });
  test('beside a file of the scenario that is called like one of the kit: the two would be one', () => {
    expect(inFolder('cases/x', { 'cases/x/page.ts': 'export const N = 1;\n' }).said).toEqual([
      '+A changes the kit, and cases/x/page.ts is called like a file of it | the two would be linked as one file | another name for it',
    ]);
    expect(inFolder('cases/x', { 'cases/x/pages.ts': 'export const N = 1;\n' })).toEqual({
      variants: ['+A'],
      said: [],
    });
  });
  test('has lines that fit, like every other', () => {
    expect(inFolder('cases/x', { 'kit/page.ts': kitPage.replace('p.n = 2', 'p.n = 3') }).said).toEqual([
      'cases/x/patches/A.diff: hunk 1 does not fit kit/page.ts, line 5 | it wants `export function one(p: page): void { p.n = 2; }`, and there stands `export function one(p: page): void { p.n = 3; }` | a diff against the file as it is; lines have to be the same, blanks included',
    ]);
  });
});

describe('exactly, or not at all', () => {
  test('a hunk that does not fit is named, with file, line and what stands there', () => {
    expect(said(full.replace('p.n = 2', 'p.n = 3')).said).toEqual([
      `${file}: hunk 1 does not fit linux/v5.9/mm/page.ts, line 5 | it wants \`export function one(p: page): void { p.n = 3; }\`, and there stands \`export function one(p: page): void { p.n = 2; }\` | a diff against the file as it is; lines have to be the same, blanks included`,
    ]);
  });
  test('another line number is no other hunk; other line ends are no other lines', () => {
    expect(said(full.replace('-3,3 +3,3', '-1,3 +1,3'))).toEqual(fine);
    expect(said(full.replaceAll('\n', '\r\n'))).toEqual(fine);
  });
  test('what is no diff is told with the line of it', () => {
    expect(said(full.replace('-3,3', '-3,4')).said[0]).toMatch(
      /^cases\/x\/patches\/A.diff:8: hunk 1 has other lines than/,
    );
    expect(said('').said[0]).toMatch(/^cases\/x\/patches\/A.diff:1: no diff \| /);
  });
});

describe('a diff is a patch like another', () => {
  test('one that changes nothing in the model is refused', () => {
    const idle = full.replace(
      '+export function store(p: page): void { once(p); once(p); }',
      '+export function store(p: page): void { once(p); } // !',
    );
    expect(said(idle).said).toEqual([
      `${file}:0 a patch that changes nothing in the model: ${file} | the variant would be the model without it, under another name`,
    ]);
  });
  test('a name that nothing uses is refused', () => {
    const added = `${head('mm/page.ts')}@@ -4,1 +4,2 @@\n export function store(p: page): void { once(p); }\n+export function stroe(p: page): void {}\n`;
    expect(said(added).said[0]).toMatch(
      /^cases\/x\/patches\/A.diff\/mm\/page.ts:5 a name of a patch that nothing uses: stroe/,
    );
  });
  test('its lines are those of the patched file, and so is what is wrong in them', () => {
    expect(said(full.replace('once(p); once(p);', 'once(p); twice(p);')).said[0]).toMatch(
      /^cases\/x\/patches\/A.diff\/mm\/page.ts:4 Cannot find name 'twice'/,
    );
  });
  test('it may use what the file keeps to itself, change a class, and add an import', () => {
    const shape = `${head('mm/page.ts')}@@ -1,3 +1,4 @@
-import { type u8 } from 'faultline';
-export class page { n: u8 = 0 }
-function once(p: page): void { p.n = 1; }
+import { type u8, waitUntil } from 'faultline';
+import { LIMIT } from './limit.ts';
+export class page { n: u8 = 0; more: u8 = 0 }
+function once(p: page): void { waitUntil(() => p.more < LIMIT); p.n = 1; }
--- /dev/null
+++ b/mm/limit.ts
@@ -0,0 +1 @@
+export const LIMIT = 3;
`;
    expect(said(shape)).toEqual(fine);
  });
  test('a folder and a diff of one name are no patch', () => {
    expect(said(full, { 'cases/x/patches/A/mm/page.ts': good }).said).toEqual([
      'there are two patches A | cases/x/patches/A/ and cases/x/patches/A.diff | one of them, under this name',
    ]);
  });
  test('an unknown one: the nearest is offered, diffs too', () => {
    expect(said(full, {}, '+a').said[0]).toBe(
      'unknown patch a in variant v5.9+a | there is no cases/x/patches/a.diff, and no directory cases/x/patches/a | did you mean A? one of: A',
    );
  });
  test('a scenario is changed by --patch only', () => {
    expect(
      said(`${head('cases/x/s.ts')}@@ -1,1 +1,2 @@\n import { scenario } from 'faultline';\n+// more\n`).said,
    ).toEqual([
      `${file} changes the scenario cases/x/s.ts | a patch beside a scenario is asked about by it | \`--patch\`, which changes a scenario for one command`,
    ]);
  });
});

describe('a diff takes away', () => {
  const removed = `${head('mm/page.ts')}@@ -3,3 +3,2 @@
 function once(p: page): void { p.n = 1; }
-export function store(p: page): void { once(p); }
 export function one(p: page): void { p.n = 2; }
`;
  test('what is still used: refused, with who uses it', () => {
    expect(said(removed).said).toEqual([
      'cases/x/s.ts:7 a declaration that a diff takes away, and that is still used: store of linux/v5.9/mm/page.ts, which A uses | nothing of this name is left',
    ]);
  });
  test('what nobody uses any more: the rest stays', () => {
    const inlined = `${head('mm/page.ts')}@@ -3,2 +3,1 @@
-function once(p: page): void { p.n = 1; }
-export function store(p: page): void { once(p); }
+export function store(p: page): void { p.n = 1; p.n = 1; }
`;
    expect(said(inlined)).toEqual(fine);
  });
  test('an overlay: what it stood over comes forth', () => {
    const kernel = {
      'cases/x/s.ts': scenario("kernel: 'v6.0',", from60),
      'linux/v6.0/mm/page.ts':
        "import { type page } from 'faultline/linux/v5.9/mm/page.ts';\nexport * from 'faultline/linux/v5.9/mm/page.ts';\nexport function store(p: page): void { p.n = 4; }\n",
    };
    const gone = `${head('linux/v6.0/mm/page.ts')}@@ -2,2 +2,1 @@
 export * from 'faultline/linux/v5.9/mm/page.ts';
-export function store(p: page): void { p.n = 4; }
`;
    expect(said(gone, kernel)).toEqual({ variants: ['v6.0+A'], said: [] });
    const all = `--- a/linux/v6.0/mm/page.ts\n+++ /dev/null\n@@ -1,3 +0,0 @@\n${kernel['linux/v6.0/mm/page.ts'].replaceAll(/^(?=.)/gm, '-')}`;
    expect(said(all, kernel)).toEqual({ variants: ['v6.0+A'], said: [] });
    expect(said(all.replace('-1,3', '-1,2').replace(/-export function.*\n/, ''), kernel).said).toEqual([
      `${file} deletes linux/v6.0/mm/page.ts, and leaves lines of it | a file that is deleted has no lines | a diff against the file as it is`,
    ]);
  });
});

describe('a diff adds', () => {
  const added = (name: string): string =>
    `--- /dev/null\n+++ b/linux/v5.9/mm/${name}\n@@ -0,0 +1 @@\n+export const LIMIT = 3;\n`;
  test('a file that nothing imports: refused', () => {
    expect(said(`${full}${added('limit.ts')}`).said).toEqual([
      `${file} adds linux/v5.9/mm/limit.ts, which nothing uses | no file of the diff imports it, and it stands over nothing | the path of the file that it changes`,
    ]);
  });
  test('a file that is there: refused', () => {
    expect(said(added('page.ts')).said).toEqual([
      `${file} adds b/linux/v5.9/mm/page.ts, which is there | linux/v5.9/mm/page.ts is a file of the model | a diff of what it changes in it`,
    ]);
  });
});

describe('on top of each other', () => {
  const second = `${head('mm/page.ts')}@@ -3,3 +3,3 @@
 function once(p: page): void { p.n = 1; }
-export function store(p: page): void { once(p); once(p); }
+export function store(p: page): void { once(p); one(p); }
 export function one(p: page): void { p.n = 2; }
`;
  const other = `${head('mm/page.ts')}@@ -3,3 +3,3 @@
-function once(p: page): void { p.n = 1; }
+function once(p: page): void { p.n = 3; }
 export function store(p: page): void { once(p); once(p); }
 export function one(p: page): void { p.n = 2; }
`;
  test('two diffs of one function: the second is against what the first left', () => {
    expect(said(full, { 'cases/x/patches/B.diff': second }, '+A+B')).toEqual({ variants: ['v5.9+A+B'], said: [] });
    expect(said(full, { 'cases/x/patches/B.diff': second }, '+B').said[0]).toMatch(/B.diff: hunk 1 does not fit/);
    expect(said(full, { 'cases/x/patches/B.diff': other }, '+A+B')).toEqual({ variants: ['v5.9+A+B'], said: [] });
  });
  test('three diffs of one file: the third changes what the first has changed, and the second has not', () => {
    const third = second.replace('p.n = 1', 'p.n = 3');
    const files = { 'cases/x/patches/B.diff': other, 'cases/x/patches/C.diff': third };
    expect(said(full, files, '+A+B+C')).toEqual({ variants: ['v5.9+A+B+C'], said: [] });
  });
  test('two sections of one diff, as in a mail with two patches', () => {
    expect(said(`${full}${second}`)).toEqual(fine);
  });
  const folder = {
    'cases/x/patches/F/mm/page.ts': good,
    'cases/x/patches/B.diff': `${head('mm/page.ts')}@@ -3,1 +3,1 @@\n-export function store(p: page): void { p.n = 2; }\n+export function store(p: page): void { p.n = 3; }\n`,
  };
  test('a diff over a folder: against the folder, it says that it goes on top', () => {
    expect(said(full, folder, '+F+B')).toEqual({ variants: ['v5.9+F+B'], said: [] });
  });
  test('a diff over a folder: against the kernel, it would hide the folder', () => {
    expect(said(full, folder, '+F+A').said[0]).toBe(
      'cases/x/patches/A.diff/mm/page.ts:4 a patch that hides a declaration of another one: store of cases/x/patches/F/mm/page.ts | the variant names both, and of the lower one a part would be missing',
    );
  });
  test('a folder over a diff would hide it', () => {
    expect(said(full, folder, '+A+F').said[0]).toMatch(
      /F\/mm\/page.ts:3 a patch that hides a declaration of another one: store of cases\/x\/patches\/A.diff/,
    );
  });
  test('diffs beside each other know nothing of each other', () => {
    const files = {
      'linux/v5.9/mm/limit.ts': 'export const LIMIT = 3;\n',
      'cases/x/s.ts': scenario("kernel: 'v5.9',", from59, "{ variant: '+B' }, { variant: '+A' }"),
    };
    const uses = (n: number): string => `${head('mm/page.ts')}@@ -1,3 +1,4 @@
 import { type u8 } from 'faultline';
+import { LIMIT } from './limit.ts';
 export class page { n: u8 = 0 }
-function once(p: page): void { p.n = 1; }
+function once(p: page): void { p.n = LIMIT + ${n}; }
`;
    // B changes a file that A's imports from: A gets the kernel's.
    const B = `${uses(2)}${head('mm/limit.ts')}@@ -1 +1 @@\n-export const LIMIT = 3;\n+export const LIMIT = 4;\n`;
    expect(said(uses(1), { ...files, 'cases/x/patches/B.diff': B })).toEqual({
      variants: ['v5.9+B', 'v5.9+A'],
      said: [],
    });
  });
  test('a diff on top of another and without it: what it imports is not the same', () => {
    const B = `${head('mm/limit.ts')}@@ -1 +1 @@\n-export const LIMIT = 3;\n+export const LIMIT = 4;\n`;
    const files = {
      'linux/v5.9/mm/limit.ts': 'export const LIMIT = 3;\n',
      'cases/x/patches/B.diff': B,
      'cases/x/s.ts': scenario("kernel: 'v5.9',", from59, "{ variant: '+B+A' }, { variant: '+A' }"),
    };
    const uses = `${head('mm/page.ts')}@@ -1,3 +1,4 @@
 import { type u8 } from 'faultline';
+import { LIMIT } from './limit.ts';
 export class page { n: u8 = 0 }
-function once(p: page): void { p.n = 1; }
+function once(p: page): void { p.n = LIMIT; }
`;
    expect(said(uses, files)).toEqual({ variants: ['v5.9+B+A', 'v5.9+A'], said: [] });
  });
  test('what a diff makes is outside of a variant without it, under the name of the patch', () => {
    const imports = `${from59.replace('store', 'one')}\nimport { store } from './patches/A.diff/mm/page.ts';`;
    const files = { 'cases/x/s.ts': scenario("kernel: 'v5.9',", imports, "{ variant: '+A' }, { variant: '+' }") };
    expect(said(full, files).said).toEqual([
      'cases/x/s.ts:3 an import from outside v5.9: cases/x/patches/A.diff/mm/page.ts | it is of the patch A, which is no part of v5.9 | the variant v5.9+A, or another file',
    ]);
  });
  test('one diff on two kernels is two texts', () => {
    expect(
      said(`${head('mm/page.ts')}${storeHunk}`, {
        'cases/x/s.ts': scenario("kernel: 'v5.9',", from59, "{ variant: '+A' }, { variant: 'v6.0+A' }"),
      }),
    ).toEqual({ variants: ['v5.9+A', 'v6.0+A'], said: [] });
  });
});

// SPDX-License-Identifier: MIT
// Kept answers: the same text as if everything had been asked, whatever was edited, and nothing asked that no edit touches.
// Every check with kept answers stands beside one without.

import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { check } from '../../src/cli/check.ts';
import type { Cache, CheckRequest } from '../../src/cli/check-request.ts';
import { type Entries, entriesFolder, openEntries, sweep } from '../../src/cli/entries.ts';
import { exitStatus } from '../../src/cli/exit.ts';
import type { Output } from '../../src/cli/output.ts';
import type { MemoryModel } from '../../src/lang/tree.ts';
import { plain } from '../../src/report/paint.ts';
import { base, from59, good, page, scenario } from './asked.ts';
import { root, start } from './cli.ts';
import { increment } from './models.ts';
import { type Sandbox, sandbox } from './project.ts';

const made: string[] = [];
const boxes: Sandbox[] = [];
const temporary = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-kept-'));
  made.push(folder);
  return folder;
};
afterAll(() => {
  for (const one of made) rmSync(one, { recursive: true, force: true });
  for (const one of boxes) one.remove();
});

const diff = `--- a/mm/page.ts
+++ b/mm/page.ts
@@ -3,2 +3,2 @@
 function once(p: page): void { p.n = 1; }
-export function store(p: page): void { once(p); }
+export function store(p: page): void { once(p); once(p); }
`;
const rows = "{ variant: 'v5.9' }, { variant: 'v6.0' }, { variant: 'v5.9+A' }, { variant: 'v5.9+B' }";
/** Four rows about a kernel, its successor, a patch and a diff; one that fails; one that needs neither. */
const files: Readonly<Record<string, string>> = {
  ...base,
  'cases/x/s.ts': scenario("kernel: 'v5.9',", from59.replace('/v5.9/', '/'), rows),
  'cases/x/patches/A/mm/page.ts': good,
  'cases/x/patches/B.diff': diff,
  'cases/y/fails.ts': increment('fails', 'mine/fails'),
  'cases/z/unexpected.ts': increment('holds', 'mine/unexpected'),
  'linux/v5.9/mm/unused.ts': page('v5.9'),
};

/** Two rows, of which a compiler makes the one fail: what was tested is read again. */
const compiledToo = `import { assert, scenario, type u8 } from 'faultline';
class cell { n: u8 = 1; }
export default scenario({
  title: 'a look', world: () => ({ x: new cell() }),
  threads: { A(w) { const n = w.x.n; if (n === 1) assert(n === 1, 'tested'); }, B(w) { w.x.n = 2; } },
  sometimes: { stored: (w) => w.x.n > 1 },
  claims: [
    { id: 'mine/2', by: 'me', thread: 'open', property: 'ASSERTS', expect: 'holds', rows: [{}, { compiler: true }] },
  ],
});
`;

const plainRequest: CheckRequest = {
  targets: [],
  variant: null,
  json: false,
  trace: false,
  detail: { full: false, free: false },
  limits: { order: 'breadth-first', reduction: true, maxStates: Infinity, maxMemory: null, maxTime: Infinity, seed: 1 },
  workers: 1,
  cache: null,
  on: null,
  tries: null,
  property: null,
  saving: null,
};

interface Printed {
  readonly text: string;
  readonly kept: number;
  readonly notes: readonly string[];
}

/** Without times, and without the words about what was kept. */
async function printed({ project }: Sandbox, request: Partial<CheckRequest>): Promise<Printed> {
  let text = '';
  const notes: string[] = [];
  const print = (one: string): void => {
    text += one;
  };
  const output: Output = {
    paint: plain,
    coloured: false,
    columns: null,
    said: { problems: [], fault: null },
    text: print,
    line: (one) => print(`${one.trimEnd()}\n`),
    note: (one) => notes.push(one),
    diagnostics: (some) => {
      print(some.map(({ place, what }) => `${place.file}:${place.line} ${what}\n`).join(''));
      return exitStatus.badInput;
    },
    badInput: ({ message }) => {
      print(`${message}\n`);
      return exitStatus.badInput;
    },
    checkerBug: (error) => {
      throw error;
    },
    trouble: (error) => {
      throw error;
    },
  };
  await check(project, { ...plainRequest, ...request }, output);
  const kept = / · (\d+) kept answers?/.exec(text)?.[1] ?? /"kept": (\d+)/.exec(text)?.[1] ?? '0';
  const timeless = text
    .replace(/ · \d+ kept answers?/, '')
    .replace(/"kept": \d+/, '"kept": 0')
    .replace(/ +\d[\d.,]* s\b/g, ' 0 s')
    .replace(/"seconds": [\d.]+/g, '"seconds": 0');
  return { text: timeless, kept: Number(kept), notes };
}

const cacheIn = (folder: string, version = '1'): Cache => ({
  entries: openEntries(folder, (message) => complaints.push(message)),
  version,
});
const complaints: string[] = [];
beforeEach(() => {
  complaints.length = 0;
});

function box(): Sandbox {
  const one = sandbox(files);
  boxes.push(one);
  return one;
}

/** Six rows: `s.ts` has four. */
const all = 6;

describe('asked again', () => {
  const one = box();
  const cache = cacheIn(temporary());
  it.each<[string, Partial<CheckRequest>]>([
    ['rows', {}],
    ['columns', { trace: true }],
    ['a document', { json: true }],
    ['the columns of one claim', { targets: ['mine/fails', 'mine/unexpected'] }],
  ])('%s are the same', async (_, request) => {
    const asked = await printed(one, request);
    const first = await printed(one, { ...request, cache });
    const again = await printed(one, { ...request, cache });
    expect(first.text).toBe(asked.text);
    expect(again.text).toBe(asked.text);
    expect(again.kept).toBe(request.targets === undefined ? all : 2);
    expect(asked.kept).toBe(0);
  });

  it('for less: who had the columns needs no rows', async () => {
    const other = cacheIn(temporary());
    await printed(one, { trace: true, cache: other });
    expect((await printed(one, { cache: other })).kept).toBe(all);
    // Nobody has looked at what the two failures show.
    expect((await printed(one, { json: true, cache: other })).kept).toBe(all - 2);
    expect((await printed(one, { trace: true, cache: other })).kept).toBe(all);
  });

  it('about one property: so few rows are told with their columns, now as before', async () => {
    const other = cacheIn(temporary());
    const asked = await printed(one, { property: 'both are counted' });
    expect(asked.text).toContain('replay: ');
    await printed(one, { property: 'both are counted', cache: other });
    const again = await printed(one, { property: 'both are counted', cache: other });
    expect(again).toMatchObject({ text: asked.text, kept: 2 });
  });

  it('of another memory: everything, and what is kept of one is not said of another', async () => {
    const folder = temporary();
    const under = (memory: MemoryModel): Sandbox => ({ ...one, project: { ...one.project, memory } });
    await printed(one, { cache: cacheIn(folder) });
    for (const memory of ['tso', 'weak'] as const) {
      const asked = await printed(under(memory), {});
      expect(asked.text).not.toBe((await printed(one, {})).text);
      expect(await printed(under(memory), { cache: cacheIn(folder) })).toMatchObject({ text: asked.text, kept: 0 });
      expect(await printed(under(memory), { cache: cacheIn(folder) })).toMatchObject({ text: asked.text, kept: all });
    }
    expect((await printed(one, { cache: cacheIn(folder) })).kept).toBe(all);
  });

  it('of rows that differ by a compiler alone: each has its own', async () => {
    const folder = temporary();
    const two = sandbox({ ...base, 'cases/c/twice.ts': compiledToo });
    boxes.push(two);
    const asked = await printed(two, {});
    expect(asked.text).toMatch(/- +ASSERTS +holds[\s\S]*- compiler +ASSERTS +fails/);
    expect(await printed(two, { cache: cacheIn(folder) })).toMatchObject({ text: asked.text, kept: 0 });
    expect(await printed(two, { cache: cacheIn(folder) })).toMatchObject({ text: asked.text, kept: 2 });
    const flagged = { ...two, project: { ...two.project, compiler: true } };
    const only = await printed(flagged, {});
    expect(await printed(flagged, { cache: cacheIn(folder) })).toMatchObject({ text: only.text, kept: 0 });
  });

  it('by another checker, or with other options: everything', async () => {
    const folder = temporary();
    await printed(one, { cache: cacheIn(folder) });
    expect((await printed(one, { cache: cacheIn(folder, '2') })).kept).toBe(0);
    const { limits } = plainRequest;
    for (const other of [{ reduction: false }, { order: 'depth-first' }, { maxStates: 10_000 }] as const)
      expect((await printed(one, { limits: { ...limits, ...other }, cache: cacheIn(folder) })).kept).toBe(0);
    expect((await printed(one, { cache: cacheIn(folder) })).kept).toBe(all);
  });

  it('what a budget of time ended is not kept, and what takes longer than it may is not used', async () => {
    const folder = temporary();
    const limits = { ...plainRequest.limits, maxTime: -1 };
    const cut = await printed(one, { limits, cache: cacheIn(folder) });
    expect(cut.text).toContain('0 as expected, 0 unexpected, 6 unknown');
    expect((await printed(one, { limits, cache: cacheIn(folder) })).kept).toBe(0);
    expect((await printed(one, { cache: cacheIn(folder) })).kept).toBe(0);
    expect((await printed(one, { limits, cache: cacheIn(folder) })).text).toBe(cut.text);
    const narrow = { ...plainRequest.limits, maxMemory: 1 };
    expect((await printed(one, { limits: narrow, cache: cacheIn(folder) })).kept).toBe(0);
  });
});

describe('after an edit', () => {
  /** By file: what is written instead, and how many of the six rows it does not touch. */
  const edits: readonly [string, string, (text: string) => string, number][] = [
    ['the kernel', 'linux/v5.9/mm/page.ts', (text) => text.replace('p.n = 1', 'p.n = 9'), 2],
    // v5.9, v5.9+A and v5.9+B do not have it.
    ['its successor', 'linux/v6.0/mm/page.ts', (text) => text.replace('= 6', '= 7'), 5],
    ['a patch', 'cases/x/patches/A/mm/page.ts', (text) => text.replace('p.n = 2', 'p.n = 9'), 5],
    ['a diff', 'cases/x/patches/B.diff', (text) => text.replace('once(p); once(p)', 'once(p); one(p)'), 5],
    ['a scenario', 'cases/y/fails.ts', (text) => text.replace('read + 1', 'read + 2'), 5],
    ['what is expected', 'cases/z/unexpected.ts', (text) => text.replace("expect: 'holds'", "expect: 'fails'"), 5],
    ['a file that nobody imports', 'linux/v5.9/mm/unused.ts', (text) => text.replace('p.n = 1', 'p.n = 9'), 6],
    // Two rows are left, so few that columns are printed: of the one that fails as expected, nobody had seen them.
    ['what does not compile', 'linux/v5.9/mm/page.ts', (text) => text.replace('u8 = 0', "u8 = 'x'"), 1],
    [
      'a claim more',
      'cases/y/fails.ts',
      (text) =>
        text.replace(
          'claims: [',
          "claims: [{ id: 'mine/more', by: 'me', property: 'NO-DEADLOCK', thread: 'open', expect: 'holds' }, ",
        ),
      5,
    ],
    // The class of the kernel is found in the scenario's folder first: it stands over it in every variant.
    ['a file that is new', 'cases/x/mm/page.ts', () => good, 2],
    // 6.0 had none of its own.
    ['one that was below', 'linux/v6.0/mm/page.ts', () => page('v6.0'), 5],
  ];
  it.each(edits)('%s', async (_, path, edit, untouched) => {
    const one = box();
    const cache = cacheIn(temporary());
    await printed(one, { cache });
    const file = join(one.project.root, path);
    const before = path in files ? readFileSync(file, 'utf8') : null;
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(file, edit(before ?? ''));
    expect(readFileSync(file, 'utf8')).not.toBe(before);
    const asked = await printed(one, {});
    const edited = await printed(one, { cache });
    expect(edited.text).toBe(asked.text);
    expect(edited.kept).toBe(untouched);
    // And back again: what was known before is known still.
    if (before === null) rmSync(file);
    else writeFileSync(file, before);
    expect((await printed(one, { cache })).kept).toBe(all);
  });
});

describe('entries', () => {
  const entriesIn = (folder: string): readonly string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((file) => statSync(file).isFile());

  it('that are damaged are none: asked again, and written again', async () => {
    const one = box();
    const folder = temporary();
    const asked = await printed(one, { cache: cacheIn(folder) });
    const damage: readonly ((file: string) => void)[] = [
      (file) => truncateSync(file, Math.floor(statSync(file).size / 2)),
      (file) => truncateSync(file, 0),
      (file) =>
        writeFileSync(
          file,
          readFileSync(file, 'utf8')
            .replace(/holds|fails/, 'HOLDS')
            .replace(/"m/, '"M'),
        ),
    ];
    for (const harm of damage) {
      for (const file of entriesIn(folder)) harm(file);
      expect(await printed(one, { cache: cacheIn(folder) })).toMatchObject({ text: asked.text });
      expect((await printed(one, { cache: cacheIn(folder) })).kept).toBe(all);
    }
  });

  it('that cannot be written are complained about once', async () => {
    const folder = join(temporary(), 'a-file');
    writeFileSync(folder, '');
    const asked = await printed(box(), { cache: cacheIn(folder) });
    expect(asked.text).toContain('6 claims: 5 as expected, 1 unexpected');
    expect(complaints).toEqual([
      `answers cannot be kept in ${folder} (ENOTDIR): go on without; --no-cache does not try`,
    ]);
  });

  it('are taken away when they are old, then the oldest until the rest is small enough', () => {
    const folder = temporary();
    const entries: Entries = openEntries(folder, () => {});
    const keys = ['aa1', 'ab2', 'ac3'];
    for (const key of keys) entries.write(key, 'x'.repeat(100));
    // Each has 64 digits, a line end, and a hundred letters in quotes: 167 bytes.
    const now = Date.now();
    const age = (key: string, days: number): void => {
      const then = now / 1000 - days * 86_400;
      utimesSync(join(folder, key.slice(0, 2), key.slice(2)), then, then);
    };
    age('aa1', 61);
    age('ab2', 2);
    age('ac3', 1);
    sweep(folder, now);
    expect(keys.map((key) => entries.read(key) !== null)).toEqual([false, true, true]);
    age('ab2', 2);
    age('ac3', 1);
    sweep(folder, now, 200);
    expect(keys.map((key) => entries.read(key) !== null)).toEqual([false, false, true]);
  });

  it('lie where XDG says, where somebody says, or nowhere', () => {
    expect(entriesFolder({ XDG_CACHE_HOME: '/c' })).toBe('/c/faultline');
    expect(entriesFolder({ XDG_CACHE_HOME: 'relative' })).toMatch(/\/\.cache\/faultline$/);
    expect(entriesFolder({ FAULTLINE_CACHE: '/d', XDG_CACHE_HOME: '/c', CI: 'true' })).toBe('/d');
    expect(entriesFolder({ FAULTLINE_CACHE: 'off' })).toBeNull();
    expect(entriesFolder({ CI: 'true' })).toBeNull();
    expect(entriesFolder({ CI: 'false', XDG_CACHE_HOME: '/c' })).toBe('/c/faultline');
  });
});

describe('the command', () => {
  it('keeps answers where it is told, and not with --no-cache', async () => {
    const env = { ...process.env, FAULTLINE_CACHE: temporary() };
    const run = (...more: readonly string[]) =>
      start(['check', 'examples/increment', ...more], root, env).done.then(({ out }) => out.trimEnd());
    const first = await run();
    const second = await run();
    expect(first).not.toContain('kept answer');
    // Five rows of four scenarios, as `faultline list examples/increment` says.
    expect(second).toMatch(/ · 5 kept answers$/);
    expect(second.split('\n').slice(0, -1)).toEqual(first.split('\n').slice(0, -1));
    expect(await run('--no-cache')).not.toContain('kept answer');
  });
});

// SPDX-License-Identifier: MIT
// What is not a model, a disk that is full, a signal, a fault of the checker: each has its message and its status.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Project } from '../../src/ask/project.ts';
import { bugText } from '../../src/ask/trouble.ts';
import { check } from '../../src/cli/check.ts';
import { openProject } from '../../src/cli/disk.ts';
import { exitStatus } from '../../src/cli/exit.ts';
import type { Output } from '../../src/cli/output.ts';
import { plain } from '../../src/report/paint.ts';
import { faultline, root, start } from './cli.ts';
import { increment } from './models.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);
const write = (name: string, text: string): string => {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), text);
  return at(name);
};

describe('what cannot be read is not opened', () => {
  symlinkSync(at('loop.ts'), at('loop.ts'));
  symlinkSync(at('gone'), at('nowhere.ts'));
  execFileSync('mkfifo', [at('pipe.ts')]);
  it.each([
    ['a link to itself', at('loop.ts'), /loop\.ts: cannot be read\n.*symbolic link that leads round in a circle/],
    ['a link to nothing', at('nowhere.ts'), /nowhere\.ts: cannot be read\n.*a symbolic link to none/],
    ['a pipe', at('pipe.ts'), /pipe\.ts: cannot be read\n.*pipe/],
    ['a device', '/dev/zero', /\/dev\/zero: cannot be read\n.*it is a device/],
  ])('%s: status 2', async (_, path, message) => {
    const { status, out, err } = await faultline('check', path);
    expect({ status, out }).toEqual({ status: exitStatus.badInput, out: '' });
    expect(err).toMatch(message);
  });
  it('an import of one: said where it is imported', async () => {
    const model = write('imports.ts', `import { x } from './loop.ts';\n${increment('holds')}`);
    const { status, err } = await faultline('check', model);
    expect(status).toBe(exitStatus.badInput);
    expect(err).toMatch(/imports\.ts:1:19: the file cannot be read: .*loop\.ts/);
  });
});

describe('a folder or a file that nobody may read, below one that is searched', () => {
  // To root nothing is forbidden: somebody else has to ask.
  const ask = (
    ...args: readonly string[]
  ): { readonly status: number | null; readonly out: string; readonly err: string } => {
    const asked = spawnSync(process.execPath, [join(root, 'dist/cli.js'), ...args], {
      encoding: 'utf8',
      ...(process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {}),
    });
    return { status: asked.status, out: asked.stdout, err: asked.stderr };
  };
  chmodSync(folder, 0o755);
  write('shut/a.ts', increment('holds'));
  write('shut/inner/b.ts', increment('holds'));
  write('dark/c.ts', increment('holds'));
  chmodSync(at('shut/inner'), 0o000);
  chmodSync(at('dark/c.ts'), 0o000);
  afterAll(() => chmodSync(at('shut/inner'), 0o755));
  it.each([
    ['a folder', 'list', at('shut'), at('shut/inner'), 'the folder cannot be read'],
    ['a file', 'check', at('dark'), at('dark/c.ts'), 'cannot be read'],
    ['what is inside', 'check', at('shut/inner/b.ts'), at('shut/inner/b.ts'), 'cannot be read'],
  ])('%s: which and why, status 2', (_, command, asked, which, what) => {
    const { status, out, err } = ask(command, asked);
    expect({ status, out }).toEqual({ status: exitStatus.badInput, out: '' });
    expect(err).toMatch(new RegExp(`^faultline: ${which}: ${what}\n.*permission denied`));
  });
});

describe('a file that is no scenario', () => {
  it('is not called missing, and a mistyped export is pointed at', async () => {
    const typed = write('exprt.ts', increment('holds').replace('export default', 'exprt default'));
    const { status, err } = await faultline('check', typed);
    expect(status).toBe(exitStatus.badInput);
    expect(err).toMatch(/exprt\.ts:\d+:1: .*\n.*exprt default scenario.*\n.*\^\^\^\^\^/);
    const helper = write('helper.ts', "import { type u8 } from 'faultline';\nexport class cell { n: u8 = 0; }\n");
    expect((await faultline('check', helper)).err).toMatch(/helper\.ts: no scenario in this file/);
  });
});

it('a full disk: 74, in one line', async () => {
  const full = openSync('/dev/full', 'w');
  const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'list', 'examples'], {
    stdio: ['ignore', full, 'pipe'],
  });
  let err = '';
  child.stderr?.on('data', (text) => {
    err += text;
  });
  const status = await new Promise((done) => child.on('close', done));
  expect({ status, err }).toEqual({
    status: exitStatus.outputFailed,
    err: expect.stringMatching(/^faultline: the answer could not be written: ENOSPC.*\n$/),
  });
});

it('SIGTERM is heard like Ctrl-C: what is known is printed, 3', async () => {
  // Twelve counters of u8 in two threads: more states than can be visited before somebody asks to stop.
  const fields = Array.from({ length: 12 }, (_, i) => `n${i}`);
  const long = write(
    'long.ts',
    `import { scenario, type u8 } from 'faultline';
class page { ${fields.map((name) => `${name}: u8 = 0;`).join(' ')} }
export default scenario({
  title: 'long', world: () => ({ page: new page() }),
  threads: { ${['A', 'B', 'C'].map((name) => `${name}(w) { for (;;) { ${fields.map((f) => `w.page.${f} = (w.page.${f} + 1) % 250;`).join(' ')} } }`).join(', ')} },
  always: { ok: (w) => w.page.n0 < 255 }, sometimes: { begun: (w) => w.page.n0 === 1 },
  claims: [{ id: 'long', by: 'me', property: 'ok', thread: 'open', expect: 'holds' }],
});
`,
  );
  // The first row is there when the second search begins.
  const { child, done } = start(['check', write('short.ts', increment('fails')), long, '--workers', '1']);
  child.stdout?.once('data', () => child.kill('SIGTERM'));
  const { status, out } = await done;
  expect(out).toMatch(/unknown {2}not decided .*interrupted after [\d,]+ states/);
  expect(status).toBe(exitStatus.undecided);
});

it('a value that does not fit: which value, which field of which object, which range, in the row, the columns and the document', async () => {
  const model = write(
    'range.ts',
    `import { scenario, type u8 } from 'faultline';
class page { n: u8 = 250; slots: array<u8, 2> = array(2, 0); }
export default scenario({
  title: 'too much', world: () => ({ page: new page() }),
  threads: { CPU0(w) { w.page.slots[1] = w.page.n + 6; }, CPU1(w) { w.page.n = 3; } },
  sometimes: { begun: (w) => w.page.n === 250 },
  claims: [{ id: 'mine/range', by: 'me', property: 'ASSERTS', thread: 'open', expect: 'fails' }],
});
`.replace('type u8 }', 'array, type u8 }'),
  );
  const said = 'slots[…] does not fit u8 (0 … 255): page.slots[1] would be 256';
  const { out } = await faultline('check', model);
  expect(out).toMatch(
    /^mine\/range .* fails {4}as expected .* s {2}slots\[…\] does not fit u8 \(0 … 255\): page\.slots\[1\] would be 256$/m,
  );
  // The columns of a mail are narrow: the sentence may go on in the next line.
  expect(out.replaceAll(/\s+/g, ' ')).toContain(`✗ ${said}`);
  const { claims } = JSON.parse((await faultline('check', model, '--json')).out);
  expect(claims[0]).toMatchObject({ broken: 'ASSERTS', message: said });
});

describe('--json is one document, whatever went wrong', () => {
  const printed: string[] = [];
  const thrown: unknown[] = [];
  const output: Output = {
    paint: plain,
    coloured: false,
    columns: null,
    get said() {
      return { problems: [], fault: thrown.length > 0 ? bugText(thrown[0]) : null };
    },
    text: (text) => printed.push(text),
    line: (text) => printed.push(text),
    note: (text) => printed.push(text),
    diagnostics: () => exitStatus.badInput,
    badInput: () => exitStatus.badInput,
    checkerBug: () => exitStatus.checkerBug,
    trouble: (error) => {
      thrown.push(error);
      return exitStatus.checkerBug;
    },
  };
  const limits = {
    order: 'breadth-first',
    reduction: true,
    maxStates: 9,
    maxMemory: null,
    maxTime: 9,
    seed: 1,
  } as const;
  const request = {
    targets: [],
    variant: null,
    json: true,
    trace: false,
    detail: { full: false, free: false },
    limits,
    workers: 1,
    cache: null,
    on: null,
    tries: null,
    property: null,
    saving: null,
  };

  it('a fault of the checker: in the document, 70', async () => {
    const broken: Project = {
      ...openProject(import.meta.url),
      get cases(): readonly string[] {
        throw new Error('checker bug: made for this test');
      },
    };
    expect(await check(broken, request, output)).toBe(exitStatus.checkerBug);
    expect(JSON.parse(printed.join(''))).toMatchObject({
      claims: [],
      fault: expect.stringContaining('made for this test'),
    });
    expect(thrown).toHaveLength(1);
  });
  const gone = { file: null, line: null, column: null, what: 'gone.ts: no such file or folder' };
  it.each([
    ['check', ['check', 'gone.ts'], { claims: [], summary: { claims: 0 } }, gone],
    ['list', ['list', 'gone.ts'], { claims: [] }, gone],
    ['ingredients', ['ingredients', 'gone.ts'], { claims: [], ingredients: [] }, gone],
    ['barriers', ['barriers', 'gone.ts'], { claims: [], weakenings: [] }, gone],
    ['a budget', ['check', '--max-states', 'many'], { claims: [] }, { what: '--max-states many' }],
    ['an option', ['list', '--frob'], { claims: [] }, { what: "unknown option '--frob'" }],
    ['a diff', ['ingredients', 'x', '--patch', 'no.diff'], {}, { what: '--patch no.diff: no such file' }],
  ])('bad input, %s: an empty document that says what is wrong, 2', async (_, words, document, problem) => {
    const { status, out, err } = await faultline(...words, '--json');
    expect(status).toBe(exitStatus.badInput);
    const said = JSON.parse(out);
    expect(said).toMatchObject({ schema: `faultline.${words[0]}/1`, ...document, problems: [problem], fault: null });
    expect(err).toContain(said.problems[0].what);
  });
  it('a model that is refused: where and why, beside the rows of the others', async () => {
    const wrong = write('wrong.ts', increment('holds').replace('export default', 'exprt default'));
    const { status, out } = await faultline('list', wrong, 'examples/increment/with-lock.ts', '--json');
    expect(status).toBe(exitStatus.badInput);
    const { claims, problems } = JSON.parse(out);
    expect(claims.length).toBeGreaterThan(0);
    expect(problems[0]).toMatchObject({ file: wrong, line: expect.any(Number), column: 1 });
  });
});

describe('a heap that is full while a model is read', () => {
  // The search watches the heap (budget.test.ts); TypeScript cannot be asked to stop.
  it('ends the process, as Node does, and says so: 134 for a shell', () => {
    const words = ['-c', 'ulimit -c 0; exec "$@"', 'sh', process.execPath, '--max-old-space-size=12', 'dist/cli.js'];
    const ran = spawnSync('sh', [...words, 'check', 'examples/increment'], { cwd: root, encoding: 'utf8' });
    expect([ran.signal, ran.stdout]).toEqual(['SIGABRT', '']);
    expect(ran.stderr).toContain('JavaScript heap out of memory');
  });
});

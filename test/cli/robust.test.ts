// SPDX-License-Identifier: MIT
// What is not a model, a disk that is full, a signal, a fault of the checker: each has its message and its status.

import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { check } from '../../src/cli/check.ts';
import { exitStatus } from '../../src/cli/exit.ts';
import type { Output } from '../../src/cli/output.ts';
import { openProject, type Project } from '../../src/cli/project.ts';
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

describe('--json is one document, whatever went wrong', () => {
  const printed: string[] = [];
  const said: unknown[] = [];
  const output: Output = {
    paint: plain,
    coloured: false,
    columns: null,
    text: (text) => printed.push(text),
    line: (text) => printed.push(text),
    diagnostics: () => exitStatus.badInput,
    badInput: () => exitStatus.badInput,
    checkerBug: () => exitStatus.checkerBug,
    trouble: (error) => {
      said.push(error);
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
    expect(said).toHaveLength(1);
  });
  it('bad input: an empty document, 2', async () => {
    const { status, out, err } = await faultline('check', 'gone.ts', '--json');
    expect(status).toBe(exitStatus.badInput);
    expect(JSON.parse(out)).toMatchObject({ claims: [], fault: null });
    expect(err).toMatch(/gone\.ts: no such file or folder/);
  });
});

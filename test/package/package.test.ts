// SPDX-License-Identifier: MIT
// The package as somebody else has it: packed, installed into an empty folder, and used there: by the command, by `tsc`,
// and by a program that imports the checker. One installation serves all tests.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'faultline-package-')));
const project = join(folder, 'project');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ran {
  readonly status: number | null;
  readonly out: string;
}

/** Not the synchronous kind: the runner of the tests wants to be heard meanwhile. */
function run(command: string, args: readonly string[], cwd = project): Promise<Ran> {
  // What npm tells the scripts that it starts is not for the npm that is started here.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
  const path = `${join(project, 'node_modules/.bin')}:${process.env.PATH}`;
  const child = spawn(command, args, { cwd, env: { ...Object.fromEntries(own), NO_COLOR: '1', PATH: path } });
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (out += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => resolve({ status, out }));
  });
}

async function npm(args: readonly string[], cwd: string): Promise<string> {
  const { status, out } = await run('npm', [...args, '--no-audit', '--no-fund', '--loglevel=error'], cwd);
  if (status !== 0) throw new Error(`npm ${args.join(' ')}: ${out}`);
  return out;
}

const tsc = (...args: readonly string[]): Promise<Ran> =>
  run(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), ...args]);

let packed: readonly string[] = [];

beforeAll(async () => {
  // dist/ is built before the tests; only the types are not. Scripts would build while other tests read.
  const types = await run(process.execPath, ['build.mjs', '--only-types'], root);
  if (types.status !== 0) throw new Error(types.out);
  const [tarball] = JSON.parse(await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root));
  packed = tarball.files.map(({ path }: { readonly path: string }) => path);
  mkdirSync(project);
  writeFileSync(join(project, 'package.json'), '{ "name": "mine", "version": "1.0.0", "type": "commonjs" }\n');
  await npm(['install', '--save-dev', '--prefer-offline', join(folder, tarball.filename)], project);
}, 240_000);

describe('the tarball', () => {
  test('holds what is used, and nothing that only we need', async () => {
    for (const needed of [
      'dist/cli.js',
      'dist/checker.js',
      'dist/ui/page.js',
      'dist/ui/offline.js',
      'dist/ui/edit.js',
      'dist/types/index.d.ts',
      'src/lang/vocabulary.ts',
      'CHANGELOG.md',
    ])
      expect(packed).toContain(needed);
    for (const part of ['linux/v5.9/', 'kit/', 'cases/', 'examples/', 'LICENSES/'])
      expect(packed.some((file) => file.startsWith(part))).toBe(true);
    const ours = packed.filter((file) =>
      /^(?:test|bench|reproducers|\.ci)\/|\.map$|\.tsbuildinfo$|node_modules/.test(file),
    );
    expect(ours).toEqual([]);
    expect(packed.filter((file) => file.startsWith('src/'))).toEqual(['src/lang/vocabulary.ts']);
  });
  test('has TypeScript once, with its licence', async () => {
    expect(packed.filter((file) => file.includes('typescript')).sort()).toEqual([
      'dist/typescript.LICENSE.txt',
      'dist/typescript.ThirdPartyNotices.txt',
      'dist/typescript.cjs',
    ]);
    expect(existsSync(join(project, 'node_modules/typescript'))).toBe(false);
  });
});

describe('in an empty project', () => {
  const written = ['.github/workflows/faultline.yml', 'faultline.json', 'races/first.ts', 'races/tsconfig.json'];
  test('init writes a first scenario and what stands around it, once', async () => {
    const { status, out } = await run('faultline', ['init']);
    expect({ status, out }).toMatchObject({ status: 0, out: expect.stringContaining('npx faultline check') });
    for (const file of written) expect(existsSync(join(project, file))).toBe(true);
    writeFileSync(join(project, 'races/first.ts'), '// mine\n');
    expect(await run('faultline', ['init'])).toMatchObject({
      status: 2,
      out: expect.stringMatching(/races\/first\.ts.*: already there/),
    });
    expect(readFileSync(join(project, 'races/first.ts'), 'utf8')).toBe('// mine\n');
    rmSync(join(project, 'races/first.ts'));
    // Without the scenario there are still the others.
    expect((await run('faultline', ['init'])).status).toBe(2);
    expect(existsSync(join(project, 'races/first.ts'))).toBe(false);
    for (const file of written) rmSync(join(project, file), { force: true });
    expect((await run('faultline', ['init', 'races/'])).status).toBe(0);
    for (const outside of ['..', '.', '/tmp/x']) expect((await run('faultline', ['init', outside])).status).toBe(2);
  });
  test('check finds the race that init wrote, as the workflow runs it', async () => {
    const { status, out } = await run('faultline', ['check']);
    expect(status).toBe(0);
    expect(out).toMatch(/first\/1 {2}- {2}both are counted {2}fails {4}as expected/);
    expect(out).toMatch(/replay: faultline replay first\/1 0\.1\.1\.0/);
    expect(readFileSync(join(project, written[0] ?? ''), 'utf8')).toContain('npx faultline check');
  });
  test('what the package comes with is there too', async () => {
    const example = join(project, 'node_modules/faultline/examples/increment/two-threads.ts');
    expect((await run('faultline', ['check', example])).status).toBe(0);
  });
  test('models over a kernel and over the kit: the checker and tsc find the same files, whatever modules the project has', async () => {
    writeFileSync(join(project, 'races/locked.ts'), overKernel);
    writeFileSync(join(project, 'races/counted.ts'), overKit);
    const { status, out } = await run('faultline', ['check', 'mine/page-lock', 'mine/counted']);
    expect(status).toBe(0);
    expect(out).toMatch(/^mine\/counted .* all are counted +holds {4}as expected/m);
    expect(await tsc('-p', 'races')).toEqual({ status: 0, out: '' });
  });
  test('tsc says what is wrong with a model', async () => {
    writeFileSync(join(project, 'races/wrong.ts'), overKernel.replace("'mine/page-lock'", '7'));
    const { status, out } = await tsc('-p', 'races');
    expect(status).not.toBe(0);
    expect(out).toMatch(/races\/wrong\.ts.*'number' is not assignable to type 'string'/);
    rmSync(join(project, 'races/wrong.ts'));
  });
});

const overKit = `import { scenario, type u8 } from 'faultline';
import { spin_lock, spin_unlock, spinlock_t } from 'faultline/kit/spinlock.ts';

class counter {
  readonly lock: spinlock_t = new spinlock_t();
  value: u8 = 0;
}

function add(counter: counter): void {
  spin_lock(counter.lock);
  const read = counter.value;
  counter.value = read + 1;
  spin_unlock(counter.lock);
}

export default scenario({
  title: 'a counter with a lock',
  world: () => ({ counter: new counter() }),
  threads: {
    CPU0: (w) => add(w.counter),
    CPU1: (w) => add(w.counter),
  },
  atEnd: { 'all are counted': (w) => w.counter.value === 2 },
  sometimes: { 'it is locked': (w) => w.counter.lock.held },
  claims: [{ id: 'mine/counted', by: 'me', property: 'all are counted', thread: 'open', expect: 'holds' }],
});
`;

const overKernel = `import { scenario } from 'faultline';
import { page } from 'faultline/linux/include/linux/mm_types.ts';
import { lock_page } from 'faultline/linux/include/linux/pagemap.ts';
import { unlock_page } from 'faultline/linux/v5.9/mm/filemap.ts';

function lock_and_unlock(page: page): void {
  lock_page(page);
  unlock_page(page);
}

export default scenario({
  title: 'two lock a page',
  kernel: 'v5.9',
  world: () => ({ page: new page() }),
  threads: {
    CPU0: (w) => lock_and_unlock(w.page),
    CPU1: (w) => lock_and_unlock(w.page),
  },
  sometimes: { 'it is locked': (w) => w.page.locked },
  claims: [{ id: 'mine/page-lock', by: 'me', property: 'NO-DEADLOCK', thread: 'open', expect: 'holds' }],
});
`;

/** The examples of the functions in src/index.ts, one after the other: they are one program. */
function example(): string {
  const text = readFileSync(join(root, 'src/index.ts'), 'utf8');
  const blocks = [...text.matchAll(/^ \* ```ts\n((?: \*.*\n)*?) \* ```$/gm)].map(([, block = '']) => block);
  if (blocks.length < 5) throw new Error(`${blocks.length} examples`);
  return blocks.join('').replaceAll(/^ \* ?/gm, '');
}

describe('faultline/checker', () => {
  test('the examples of its functions run in plain Node', async () => {
    writeFileSync(join(project, 'example.mjs'), example());
    const { status, out } = await run(process.execPath, ['example.mjs']);
    expect(status).toBe(0);
    const [threads, verdict, deadlock, repaired, replayed, problem, ...columns] = out.split('\n');
    expect([threads, verdict?.split(' ')[0], deadlock, repaired, replayed, problem]).toEqual([
      'CPU0, CPU1',
      'fails',
      'holds',
      'holds',
      '4 null',
      'step 3: CPU0 has finished',
    ]);
    expect(columns.join('\n')).toMatch(/CPU0 +CPU1\n[\s\S]*✗ both are counted is false when all have finished/);
    expect(columns.slice(-3)).toEqual(['mine/1  fails true', 'mine/1 +atomic holds false', '']);
  });
  test('and pass tsc, also one that looks into libraries', async () => {
    writeFileSync(
      join(project, 'example.mts'),
      `declare const console: { log(...what: readonly unknown[]): void };\n${example()}`,
    );
    const strict = { strict: true, noEmit: true, target: 'es2022', lib: ['es2023'], types: [], module: 'nodenext' };
    // The declarations name their files as the source does, with .ts.
    const compilerOptions = { ...strict, allowImportingTsExtensions: true, skipLibCheck: false };
    writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['example.mts'] }));
    expect(await tsc('-p', '.')).toEqual({ status: 0, out: '' });
  });
  test('reads no file and knows no Node', async () => {
    const seen = new Set<string>();
    const found: string[] = [];
    const visit = (file: string): void => {
      if (seen.has(file)) return;
      seen.add(file);
      const text = readFileSync(join(project, 'node_modules/faultline/dist', file), 'utf8');
      for (const [, name = ''] of text.matchAll(/^(?:import|export)\b[^'";]*?['"]([^'"]+)['"];$/gm)) {
        if (name.startsWith('./')) visit(name.slice(2));
        else found.push(name);
      }
    };
    visit('checker.js');
    expect(seen.size).toBeGreaterThan(1);
    // To load the copy of TypeScript; how wide a text is.
    expect([...new Set(found)].sort()).toEqual(['node:module', 'string-width']);
  });
  test('the words of a model are no program', async () => {
    writeFileSync(join(project, 'words.mjs'), "import { choose } from 'faultline';\nchoose(2);\n");
    const { status, out } = await run(process.execPath, ['words.mjs']);
    expect(status).not.toBe(0);
    expect(out).toContain('choose: a model is compiled by faultline, never run');
  });
});

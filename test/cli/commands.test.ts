// SPDX-License-Identifier: MIT
// The commands as a user runs them: what they print, and every exit status.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { faultline, start } from './cli.ts';
import { increment } from './models.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function model(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

const expected = model('expected.ts', increment('fails'));
const unexpected = model('unexpected.ts', increment('holds'));
const mistyped = model('bad/mistyped.ts', increment('holds').replace('value: u8 = 0', "value: u8 = 'x'"));
const refused = model('bad/refused.ts', increment('holds').replace('const read', 'try {} finally {}\n  const read'));
/** Times differ from run to run, and states with the reduction: their numbers have tests of their own. */
const masked = (text: string): string => text.replace(/\d+\.\d\d s/g, '0.00 s');

describe('check', () => {
  it('0: as expected, with the columns and the command that prints them again', async () => {
    const { status, out, err } = await faultline('check', expected);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(masked(out).replaceAll(folder, '/tmp')).toBe(
      [
        'mine/1  -  both are counted  fails    as expected            8 states   0.00 s',
        '',
        'mine/1  a counter without a lock                 FAILS  both are counted',
        '  2 threads on 2 CPUs · 8 states · complete · 0.00 s',
        `  4 steps, 2 context switches · model ${/model (\w{8})/.exec(out)?.[1]}`,
        '',
        '  CPU0                      CPU1',
        '  ──────────────────────────────────────────────────────────────────────',
        '  add(shared)',
        '    reads shared.value 0',
        '                            add(shared)  value 0 → 1',
        '    shared.value 1 → 1',
        '  ✗ both are counted is false when all have finished:',
        '      shared.value 1 ≠ 2',
        '',
        '  replay: faultline replay /tmp/expected.ts 0.1.1.0',
        '',
      ].join('\n'),
    );
  });

  it('1: a verdict differs', async () => {
    const { status, out } = await faultline('check', unexpected, expected);
    expect(status).toBe(1);
    expect(out).toMatch(/^mine\/1 {2}- {2}both are counted {2}fails {4}UNEXPECTED {13}8 states/m);
    expect(out).toMatch(/UNEXPECTED: the claim expects holds/);
    expect(out).toMatch(/2 claims: 1 as expected, 1 unexpected, 0 unknown/);
  });

  it('2: outside the subset, told with a caret, and the others are checked all the same', async () => {
    const { status, out, err } = await faultline('check', refused, unexpected, expected);
    expect(status).toBe(2);
    expect(err).toMatch(/bad\/refused\.ts:9:3: /);
    expect(err).toMatch(/\n {4}\| {3}\^+\n {2}why: {5}.+\n {2}instead: /);
    expect(out).toMatch(/2 claims: 1 as expected, 1 unexpected, 0 unknown · \S+ s · 1 file not checked\n/);
    const document = JSON.parse((await faultline('check', refused, expected, '--json')).out);
    expect(document.summary).toMatchObject({ claims: 1, notChecked: [refused], checkedInPart: [] });
  });

  it('2: rows of a variant that does not exist, beside one that does', async () => {
    const both = increment('fails').replace(
      'claims: [',
      "claims: [{ id: 'mine/1', by: 'me', variant: '+none', property: 'both are counted', thread: 'open', expect: 'fails' }, ",
    );
    const { status, out } = await faultline('check', model('both.ts', both));
    expect(status).toBe(2);
    expect(out).toMatch(/1 claim: 1 as expected, 0 unexpected, 0 unknown · \S+ s · 1 file checked in part\n/);
  });

  it('2: a type error', async () => {
    const { status, err } = await faultline('check', mistyped);
    expect(status).toBe(2);
    expect(err).toMatch(/mistyped\.ts:5:3: Type 'string' is not assignable to type 'number'/);
  });

  it.each([
    ['states', '--max-states', '5', /\(--max-states\)/],
    ['memory', '--max-memory', '1k', /\(--max-memory, or Node's own\)/],
    ['time', '--max-time', '0', /\(--max-time\)/],
  ])('3: a budget of %s was hit, and nothing holds', async (_, option, value, reason) => {
    const { status, out, err } = await faultline(
      'check',
      'examples/increment/with-lock.ts',
      option,
      value,
      '--no-reduction',
    );
    expect({ status, err }).toEqual({ status: 3, err: '' });
    expect(out).toMatch(/unknown {2}not decided/);
    expect(out).toMatch(reason);
    expect(out).not.toMatch(/holds/);
  });

  it('--json: one document on stdout', async () => {
    const { status, out, err } = await faultline('check', 'example/increment-2', '--json', '--no-reduction');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    const document = JSON.parse(out);
    expect(document.claims[0].seconds).toBeLessThan(60);
    document.claims[0].seconds = 0;
    expect(document).toStrictEqual({
      schema: 'faultline.check/1',
      claims: [
        {
          id: 'example/increment-2',
          case: 'examples/increment/two-threads.ts',
          by: document.claims[0].by,
          variant: '',
          property: 'no update is lost',
          as: null,
          memory: 'sc',
          compiler: false,
          thread: document.claims[0].thread,
          expected: 'fails',
          expectedEnvironmentSteps: null,
          verdict: 'fails',
          broken: 'no update is lost',
          message: "everything has finished and 'no update is lost' is false",
          states: 13,
          transitions: document.claims[0].transitions,
          outcomes: null,
          complete: true,
          seconds: 0,
          fairness: null,
          trace: {
            steps: 4,
            environmentSteps: 0,
            contextSwitches: 2,
            shortest: true,
            loop: null,
            due: null,
            variant: '',
            replay: '0.1.1.0',
            diagnoses: [],
          },
        },
      ],
      summary: { claims: 1, asExpected: 1, unexpected: 0, unknown: 0, kept: 0, notChecked: [], checkedInPart: [] },
      problems: [],
      fault: null,
    });
  });

  it.each(['bfs', 'dfs'])('--order %s finds the same', async (order) => {
    expect((await faultline('check', expected, '--order', order)).out).toMatch(/ fails {4}as expected/);
  });
  it('--order random never proves', async () => {
    const { status, out } = await faultline(
      'check',
      'examples/increment/with-lock.ts',
      '--order',
      'random',
      '--max-states',
      '500',
    );
    expect(status).toBe(3);
    expect(out).not.toMatch(/holds/);
  });

  it('--variant: a patch beside the scenario that no claim names is hoped to hold', async () => {
    const patch = increment('holds')
      .replace(/export default[\s\S]*/, '')
      .replace('value + 1', 'value + 1');
    model('try/counter.ts', increment('fails'));
    model(
      'try/patches/locked/counter.ts',
      patch
        .replace('import { scenario, type u8 }', 'import { atomically, type u8 }')
        .replace(
          /function add[\s\S]*/,
          'export function add(counter: counter): void {\n  atomically(() => {\n    counter.value++;\n  });\n}\n',
        )
        .replace('class counter', 'export class counter'),
    );
    const { status, out, err } = await faultline('check', join(folder, 'try/counter.ts'), '--variant', '+locked');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^mine\/1 {2}\+locked {2}both are counted {2}holds {4}as expected/);
  });
});

describe('replay', () => {
  it('prints what check printed', async () => {
    const checked = await faultline('check', expected);
    const [, words = ''] = /replay: faultline (.*)\n$/.exec(checked.out) ?? [];
    const { status, out } = await faultline(...words.split(' '));
    expect(status).toBe(0);
    const picture = /\n {2}CPU0[\s\S]*✗.*\n/.exec(checked.out)?.[0] ?? 'no picture';
    expect(out).toContain(picture);
    expect(out).toContain('shared  value 1');
    expect(out.split('\n').at(-2)).toBe(`  replay: faultline ${words}`);
  });
  it('says at which step a trace does not fit', async () => {
    const { status, err } = await faultline('replay', expected, '0*3.1');
    expect(status).toBe(2);
    expect(err).toMatch(/the trace does not fit: step 3: CPU0 has finished/);
  });
});

describe('run', () => {
  it('is the same for the same seed', async () => {
    const [first, again] = await Promise.all([
      faultline('run', expected, '--seed', '7'),
      faultline('run', expected, '--seed', '7'),
    ]);
    expect(first.status).toBe(0);
    expect(first.out).toBe(again.out);
    expect(first.out).toMatch(/one run, seed 7 · 4 steps, then every thread had finished/);
  });
  it('takes turns', async () => {
    expect((await faultline('run', expected, '--round-robin')).out).toMatch(/replay: .* 0\.1\.0\.1\n$/);
  });
});

describe('list, --version, --help', () => {
  it('list names claims and what is expected', async () => {
    const { status, out } = await faultline('list', 'examples/increment');
    expect(status).toBe(0);
    expect(out).toMatch(/example\/increment-2 .*no update is lost .*expect fails/);
  });
  it('--version', async () => {
    expect(await faultline('--version')).toMatchObject({ status: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
  });
  it.each(['check', 'replay', 'run', 'explore', 'list', 'ingredients', 'barriers', 'litmus'])(
    '%s --help has examples',
    async (command) => {
      const { status, out } = await faultline(command, '--help');
      expect(status).toBe(0);
      expect(out).toMatch(/Examples:\n {2}faultline /);
    },
  );
});

describe('2: bad input, one message that says what, why and what to do', () => {
  it.each([
    [
      'an unknown claim',
      ['check', 'example/incremnt-2'],
      /unknown claim example\/incremnt-2\n.*\n.*did you mean example\/increment-2/,
    ],
    ['a missing file', ['check', 'gone.ts'], /gone\.ts: no such file or folder/],
    ['a folder without scenarios', ['check', 'docs'], /docs: no scenario in this folder/],
    ['a file that is none', ['check', 'src/cli.ts'], /src\/cli\.ts: no scenario in this file/],
    ['an unknown kernel', ['check', expected, '--variant', 'v0.1'], /unknown kernel v0\.1/],
    ['an unknown patch', ['check', expected, '--variant', '+x'], /unknown patch x/],
    ['a bad number', ['check', expected, '--max-states', 'many'], /--max-states many/],
    ['a bad order', ['check', expected, '--order', 'sideways'], /sideways.*bfs, dfs, random/],
    ['an unknown option', ['check', '--frob'], /unknown option '--frob'/],
    ['an unknown command', ['frob'], /unknown command 'frob'/],
    ['a trace that is none', ['replay', expected, 'zz'], /this is no trace/],
    ['a property that nobody claims', ['replay', expected, '0', '--property', 'X'], /no claim about X/],
    ['a folder to run', ['run', 'examples'], /examples means \d+ scenarios/],
    ['no trace', ['replay', expected], /missing required argument/],
    ['a page that cannot be written', ['explore', '--html', '/', expected], /\/: cannot be written/],
  ])('%s', async (_, args, message) => {
    const { status, out, err } = await faultline(...args);
    expect(err).toMatch(message);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).not.toMatch(/ {4}at /);
  });
});

describe('the terminal', () => {
  it('no colour and no progress when piped', async () => {
    const { out, err } = await faultline('check', 'examples/increment');
    expect(out + err).not.toContain('\u001b');
    expect(err).toBe('');
  });
  it('a reader that goes away is no error', async () => {
    const { child, done } = start(['list', 'examples']);
    child.stdout?.destroy();
    const { status, err } = await done;
    expect({ status, err }).toEqual({ status: 141, err: '' });
  });
});

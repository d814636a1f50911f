// SPDX-License-Identifier: MIT
// Two variants compared, as a user sees it: the line, the columns of the variant that has what the other lacks, a
// replay of them, JSON.

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { faultline } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = join(folder, name);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, `// SPDX-License-Identifier: MIT\n${text}`);
  return file;
}

const row = (variant: string, as: string, expected: 'holds' | 'fails'): string =>
  `{ id: 'mine/${variant}${as}', by: 'me', variant: '${variant}', property: 'SAME-OUTCOMES', as: '${as}', thread: 'open', expect: '${expected}' },`;

const scenario = write(
  'counter.ts',
  `import { scenario } from 'faultline';
import { add, counter } from './add.ts';

export default scenario({
  title: 'two ways to count',
  world() {
    return { shared: new counter() };
  },
  threads: {
    CPU0: (w) => add(w.shared),
    CPU1: (w) => add(w.shared),
  },
  sometimes: { 'something is counted': (w) => w.shared.value > 0 },
  outcomes: { value: (w) => w.shared.value },
  claims: [
    ${row('+locked', '+swapped', 'holds')}
    ${row('+locked', '', 'fails')}
  ],
});
`,
);
write(
  'add.ts',
  `import { type u8 } from 'faultline';
export class counter {
  value: u8 = 0;
}
export function add(counter: counter): void {
  const read = counter.value;
  counter.value = read + 1;
}
`,
);
for (const [name, body] of [
  ['locked', 'atomically(() => { c.value++; });'],
  ['swapped', 'atomically(() => { const n = c.value; c.value = 1 + n; });'],
  ['slow', 'atomically(() => { c.value++; }); while (c.value < 2) {}'],
]) {
  write(
    `patches/${name}/add.ts`,
    `import { atomically } from 'faultline';
import { type counter } from '../../add.ts';
export * from '../../add.ts';
export function add(c: counter): void {
  ${body?.replace('{}', '{ c.value = c.value; }')}
}
`,
  );
}

describe('outcomes of two variants', () => {
  it('are the same, or one that only one has is shown in a run of that one', async () => {
    const { status, out, err } = await faultline('check', scenario);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/^mine\/\+locked\+swapped {2}\+locked {2}SAME-OUTCOMES as \+swapped {2}holds .* 1 outcome$/m);
    expect(out).toMatch(
      /^mine\/\+locked {10}\+locked {2}SAME-OUTCOMES as - {8} {1}fails .* only the model without patches ends with value 1$/m,
    );
    // The lost update is in the model without patches: these are its columns.
    expect(out).toMatch(/✗ only the model without patches ends with value 1\n\n {2}replay: faultline replay /);

    const [, words = ''] = /replay: faultline (.*)\n/.exec(out) ?? [];
    const replayed = await faultline(...words.split(' ').map((word) => (word === "''" ? '' : word)));
    expect(replayed).toMatchObject({ status: 0, err: '' });
    expect(replayed.out).toContain('\n  ends with value 1\n');
    expect(replayed.out).not.toContain('nothing is broken');
  });

  it('a run says what it ends with', async () => {
    const { status, out } = await faultline('run', scenario, '--variant', '+locked');
    expect(status).toBe(0);
    expect(out).toContain('\n  ends with value 2\n');
    const stopped = await faultline('run', scenario, '--variant', '+locked', '--steps', '1');
    expect(stopped.out).not.toContain('ends with value');
  });

  it('are asked of a patch that no row names, and of nothing against itself', async () => {
    const slow = await faultline('check', scenario, '--variant', '+slow');
    expect(slow.out).toMatch(/ \+slow {2}SAME-OUTCOMES as \+swapped .*holds /);
    expect(slow.status).toBe(1);
    const { out } = await faultline('check', scenario, '--variant', '+swapped');
    expect(out).toMatch(/ \+swapped {2}SAME-OUTCOMES as \+locked +holds /);
    expect(out).not.toMatch(/as \+swapped/);
  });

  it('--json and list name both variants', async () => {
    const { claims } = JSON.parse((await faultline('check', scenario, '--json')).out);
    expect(claims).toMatchObject([
      { variant: '+locked', property: 'SAME-OUTCOMES', as: '+swapped', verdict: 'holds', outcomes: 1, trace: null },
      { variant: '+locked', as: '', verdict: 'fails', outcomes: 1, trace: { variant: '', shortest: true, steps: 4 } },
    ]);
    expect((await faultline('list', scenario)).out).toMatch(/\+locked {2}SAME-OUTCOMES as \+swapped {2}expect holds/);
    expect(JSON.parse((await faultline('list', scenario, '--json')).out).claims[0].as).toBe('+swapped');
  });

  it('a run of the other variant can be replayed where no row is about it', async () => {
    const one = join(folder, 'one.ts');
    const only = row('+locked', '', 'fails');
    const text = readFileSync(scenario, 'utf8').replace(/claims: \[[\s\S]*\],/, `claims: [${only}],`);
    writeFileSync(one, text);
    const [, words = ''] = /replay: faultline (.*)\n/.exec((await faultline('check', one)).out) ?? [];
    const replayed = await faultline(...words.split(' ').map((word) => (word === "''" ? '' : word)));
    expect(replayed).toMatchObject({ status: 0, err: '' });
    expect(replayed.out).toContain('\n  ends with value 1\n');
  });

  it('a budget leaves it unknown', async () => {
    const { status, out } = await faultline('check', scenario, '--max-states', '4');
    expect(status).toBe(3);
    expect(out).toMatch(/SAME-OUTCOMES as - +unknown .* in the model without patches: more than 4 states/);
  });

  it('a variant to compare with that does not exist is bad input', async () => {
    const wrong = join(folder, 'wrong.ts');
    writeFileSync(wrong, readFileSync(scenario, 'utf8').replace("as: '+swapped'", "as: '+swaped'"));
    const { status, err } = await faultline('check', wrong);
    expect(status).toBe(2);
    expect(err).toContain('unknown patch swaped in variant +swaped');
  });
});

// SPDX-License-Identifier: MIT
// `check` with one worker and with two: the same text, the same document, the same order, and one Ctrl-C for all.

import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { faultline, root, start } from './cli.ts';
import { increment } from './models.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function model(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}

const timeless = (text: string): string =>
  text.replace(/ +\d[\d.,]* s\b/g, ' 0 s').replace(/"seconds": [\d.]+/g, '"seconds": 0');

const quick = model('quick.ts', increment('fails', 'mine/quick'));
const unexpected = model('unexpected.ts', increment('holds', 'mine/unexpected'));
const refused = model('refused.ts', increment('fails').replace('const read', 'try {} finally {}\n  const read'));
/** What the compiler refuses is refused in the worker. */
const effectful = model(
  'effectful.ts',
  increment('holds', 'mine/effectful').replace('w.shared.value > 0', 'w.shared.value++ > 0'),
);
const slow = 'examples/beem/peterson-4.ts';

describe('the same with one worker and with two', () => {
  it.each([
    ['folders', 0, ['examples/races', 'examples/reports', 'examples/increment']],
    ['variants of one scenario, with their columns', 0, ['examples/races/handoff.ts', '--trace', '--full']],
    ['something unexpected', 1, [slow, unexpected, quick]],
    ['models that are refused', 2, [slow, refused, unexpected, effectful, quick]],
    ['a budget', 3, [slow, quick, 'examples/increment', '--max-states', '20', '--no-reduction']],
    ['a document', 1, ['examples/fairness', unexpected, quick, '--json']],
  ])('%s', async (_, status, args) => {
    const alone = await faultline('check', ...args, '--workers', '1');
    const together = await faultline('check', ...args, '--workers', '2');
    expect(alone.status).toBe(status);
    expect(together.status).toBe(status);
    expect(together.err).toBe(alone.err);
    expect(timeless(together.out)).toBe(timeless(alone.out));
  });

  it('a slow claim is printed before the quick ones that came after it', async () => {
    const { out } = await faultline('check', slow, unexpected, quick, '--no-reduction', '--workers', '2');
    expect(out.match(/^(example|mine)\/\S+(?= +- )/gm)).toEqual([
      'example/peterson-4',
      'mine/unexpected',
      'mine/quick',
    ]);
  });
});

/** Until a process has used so many seconds of the processors: then Node has started, and the models are read. */
async function worked(pid: number | undefined, seconds: number): Promise<void> {
  for (let used = 0; used < seconds; ) {
    await setTimeout(50);
    // In hundredths; the name of the program, before them, may have blanks.
    const [user, system] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ').slice(11, 13) ?? [];
    used = (Number(user) + Number(system)) / 100;
  }
}

describe('Ctrl-C', () => {
  // 142 million states: no machine is done with them before it is interrupted.
  const endless = ['one.ts', 'two.ts'].map((name) => join(folder, name));
  for (const file of endless) copyFileSync(join(root, 'bench/models/peterson-5.ts'), file);

  it.each([1, 2])('ends the searches of %s workers with what they know, and the rest is not run', async (workers) => {
    const args = ['check', ...endless, quick, '--no-reduction', '--json', '--workers', `${workers}`];
    const { child, done } = start(args);
    await worked(child.pid, 2.5 * workers);
    child.kill('SIGINT');
    const { status, out, err } = await done;
    expect({ status, err }).toEqual({ status: 3, err: '' });
    const { claims, summary } = JSON.parse(out);
    const searched = claims.filter(({ states }: { states: number }) => states > 0);
    expect(searched).toHaveLength(workers);
    for (const claim of searched) expect(claim).toMatchObject({ verdict: 'unknown', complete: false, trace: null });
    expect(claims.at(-1)).toMatchObject({ id: 'mine/quick', verdict: 'unknown', states: 0 });
    expect(summary).toMatchObject({ claims: claims.length, unknown: claims.length });
  });
});

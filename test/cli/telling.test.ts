// SPDX-License-Identifier: MIT
// Telling a story ends like a search: by time, by Ctrl-C, by size. The verdict and its status stay.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { Answerer, type Setup } from '../../src/ask/answer.ts';
import { Commands } from '../../src/ask/commands.ts';
import { jobsOf } from '../../src/ask/jobs.ts';
import { load } from '../../src/ask/load.ts';
import { select } from '../../src/ask/select.ts';
import { answerRow } from '../../src/cli/answer-row.ts';
import { openProject } from '../../src/cli/disk.ts';
import { exitStatus } from '../../src/cli/exit.ts';
import { now } from '../../src/cli/machine.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { plain } from '../../src/report/paint.ts';
import { faultline, root, start } from './cli.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One thread that counts up: the failure comes after exactly `steps` steps, each a write. */
const counting = (name: string, steps: number): string => {
  const file = join(folder, name);
  writeFileSync(
    file,
    `import { scenario, type i32 } from 'faultline';
class page { n: i32 = 0; }
export default scenario({
  title: 'counting', world: () => ({ page: new page() }),
  threads: { A(w) { for (;;) w.page.n = (w.page.n + 1) % 1000000; } },
  always: { few: (w) => w.page.n < ${steps} }, sometimes: { begun: (w) => w.page.n === 1 },
  claims: [{ id: 'mine/${name.replace('.ts', '')}', by: 'me', property: 'few', thread: 'open', expect: 'fails' }],
});
`,
  );
  return file;
};
/** Follows, but takes seconds to tell. */
const long = counting('long.ts', 20_000);
const short = counting('short.ts', 3);

describe('a heap that is full', () => {
  it('ends the story and not the process: verdicts stay, and the rows behind are answered', async () => {
    // 90,000 steps (two a round) take more than 130 MB to tell, and the process has 160, which it does not use up.
    const much = counting('much.ts', 45_000);
    const env = { ...process.env, NODE_OPTIONS: '--max-old-space-size=160' };
    const { status, out, err } = await start(['check', much, short, '--workers', '1', '--trace'], root, env).done;
    expect({ status, err }).toEqual({ status: exitStatus.expected, err: '' });
    expect(out).toMatch(/^mine\/much .* fails {4}as expected/m);
    expect(out).toMatch(/the story is not told: the memory is full \(--max-memory, or Node's own\)/);
    expect(out).toMatch(/^mine\/short .* fails {4}as expected/m);
    expect(out).toMatch(/replay: faultline replay .*short\.ts 0\*\d+/);
  }, 60_000);
});

describe('check', () => {
  const project = openProject(import.meta.url);
  const answered = async (asked: (phase: string) => boolean, tells: Setup['tells'] = 'all columns') => {
    const { questions } = load(project, select(project, [long]).scenarios, null);
    const [job] = jobsOf(questions);
    const [row] = job?.rows ?? [];
    if (job === undefined || row === undefined) throw new Error('nothing to answer');
    let heard = false;
    const watch = {
      interrupt: {
        get asked() {
          return heard;
        },
      },
      show: (_: unknown, { phase }: { phase: string }) => {
        heard ||= asked(phase);
      },
    };
    const limits = { ...DEFAULTS, maxTime: Infinity };
    const setup: Setup = { limits, detail: { full: true, free: false }, tells };
    const answer = await answerRow(new Answerer(setup, now), job, row, watch);
    const [question] = questions;
    return { ...answer, block: question && new Commands(project).block(question, answer, plain) };
  };

  it('Ctrl-C while the story is told: still fails, with why and the replay line', async () => {
    const { verdict, block, trouble } = await answered((phase) => phase === 'telling');
    expect(trouble).toBeNull();
    expect(verdict.kind).toBe('fails');
    expect(block).toMatch(/\n\n {2}the story is not told: interrupted\n\n {2}replay: faultline replay \S+ 0\*\d+\n$/);
  });

  it('what was expected is not told where nobody sees it', async () => {
    const phases = new Set<string>();
    const { verdict, story } = await answered((phase) => !phases.add(phase), 'unexpected columns');
    expect({ kind: verdict.kind, story, told: phases.has('telling') }).toEqual({
      kind: 'fails',
      story: null,
      told: false,
    });
  });

  it('a story that is too long: its size is said, and the status is that of the verdict', async () => {
    const { status, out } = await faultline('check', counting('longer.ts', 70_000), '--max-time', '10m');
    expect(out).toMatch(/fails +as expected/);
    expect(out).toMatch(/the story is not told: it has [\d,]+ steps, and at most 100,000 are told\n\n {2}replay: /);
    expect(status).toBe(exitStatus.expected);
  });
});

describe('replay and run have nothing else to say: status 3', () => {
  it('--max-time', async () => {
    for (const args of [
      ['replay', long, '0*20000'],
      ['run', long, '--steps', '20000'],
    ]) {
      const { status, out, err } = await faultline(...args, '--max-time', '1ms');
      expect({ status, err }).toEqual({ status: exitStatus.undecided, err: '' });
      expect(out).toContain('\n  the story is not told: the time is over (--max-time)\n');
    }
  });

  it('Ctrl-C', async () => {
    // A run of a hundred million steps: nobody is done with it before it is interrupted.
    const { child, done } = start(['run', long, '--steps', '100000000']);
    await new Promise((resolve) => setTimeout(resolve, 6000));
    child.kill('SIGINT');
    const { status, out } = await done;
    expect({ status, told: out.split('\n').at(-2) }).toEqual({
      status: exitStatus.undecided,
      told: '  the story is not told: interrupted',
    });
  });

  it('too many steps', async () => {
    const { status, out } = await faultline('replay', long, '0*100001');
    expect(status).toBe(exitStatus.undecided);
    expect(out).toContain('the story is not told: it has 100,001 steps, and at most 100,000 are told');
  });
});

// SPDX-License-Identifier: MIT
// One state space shared by workers with a server between them: the counts, the verdict and a story as short as one process has;
// also where one is killed in the middle of a level, another is away for a while, and a third one is sent home.

import { setTimeout } from 'node:timers/promises';
import type { JetStreamManager } from '@nats-io/jetstream';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkExamples } from '../../src/cli/help.ts';
import { Board } from '../../src/cli/swarm/board.ts';
import type { Said } from '../../src/cli/swarm/letters.ts';
import { faultline, type Ran, start } from './cli.ts';
import { isThere, Swarm, version, type Working } from './nats.ts';

const swarm = new Swarm();

const args = (...asked: readonly string[]): readonly string[] => [
  'check',
  ...asked,
  '--no-reduction',
  '--json',
  '--on',
  swarm.at,
  '--across',
  '3',
];

interface Row {
  readonly verdict: string;
  readonly broken: string | null;
  readonly states: number;
  readonly transitions: number;
  readonly trace: {
    readonly environmentSteps: number;
    readonly contextSwitches: number;
    readonly steps: number;
  } | null;
}

/** What both say: of what fails, what broke and how long the story is. Owners finish the level, and count more then. */
function said({ out }: Ran): unknown {
  const { claims } = JSON.parse(out) as { claims: readonly Row[] };
  return claims.map(({ verdict, broken, states, transitions, trace }) => {
    if (trace === null) return { verdict, broken, states, transitions };
    const { environmentSteps, contextSwitches, steps } = trace;
    return { verdict, broken, environmentSteps, contextSwitches, steps };
  });
}

const alone = (...asked: readonly string[]): Promise<Ran> =>
  faultline('check', ...asked, '--no-reduction', '--json', '--no-cache', '--workers', '1');

/** What is in the stream of the one search that is going on. */
async function stream(manager: JetStreamManager): Promise<string> {
  for (;;) {
    for await (const { config } of manager.streams.list())
      if (config.name.startsWith('FAULTLINE_ACROSS_')) return config.name;
    await setTimeout(20);
  }
}

async function last<T>(manager: JetStreamManager, name: string, what: string): Promise<T | null> {
  const subject = `faultline.across.${name.replace('FAULTLINE_ACROSS_', '')}.${what}`;
  const message = await manager.streams.getMessage(name, { last_by_subj: subject }).catch(() => null);
  return message === null ? null : message.json<T>();
}

const roundOf = (one: Said | null): number => (one?.kind === 'report' ? one.report.round : -1);

/** Stops the owner of a part in the middle of a round: it has been ordered, and is not reported. */
async function stopInRound(manager: JetStreamManager, { child }: Working, part: number, from: number): Promise<number> {
  const name = await stream(manager);
  for (;;) {
    const order = await last<{ readonly round: number }>(manager, name, 'order');
    if (order === null || order.round < from) continue;
    child.kill('SIGSTOP');
    // What it had written when it was stopped, the server has.
    await setTimeout(50);
    const now = await last<{ readonly round: number }>(manager, name, 'order');
    const done = roundOf(await last<Said>(manager, name, `report.${part}`));
    if (now !== null && done < now.round) return now.round;
    child.kill('SIGCONT');
  }
}

/** A level of it takes some ten milliseconds; all of it, some seconds. */
const large = ['examples/beem/peterson-4.ts', '--no-reduction'];
/** Published, and counted by one search in known-counts.test.ts. */
const counts = { states: 1_119_560, transitions: 3_864_896 };
const quick = ['--patience', '2s'];
/** On a machine that is busy, a worker may be taken for lost that is not: it wants a second one then. */
const spare = ['--workers', '2', ...quick];
const rowOf = ({ out }: Ran): Row | undefined => (JSON.parse(out) as { claims: readonly Row[] }).claims[0];

describe.runIf(isThere)('a state space across workers', () => {
  beforeAll(() => swarm.begin());
  afterEach(() => swarm.kill());
  afterAll(() => swarm.end());

  it('is the one that a process has by itself', async () => {
    await Promise.all([swarm.worker(), swarm.worker('--workers', '2')]);
    const rows = [
      ['example/increment-4'],
      ['2020/T20', '--property', 'NO-DEADLOCK'],
      ['examples/races/handoff.ts', '--variant', '+release', '--memory', 'tso'],
    ];
    for (const asked of rows) {
      const [one, three] = await Promise.all([alone(...asked), faultline(...args(...asked))]);
      expect(three.err).toContain('3 workers on 2 machines');
      expect(said(three), asked.join(' ')).toEqual(said(one));
    }
  });

  it('is the same where an owner is killed in the middle of a level, is away, or is sent home', async () => {
    const first = await swarm.worker(...quick);
    const asked = start(args(...large));
    swarm.running.push(asked);
    // Parts are taken in their order: the first worker has the first part, and so on.
    await swarm.taken(1);
    const elsewhere = await Board.open({ server: swarm.at, version: 'another' });
    expect(await elsewhere.take(1000, 1000)).toBe(null);
    await elsewhere.close();
    const second = await swarm.worker(...quick);
    await swarm.taken(2);
    const third = await swarm.worker(...quick);
    await swarm.manager(async (manager) => {
      await stopInRound(manager, first, 0, 12);
      first.child.kill('SIGKILL');
      await swarm.worker(...spare);
      const round = await stopInRound(manager, second, 1, 24);
      await swarm.worker(...spare);
      // Somebody else has its part by then, and what it waits for is gone.
      const name = await stream(manager);
      while (((await last<{ readonly round: number }>(manager, name, 'order'))?.round ?? 0) <= round + 30)
        await setTimeout(50);
      second.child.kill('SIGCONT');
      await setTimeout(300);
      third.child.kill('SIGTERM');
      await swarm.worker(...spare);
    });
    const three = await asked.done;
    expect(rowOf(three)).toMatchObject({ verdict: 'holds', ...counts });
    expect(three.status).toBe(0);
    expect(await third.done).toMatchObject({ status: 0 });
  });

  it('leaves its workers free: on Ctrl-C, with what is known, and where whoever asked is killed', async () => {
    await swarm.worker('--workers', '3', '--patience', '500ms');
    const asked = start(args(...large));
    swarm.running.push(asked);
    await swarm.manager(async (manager) => {
      const name = await stream(manager);
      while (roundOf(await last<Said>(manager, name, 'report.0')) < 8) await setTimeout(20);
      asked.child.kill('SIGINT');
      const ran = await asked.done;
      expect(rowOf(ran)?.verdict).toBe('unknown');
      expect(rowOf(ran)?.states).toBeGreaterThan(100);
      expect(ran.status).toBe(3);
      const gone = start(args(...large));
      await swarm.taken(3);
      gone.child.kill('SIGKILL');
      const example = checkExamples.split('\n').find((one) => one.includes('--across')) ?? '';
      const words = example
        .replace(/nats:\S+/, swarm.at)
        .replace(/ {3}.*$/, '')
        .trim()
        .split(' ')
        .slice(1);
      expect(await faultline(...words)).toMatchObject({ status: 0, out: expect.stringContaining('no update is lost') });
      const left: string[] = [];
      for await (const { config } of manager.streams.list()) left.push(config.name);
      expect(left.filter((one) => one.startsWith('FAULTLINE_ACROSS_'))).toEqual([]);
    });
  });

  it('has bounds: of states, of memory, and of workers that it may lose', async () => {
    await swarm.worker('--workers', '2');
    const states = await faultline(...args(...large, '--max-states', '20k').map((one) => (one === '3' ? '2' : one)));
    expect(states.status).toBe(3);
    expect(states.out).toContain('more than 20,000 states (--max-states)');
    const memory = await faultline(...args(...large, '--max-memory', '3M').map((one) => (one === '3' ? '2' : one)));
    expect(memory.out).toContain('the memory is full after');
    expect(memory.status).toBe(3);
    swarm.kill();
    const taker = await Board.open({ server: swarm.at, version });
    const asked = faultline(...args(...large).map((one) => (one === '3' ? '1' : one)));
    for (let lost = 0; lost < 3; ) if ((await taker.take(1000, 300)) !== null) lost++;
    await taker.close();
    await swarm.worker('--patience', '300ms');
    expect(await asked).toMatchObject({ status: 3, out: expect.stringContaining('3 workers were lost at one part') });
  });

  it('is refused where it means nothing', async () => {
    const refused = async (why: RegExp, ...words: readonly string[]): Promise<void> => {
      expect(await faultline('check', ...words)).toMatchObject({ status: 2, err: expect.stringMatching(why) });
    };
    const three = ['--on', swarm.at, '--across', '3'];
    const endless = ['bench/models/retry.ts', '--property', 'NO-LIVELOCK'];
    await Promise.all([
      refused(/--across 3\n {2}why: {5}its owners are workers/, 'example/increment-4', '--across', '3'),
      refused(/1 to 256 owners/, 'example/increment-4', '--on', swarm.at, '--across', '0'),
      refused(/--across: \d+ rows/, 'examples/increment', ...three),
      refused(/a search for NO-LIVELOCK cannot be shared/, ...endless, ...three),
    ]);
  });
});

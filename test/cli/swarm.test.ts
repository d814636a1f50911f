// SPDX-License-Identifier: MIT
// Rows that other machines answer: a server on loopback, and workers that are killed, sent home, or of another version.

import { setTimeout } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { workerExamples } from '../../src/cli/help.ts';
import { Board } from '../../src/cli/swarm/board.ts';
import { faultline, type Ran, start } from './cli.ts';
import { freePort, isThere, Swarm, served, version } from './nats.ts';

const swarm = new Swarm();
const { running } = swarm;
const worker = swarm.worker.bind(swarm);

const check = (...args: readonly string[]): Promise<Ran> => faultline('check', ...args, '--no-cache', '--on', swarm.at);

/** Rows without what differs from run to run. */
function rowsOf({ out }: Ran): unknown {
  const { claims } = JSON.parse(out) as { claims: readonly Record<string, unknown>[] };
  return claims.map(({ seconds, ...row }) => row);
}

/** Until there are rows that nobody has taken. */
async function posted(): Promise<void> {
  await swarm.manager(async ({ streams }) => {
    while ((await streams.info('FAULTLINE_ROWS')).state.messages === 0) await setTimeout(20);
  });
}

/** A second or more. */
const long = ['bench/models/peterson-5.ts', '--max-states', '1000000'];

describe.runIf(isThere)('a swarm', () => {
  beforeAll(() => swarm.begin());
  afterEach(() => swarm.kill());
  afterAll(() => swarm.end());

  it('answers what one machine answers', async () => {
    await Promise.all([worker(), worker()]);
    const asked = ['examples/increment', '2020/T20', '--json'];
    const [alone, together] = await Promise.all([faultline('check', ...asked, '--no-cache'), check(...asked)]);
    expect(together.err).toContain(`2 workers on 2 machines at ${swarm.at}`);
    expect(rowsOf(together)).toEqual(rowsOf(alone));
    expect(together.status).toBe(alone.status);
  });

  it('asks for ingredients, too', async () => {
    await worker();
    const asked = ['ingredients', 'examples/increment/with-lock.ts', '--of', 'lock', '--of', 'unlock'];
    const together = await faultline(...asked, '--on', swarm.at);
    const text = (one: Ran): string => one.out.replace(/[\d.]+ s\b/g, '');
    expect(text(together)).toBe(text(await faultline(...asked)));
    expect(together.out).toContain('needed');
  });

  it('tries in many orders', async () => {
    await Promise.all([worker(), worker()]);
    const { out, status } = await check('example/increment-4', '--tries', '6', '--max-states', '100000');
    expect(out).toMatch(/FAILS +no update is lost/);
    expect(status).toBe(0);
  });

  it('gives the row of a worker that dies to another one', async () => {
    const victim = await worker('--patience', '1s');
    const asked = check(...long);
    await swarm.taken();
    victim.child.kill('SIGKILL');
    const other = await worker('--patience', '1s');
    const { out, status } = await asked;
    expect(out).toMatch(/unknown +not decided +1,000,\d+ states/);
    expect(status).toBe(3);
    expect(victim.printed()).not.toContain('peterson');
    expect(other.printed()).toContain('1,000,');
  });

  it('gives back the row of a worker that is told to end', async () => {
    const first = await worker();
    const asked = check(...long);
    await swarm.taken();
    first.child.kill('SIGTERM');
    expect(await first.done).toMatchObject({ status: 0 });
    await worker();
    expect((await asked).out).toMatch(/unknown +not decided +1,000,\d+ states/);
  });

  it('reports a row at which three workers were lost', async () => {
    const taker = await Board.open({ server: swarm.at, version });
    const asked = check('examples/increment/with-lock.ts', '--property', 'NO-DEADLOCK');
    for (let lost = 0; lost < 3; ) if ((await taker.take(1000, 300)) !== null) lost++;
    await taker.close();
    await worker('--patience', '300ms');
    const { out, status } = await asked;
    expect(out).toContain('not decided: 3 workers were lost at it');
    expect(status).toBe(3);
  });

  it('counts a row once that is answered twice', async () => {
    const taker = await Board.open({ server: swarm.at, version });
    const asked = check('examples/increment/with-lock.ts', 'examples/increment/two-threads.ts');
    let taken = await taker.take(1000, 500);
    while (taken === null) taken = await taker.take(1000, 500);
    await worker('--patience', '500ms');
    const { out } = await asked;
    await taker.close();
    expect(out).toContain('3 claims: 3 as expected');
  });

  it('leaves rows of another version alone, and says so', async () => {
    const other = await Board.open({ server: swarm.at, version: 'another' });
    other.answerTo({ name: 'elsewhere', workers: 5 });
    const asked = start(['check', 'examples/increment', '--no-cache', '--on', swarm.at]);
    running.push(asked);
    // Its rows are posted once it has seen who is there.
    await posted();
    expect(await other.take(1000, 1000)).toBe(null);
    await other.close();
    await worker();
    const { err, status } = await asked.done;
    expect(err).toContain(
      `1 machine at ${swarm.at} with another version of the checker, which answer nothing of this one`,
    );
    expect(err).toContain(`nobody at ${swarm.at} takes rows yet: faultline worker --on ${swarm.at}`);
    expect(status).toBe(0);
  });

  it('is not disturbed by what is no row', async () => {
    await worker();
    const connection = await connect({ servers: swarm.at });
    await jetstream(connection).publish(`faultline.rows.${version.slice(0, 16)}.nobody`, 'no row');
    await connection.close();
    expect(await check('examples/increment')).toMatchObject({ status: 0, err: expect.stringContaining('1 worker on') });
  });

  it('ends on Ctrl-C with what is known, and nobody takes the rest', async () => {
    await worker();
    const asked = start(['check', ...long, 'examples/increment', '--no-cache', '--on', swarm.at]);
    running.push(asked);
    await swarm.taken();
    asked.child.kill('SIGINT');
    const { out, status } = await asked.done;
    expect(out).toMatch(/unknown +not decided .* interrupted/);
    expect(out).toContain('not run: interrupted');
    expect(status).toBe(3);
    expect(await check('examples/increment')).toMatchObject({ status: 0 });
  });

  it('has the examples of its --help', async () => {
    const examples = [...workerExamples.matchAll(/^ {2}faultline (worker .*)$/gm)].map(([, line = '']) => line);
    expect(examples.length).toBeGreaterThan(0);
    const ends = examples.map((line) => {
      const words = `${line.replace(/(?:nats|tls):\S+/, swarm.at).replace(/ --idle \S+/, '')} --idle 1s`.split(' ');
      return faultline(...words);
    });
    for (const end of ends)
      expect(await end).toMatchObject({ status: 0, out: expect.stringContaining('waiting for rows') });
  });

  it('says what is wrong with a server', async () => {
    const none = await freePort();
    const nobody = await faultline('check', 'examples/increment', '--on', `nats://127.0.0.1:${none}`);
    expect(nobody.err).toContain(`--on nats://127.0.0.1:${none}\n  why:     connection refused\n`);
    expect(nobody.status).toBe(2);
    const port = await freePort();
    const plain = await served(port);
    const { err, status } = await faultline('worker', '--on', `nats://127.0.0.1:${port}`);
    plain.kill();
    expect(err).toContain('it keeps no streams');
    expect(status).toBe(2);
  });
});

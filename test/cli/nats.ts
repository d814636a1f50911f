// SPDX-License-Identifier: MIT
// A server of NATS on loopback for one file of tests, with a folder of its own, and the workers that are started there.

import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { versionOf } from '../../src/cli/cache.ts';
import { type Running, root, start } from './cli.ts';

export const isThere = ((): boolean => {
  try {
    execFileSync('nats-server', ['--version']);
    return true;
  } catch {
    return false;
  }
})();
if (!isThere) console.warn('no nats-server: what other machines answer is not tested');

/** Of the checker that workers run. */
export const version = versionOf(`file://${root}/dist/cli.js`);

export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

/** A server that is ready. */
export async function served(port: number, ...flags: readonly string[]): Promise<ChildProcess> {
  const child = spawn('nats-server', ['-a', '127.0.0.1', '-p', `${port}`, ...flags], { stdio: 'ignore' });
  for (;;) {
    try {
      const connection = await connect({ servers: `127.0.0.1:${port}` });
      try {
        if (flags.length > 0) await jetstreamManager(connection);
        return child;
      } finally {
        await connection.close();
      }
    } catch {
      await setTimeout(50);
    }
  }
}

export interface Working extends Running {
  /** So far. */
  readonly printed: () => string;
}

export class Swarm {
  at = '';
  readonly running: Running[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'faultline-swarm-'));
  #server: ChildProcess | null = null;

  async begin(): Promise<void> {
    const port = await freePort();
    this.at = `nats://127.0.0.1:${port}`;
    this.#server = await served(port, '--jetstream', '--store_dir', this.#folder);
  }

  /** A worker that is ready, and what it has printed so far. */
  async worker(...flags: readonly string[]): Promise<Working> {
    const one = start(['worker', '--on', this.at, '--workers', '1', ...flags]);
    this.running.push(one);
    let text = '';
    one.child.stdout?.on('data', (chunk) => {
      text += chunk;
    });
    while (!text.includes('waiting for rows')) await setTimeout(20);
    return { ...one, printed: () => text };
  }

  async manager<T>(work: (manager: JetStreamManager) => Promise<T>): Promise<T> {
    const connection = await connect({ servers: this.at });
    try {
      return await work(await jetstreamManager(connection));
    } finally {
      await connection.close();
    }
  }

  /** Until workers have taken so many rows, and not answered them. */
  async taken(rows = 1): Promise<void> {
    await this.manager(async ({ consumers }) => {
      const info = () => consumers.info('FAULTLINE_ROWS', `workers-${version.slice(0, 16)}`).catch(() => null);
      while (((await info())?.num_ack_pending ?? 0) < rows) await setTimeout(20);
    });
  }

  /** All that were started. */
  kill(): void {
    for (const { child } of this.running.splice(0)) child.kill('SIGKILL');
  }

  end(): void {
    this.#server?.kill('SIGKILL');
    rmSync(this.#folder, { recursive: true });
  }
}

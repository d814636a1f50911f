// SPDX-License-Identifier: MIT
// What it costs that several workers share the states of one claim: states a second beside one process, bytes on the wire for each
// state, and what the server does meanwhile. All on this machine, the server too: so the figures are of the work, and not of a
// network. Wants a nats-server and a built dist/.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { asked, orStop, wrong } from './asked.ts';

const command = 'bench:across';
const { values, words } = asked({
  command,
  about: 'One claim whose states several workers of this machine share: states a second, processor time, bytes sent.',
  words: { form: '[file]', about: 'with one claim (examples/beem/peterson-4.ts)', least: 0, most: 1 },
  options: { owners: { kind: 'number', initial: 3, about: 'as many at most, beginning with one' } },
  example: 'examples/beem/peterson-4.ts --owners 2',
});
const [scenario = 'examples/beem/peterson-4.ts'] = words;
orStop(() => {
  if (spawnSync('nats-server', ['--version']).error !== undefined)
    throw wrong({ command }, 'there is no nats-server', 'the workers meet there, and it is not installed');
});
const check = ['dist/cli.js', 'check', scenario, '--no-reduction', '--no-cache', '--json'];
const [port, monitor] = [24222, 28222];
const at = `nats://127.0.0.1:${port}`;
const ticks = Number(execFileSync('getconf', ['CLK_TCK']).toString());

/** Of user and system, in seconds. */
function cpuOf(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticks;
}

const load = () => readFileSync('/proc/loadavg', 'utf8').split(' ')[0];
const claimOf = (text) => JSON.parse(text).claims[0];
const traffic = async () => (await fetch(`http://127.0.0.1:${monitor}/varz`)).json();

/** The claim, and the seconds of a processor that the command took. */
function run(...flags) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...check, ...flags], { stdio: ['ignore', 'pipe', 'ignore'] });
    let out = '';
    let cpu = 0;
    const watch = setInterval(() => {
      cpu = cpuOf(child.pid);
    }, 20);
    child.on('exit', () => clearInterval(watch));
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.on('close', () => resolve({ ...claimOf(out), cpu }));
  });
}

const line = (...cells) => console.log(`| ${cells.join(' | ')} |`);
line(
  '',
  'states',
  'states/s',
  'CPU of those who search',
  'of the server',
  'bytes a state to it',
  'and from it',
  'load',
);
const alone = await run('--workers', '1');
const rate = ({ states, seconds }) => Math.round(states / seconds / 1000);
line('one process', alone.states, `${rate(alone)} k`, `${alone.cpu.toFixed(1)} s`, '', '', '', load());

for (let owners = 1; owners <= values.owners; owners++) {
  const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
  const flags = ['-a', '127.0.0.1', '-p', `${port}`, '-m', `${monitor}`, '--jetstream', '--store_dir', folder];
  const server = spawn('nats-server', flags, { stdio: 'ignore' });
  await setTimeout(1000);
  const worker = ['dist/cli.js', 'worker', '--on', at, '--workers', '1'];
  const workers = Array.from({ length: owners }, () => spawn(process.execPath, worker, { stdio: 'ignore' }));
  await setTimeout(4000);
  const searching = () => workers.reduce((sum, { pid }) => sum + cpuOf(pid), 0);
  const [before, cpu, own] = [await traffic(), cpuOf(server.pid), searching()];
  const claim = await run('--on', at, '--across', `${owners}`);
  const after = await traffic();
  const each = (what) => ((after[what] - before[what]) / claim.states).toFixed(1);
  const seconds = [searching() - own, cpuOf(server.pid) - cpu].map((one) => `${one.toFixed(1)} s`);
  line(`${owners} owners`, claim.states, `${rate(claim)} k`, ...seconds, each('in_bytes'), each('out_bytes'), load());
  for (const child of [...workers, server]) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
}

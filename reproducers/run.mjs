// SPDX-License-Identifier: GPL-2.0-only
// `npm run reproduce -- NAME [options]`: compiles a reproducer and runs it, and says why where that is not possible. The
// exit status is the program's own: 1 means that the kernel does what the model says, 4 that it could not be told.

import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

const here = import.meta.dirname;
const names = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const [name, ...options] = process.argv.slice(2);

function stop(why, status) {
  process.stderr.write(`reproduce: ${why}\n`);
  process.exit(status);
}

function run(command, words, folder) {
  const { error, status, signal } = spawnSync(command, words, { cwd: folder, stdio: 'inherit' });
  if (error?.code === 'ENOENT') stop(`cannot run here: ${command} is not installed`, 4);
  if (error) throw error;
  if (signal !== null) stop(`${command} was ended by ${signal}`, 1);
  return status;
}

if (name === undefined || !names.includes(name)) {
  stop(`which one? npm run reproduce -- NAME [options], with one of: ${names.join(', ')}`, 2);
}
if (process.platform !== 'linux') stop(`cannot run here: this is ${process.platform}, not Linux`, 4);
const folder = join(here, name);
if (run('make', ['--silent'], folder) !== 0) stop('it does not compile here', 4);
if (userInfo().uid !== 0) {
  process.stderr.write(`reproduce: not as root, so it can only say what it needs: sudo reproducers/${name}/${name}\n`);
}
process.exit(run(`./${name}`, options, folder));

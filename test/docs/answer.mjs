// SPDX-License-Identifier: MIT
// Runs one command after the other, as it is told to, each with words, a folder and an exit status of its own. A process for each would
// spend most of its time on loading TypeScript, and on code that is not compiled yet: this one has both.
// Nor a thread for each core, which would begin without either: other tests have the others. test/cli has threads.
// The first argument is the built command line.

import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { pathToFileURL } from 'node:url';

os.availableParallelism = () => 1;
syncBuiltinESMExports();

const [node, , cli] = process.argv;
const url = pathToFileURL(cli);
let printed = { stdout: '', stderr: '' };
for (const name of ['stdout', 'stderr']) {
  process[name].setMaxListeners(0);
  process[name].write = (text) => {
    printed[name] += text;
    return true;
  };
}

let asked = 0;
process.on('message', async ({ words, folder }) => {
  printed = { stdout: '', stderr: '' };
  process.chdir(folder);
  process.argv = [node, cli, ...words];
  // Its own text again, all that it imports is there.
  url.search = `?${++asked}`;
  await import(url.href);
  process.send({ ...printed, status: process.exitCode ?? 0 });
  process.exitCode = undefined;
});

// SPDX-License-Identifier: MIT
// In front of every process that a test begins: the built copy of TypeScript comes with the code that V8 made of it in an earlier one
// (Node 22 has module.enableCompileCache for that). What the process does is the same; a quarter of most was spent on compiling it.
// And V8 optimises functions later than it would by itself: each program is code of its own, most searches are over within a second,
// and what was compiled twice for them took a sixth of all processor time, on cores that other tests use.

const { createHash } = require('node:crypto');
const { existsSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const { setFlagsFromString } = require('node:v8');
const { Script } = require('node:vm');

setFlagsFromString('--interrupt-budget=528000');

const folder = process.env.FAULTLINE_WARM ?? '';
const compile = Module.prototype._compile;

Module.prototype._compile = function (text, file, ...rest) {
  if (!file.endsWith('/dist/typescript.cjs') || !existsSync(folder)) return compile.call(this, text, file, ...rest);
  const kept = join(folder, createHash('sha1').update(text).digest('hex'));
  const cachedData = existsSync(kept) ? readFileSync(kept) : undefined;
  const script = new Script(Module.wrap(text), { filename: file, cachedData });
  if (cachedData === undefined)
    process.on('exit', () => {
      const own = `${kept}-${process.pid}`;
      writeFileSync(own, script.createCachedData());
      renameSync(own, kept);
    });
  const run = script.runInThisContext();
  return run.call(this.exports, this.exports, Module.createRequire(file), this, file, dirname(file));
};

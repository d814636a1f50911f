// SPDX-License-Identifier: MIT
// Type-checks src/ as src/tsconfig.json says, where what an index finds may be missing, and says what is wrong everywhere
// but in src/explore. One compilation has one set of options, so the folder cannot be left out of it: its complaints are.

import ts from 'typescript';

const config = 'src/tsconfig.json';
const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (one) => fail([one]) };
const parsed = ts.getParsedCommandLineOfConfigFile(config, {}, host);

function fail(found) {
  process.stderr.write(
    ts.formatDiagnostics(found, { ...ts.sys, getCanonicalFileName: (name) => name, getNewLine: () => '\n' }),
  );
  process.exit(1);
}

if (parsed.errors.length > 0) fail(parsed.errors);
if (parsed.options.noUncheckedIndexedAccess !== true) throw new Error(`${config} does not ask for honest indexing`);
const program = ts.createProgram({ rootNames: parsed.fileNames, options: parsed.options });
const found = ts.getPreEmitDiagnostics(program).filter(({ file }) => !file?.fileName.includes('/src/explore/'));
if (found.length > 0) fail(found);

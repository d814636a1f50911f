// SPDX-License-Identifier: MIT
// `faultline init`: a first scenario, and what stands around it. Writes all of it or nothing: what is there already is
// somebody's.

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { BadInput } from '../ask/trouble.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import type { Output } from './output.ts';

const scenario = `import { scenario, type u8 } from 'faultline';

// What threads share: objects, with fields of a size.
class counter {
  value: u8 = 0;
}

// A thread runs until it has touched shared memory once; then any other thread may run. This touches it twice.
function add(c: counter): void {
  c.value++;
}

export default scenario({
  title: 'a counter without a lock',
  world() {
    return { shared: new counter() };
  },
  threads: {
    CPU0(w) {
      add(w.shared);
    },
    CPU1(w) {
      add(w.shared);
    },
  },
  atEnd: {
    'both are counted': (w) => w.shared.value === 2,
  },
  sometimes: {
    'somebody has counted': (w) => w.shared.value > 0,
  },
  claims: [
    { id: 'first/1', by: 'me', property: 'both are counted', thread: 'open', expect: 'fails' },
    { id: 'first/2', by: 'me', property: 'NO-DEADLOCK', thread: 'open', expect: 'holds' },
  ],
});
`;

/** Models are read and never run, whatever kind of modules the project around them has. */
const typescript = `{
  "compilerOptions": {
    "target": "es2022",
    "lib": ["es2023"],
    "types": [],
    "module": "esnext",
    "moduleResolution": "bundler",
    "allowImportingTsExtensions": true,
    "noEmit": true,
    "strict": true,
    "noFallthroughCasesInSwitch": true,
    "skipLibCheck": true
  },
  "include": ["."]
}
`;

const workflow = `name: faultline
on: [push, pull_request]
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
      - run: npm ci
      - run: npx faultline check
`;

function filesFor(folder: string): ReadonlyMap<string, string> {
  return new Map([
    [`${folder}/first.ts`, scenario],
    [`${folder}/tsconfig.json`, typescript],
    ['faultline.json', `${JSON.stringify({ cases: [folder] }, null, 2)}\n`],
    ['.github/workflows/faultline.yml', workflow],
  ]);
}

/** @param folder for the scenarios, below the current folder */
export function init(here: string, folder: string, output: Output): ExitStatus {
  const inside = posix.normalize(folder).replace(/\/$/, '');
  if (inside === '.' || inside.startsWith('..') || posix.isAbsolute(inside) || /[\\\0]/.test(inside))
    throw new BadInput(`${folder}: not a folder below this one`, 'faultline.json stands beside it', 'a name: races');
  const files = filesFor(inside);
  const there = [...files.keys()].filter((file) => existsSync(join(here, file)));
  if (there.length > 0)
    throw new BadInput(
      `${there.join(', ')}: already there`,
      'nothing is overwritten, and nothing was written',
      'another folder',
    );
  for (const [file, text] of files) {
    mkdirSync(dirname(join(here, file)), { recursive: true });
    writeFileSync(join(here, file), text, { flag: 'wx' });
    output.line(`wrote ${file}`);
  }
  output.text('\nNow: npx faultline check\n');
  return exitStatus.expected;
}

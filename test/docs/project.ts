// SPDX-License-Identifier: MIT
// A copy of the project that a page's commands can run in and write files into: the built command line is copied, so
// that a build at the same time does not disturb it, everything else is linked.

import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './markdown.ts';

const linked = [
  'src',
  'linux',
  'kit',
  'cases',
  'examples',
  'node_modules',
  'package.json',
  'faultline.json',
  'tsconfig.json',
];

export interface Ran {
  /** What a terminal would show. */
  readonly output: string;
  readonly status: number;
}

/** One process for all commands. */
interface Answering {
  readonly child: ChildProcess;
  readonly ended: Promise<null>;
}

export class ProjectCopy {
  #answering: Answering | null = null;
  readonly folder = mkdtempSync(join(tmpdir(), 'faultline-docs-'));

  constructor() {
    const real = fileURLToPath(root);
    if (!existsSync(join(real, 'dist/cli.js'))) throw new Error('the command line is not built: npm run build');
    cpSync(join(real, 'dist'), join(this.folder, 'dist'), { recursive: true });
    for (const name of linked) symlinkSync(join(real, name), join(this.folder, name));
  }

  write(name: string, text: string): void {
    const file = join(this.folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }

  /** `npx faultline check mine/a.ts`, as a shell would split it. Not a process for each, as a user has: test/cli has that.
   *  @param inside the folder in which somebody types it */
  async run(command: string, inside = '.'): Promise<Ran> {
    const words = [...command.matchAll(/'([^']*)'|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
    this.#answering ??= this.#begun();
    const { child, ended } = this.#answering;
    child.send({ words: words.slice(2), folder: join(this.folder, inside) });
    const answer = await Promise.race([once(child, 'message'), ended]);
    if (answer === null) throw new Error(`it has ended before it has answered ${command}`);
    const [{ stdout, stderr, status }] = answer;
    return { output: stdout + stderr, status };
  }

  #begun(): Answering {
    const child = fork(join(import.meta.dirname, 'answer.mjs'), [join(this.folder, 'dist/cli.js')], {
      env: { ...process.env, NO_COLOR: '1' },
      execArgv: [],
    });
    return { child, ended: once(child, 'exit').then(() => null) };
  }

  remove(): void {
    this.#answering?.child.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Times differ from run to run, and checksums from version to version of the compiler. */
export function masked(output: string): string {
  return output
    .replaceAll(/ *\d[\d,]*(\.\d+)? s\b/g, ' # s')
    .replaceAll(/\bmodel [0-9a-f]{8,16}\b/g, 'model #')
    .replaceAll(/"seconds": [\d.]+/g, '"seconds": #')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
    .trim();
}

/** The block of one property: from its heading, `… FAILS  P1`, to the line that replays it. */
export function blockOf(output: string, property: string): string {
  const lines = output.split('\n');
  const from = lines.findIndex((line) => line.endsWith(` FAILS  ${property}`));
  const to = lines.findIndex((line, index) => index > from && line.startsWith('  replay: '));
  if (from < 0 || to < 0) throw new Error(`nothing printed for ${property}:\n${output}`);
  return `${lines.slice(from, to + 1).join('\n')}\n`;
}

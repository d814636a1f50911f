// SPDX-License-Identifier: MIT
// What is spoiled: the shipped models, in a copy of the package, and random ones. An input is one scenario with one of the
// files that it reads, and how that file reads instead.

import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, posix } from 'node:path';
import { Draw, numbers } from '../second/random/draw.ts';
import { programOf } from '../second/random/program.ts';
import { spoiled } from './mutate.ts';

export interface Input {
  readonly scenario: string;
  /** Which file is spoiled. */
  readonly file: string;
  readonly before: string;
  readonly text: string;
}

/** What a copy needs to be a package. */
const parts = ['src/lang/vocabulary.ts', 'package.json', 'faultline.json', 'linux', 'kit', 'cases', 'examples'];

const rows = ['always', 'atEnd', 'NO-DEADLOCK', 'NO-LIVELOCK', 'ASSERTS'];

/** The folder of the copy. */
export function copyOf(checkout: string): string {
  const root = mkdtempSync(join(tmpdir(), 'faultline-reader-'));
  for (const part of parts) cpSync(join(checkout, part), join(root, part), { recursive: true });
  return root;
}

export class Models {
  readonly root: string;
  readonly #scenarios: readonly string[];
  readonly #small: readonly string[];

  constructor(copy: string) {
    this.root = copy;
    const files = [...this.#below('cases'), ...this.#below('examples')];
    this.#scenarios = files.filter(
      (file) => file.endsWith('.ts') && !file.includes('/patches/') && /^export default/m.test(this.#read(file)),
    );
    this.#small = this.#scenarios.filter((file) => file.startsWith('examples/'));
    if (this.#small.length === 0 || this.#scenarios.length === this.#small.length) throw new Error('no models');
  }

  /** Most spoil a random model or an example; one in twenty a case or its kernel, which takes twenty times as long. */
  input(seed: number): Input {
    const draw = new Draw([], numbers(seed));
    const kind = draw.next(20);
    const scenario = kind < 14 ? this.#random(seed) : this.#of(kind < 19 ? this.#small : this.#scenarios, draw);
    const file = draw.next(3) > 0 ? scenario : this.#of(this.#reads(scenario), draw);
    const before = this.#read(file);
    return { scenario, file, before, text: spoiled(before, draw) };
  }

  /** Runs it with the file as it is spoiled, and puts it right again. */
  async spoil<T>({ file, before, text }: Input, work: () => Promise<T>): Promise<T> {
    writeFileSync(join(this.root, file), text);
    try {
      return await work();
    } finally {
      writeFileSync(join(this.root, file), before);
    }
  }

  #random(seed: number): string {
    const { files, patched } = programOf(new Draw([], numbers(seed)));
    const claims = rows.map(
      (property, i) =>
        `{ id: 'random/${i}', by: 'nobody', ${patched ? "variant: '+P', " : ''}property: '${property}', thread: 'open', expect: 'holds' },`,
    );
    rmSync(join(this.root, 'random'), { recursive: true, force: true });
    for (const [path, text] of files) {
      const file = join(this.root, 'random', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(
        file,
        text.replace('claims: []', () => `claims: [\n    ${claims.join('\n    ')}\n  ]`),
      );
    }
    return 'random/m.ts';
  }

  #of(files: readonly string[], draw: Draw): string {
    const file = files[draw.next(files.length)];
    if (file === undefined) throw new Error('no file to draw from');
    return file;
  }

  /** The scenario, what it imports, and its patches. */
  #reads(scenario: string): readonly string[] {
    const found = new Set([scenario, ...this.#below(`${posix.dirname(scenario)}/patches`)]);
    for (const file of found) {
      for (const [, name = ''] of this.#read(file).matchAll(/\bfrom '(.+\.ts)'/g)) {
        const inside = name.startsWith('.') ? posix.join(posix.dirname(file), name) : name.replace('faultline/', '');
        // What a diff imports is relative to the file that it changes.
        if (existsSync(join(this.root, inside))) found.add(inside);
      }
    }
    return [...found];
  }

  #below(folder: string): readonly string[] {
    try {
      const entries = readdirSync(join(this.root, folder), { withFileTypes: true });
      return entries
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .flatMap((entry) => {
          const path = `${folder}/${entry.name}`;
          return entry.isDirectory() ? this.#below(path) : /\.(?:ts|diff)$/.test(path) ? [path] : [];
        });
    } catch {
      return [];
    }
  }

  #read(file: string): string {
    return readFileSync(join(this.root, file), 'utf8');
  }
}

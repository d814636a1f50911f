// SPDX-License-Identifier: MIT
// Commands that a text names, and whether what they are about is there: claims, files, variants. Nothing is run, and nothing parsed.

import type { Files, Project } from '../../src/ask/project.ts';
import { select } from '../../src/ask/select.ts';
import { layersOf } from '../../src/ask/variant.ts';

export interface Named {
  readonly command: string;
  readonly words: readonly string[];
}

const commands = ['check', 'replay', 'run', 'explore', 'list', 'ingredients', 'barriers', 'litmus', 'init', 'help'];

/** Options with a value. */
const valued =
  /^--(?:variant|patch|max-\w+|checkpoint|checkpoint-every|workers|seed|steps|order|property|of|diffs|as|memory|on|across|tries|html|site|port)$/;

/** Between back quotes, on an indented line, in a terminal, and below a story. `<n>`, `NAME` and `…` stand for something else. */
export function namedIn(text: string): readonly Named[] {
  const inline = [...text.matchAll(/`(?:npx )?faultline ([^`]+)`/g)].map(([, rest = '']) => rest);
  const lines = [...text.matchAll(/^(?: {2}| {4}|\$ | {2}replay: )?(?:npx )?faultline (.+)$/gm)];
  const said = lines.map(([, rest = '']) => rest.replace(/ {3}.*| +#.*/, ''));
  return [...inline, ...said].flatMap((written) => {
    const rest = written
      .replaceAll('\n', ' ')
      .replace(/ > \S+$/, '')
      .trim();
    const [command = '', ...words] = rest.split(/\s+/);
    const isMeant = commands.includes(command) && !/[<>…]|\bNAME\b|\bmine\b|\/path\//.test(rest);
    return isMeant ? [{ command, words }] : [];
  });
}

/** What is wrong with a command that is named; null: it takes what is said. */
export function looker(opened: Project): (named: Named) => string | null {
  const project = { ...opened, files: remembering(opened.files) };
  const selected = remembered((targets: string) => select(project, targets.split(' ')));
  const hasVariant = (file: string, variant: string): boolean => {
    try {
      layersOf(project, file, variant);
      return true;
    } catch {
      return false;
    }
  };
  return ({ command, words }) => {
    const plain = words.filter((word, i) => !word.startsWith('-') && !valued.test(words[i - 1] ?? ''));
    const isRun = command === 'replay' || command === 'run';
    const targets = isRun ? plain.slice(0, 1) : plain;
    if (targets.length === 0 || ['init', 'help', 'litmus'].includes(command)) return null;
    const said = `faultline ${[command, ...words].join(' ')}`;
    try {
      const { scenarios, byClaim } = selected(targets.join(' '));
      const found = scenarios.map(({ file }) => file);
      // A page of one claim is of one scenario, too.
      if ((isRun || (command === 'explore' && byClaim && targets.length === 1)) && found.length !== 1)
        return `${said}: ${targets[0]} means ${found.join(', ')}`;
      const variant = words.includes('--variant') ? words[words.indexOf('--variant') + 1] : undefined;
      // `+` is no patch.
      if (variant === undefined || variant === '+' || found.some((file) => hasVariant(file, variant))) return null;
      return `${said}: no variant ${variant}`;
    } catch (error) {
      return `${said}: ${error instanceof Error ? error.message : error}`;
    }
  };
}

/** Each is read once: to look for a claim is to look through all. */
const remembering = (files: Files): Files => ({
  ...files,
  read: remembered(files.read),
  entries: remembered(files.entries),
  isFile: remembered(files.isFile),
  isDirectory: remembered(files.isDirectory),
});

function remembered<T>(of: (name: string) => T): (name: string) => T {
  const known = new Map<string, T>();
  return (name) => {
    const found = known.has(name) ? (known.get(name) as T) : of(name);
    known.set(name, found);
    return found;
  };
}

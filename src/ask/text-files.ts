// SPDX-License-Identifier: MIT
// Files that are texts by path: where there is no disk. A folder is there if something is in it.

import type { Entry, Files } from './project.ts';

export interface Texts {
  readonly files: Readonly<Record<string, string>>;
  /** Asked for what is not among them; null where there is no such file. */
  read(path: string): string | null;
  /** The paths below a folder that `read` has. */
  list(folder: string): readonly string[];
}

export function textFiles({ files, read, list }: Texts): Files {
  const textOf = (path: string): string | null => files[path] ?? read(path);
  const inside = (folder: string): readonly string[] => {
    const start = folder === '' ? '' : `${folder}/`;
    return [...Object.keys(files), ...list(folder)].filter((path) => path.startsWith(start));
  };
  const isDirectory = (path: string): boolean => inside(path).length > 0;
  const isFile = (path: string): boolean => textOf(path) !== null;
  return {
    read: textOf,
    problem: (path) => (isFile(path) ? null : isDirectory(path) ? 'it is a folder' : 'no such file'),
    isThere: (path) => isFile(path) || isDirectory(path),
    isDirectory,
    isFile,
    entries(folder) {
      const found = new Map<string, Entry>();
      for (const path of inside(folder)) {
        const [name = '', ...more] = path.slice(folder === '' ? 0 : folder.length + 1).split('/');
        found.set(name, { name, isDirectory: more.length > 0 });
      }
      return [...found.values()];
    },
    canonical: (written) => written.replace(/^\.\//, ''),
    upwards: (path) => (isFile(path) ? [path] : []),
  };
}

// SPDX-License-Identifier: MIT
// A project whose files stay as they are seen first. Somebody may save a file while it is checked: an answer must not be
// about half of it, nor be kept for a text that it is not about.

import type { Files, Project } from './project.ts';

export function asFirstSeen(project: Project): Project {
  const { files } = project;
  return {
    ...project,
    files: {
      canonical: (written) => files.canonical(written),
      upwards: (path) => files.upwards(path),
      read: once((path) => files.read(path)),
      problem: once((path) => files.problem(path)),
      isThere: once((path) => files.isThere(path)),
      isDirectory: once((path) => files.isDirectory(path)),
      isFile: once((path) => files.isFile(path)),
      entries: once((path) => files.entries(path)),
    } satisfies Files,
  };
}

function once<T>(look: (path: string) => T): (path: string) => T {
  const seen = new Map<string, { readonly value: T }>();
  return (path) => {
    const found = seen.get(path) ?? { value: look(path) };
    seen.set(path, found);
    return found.value;
  };
}

// SPDX-License-Identifier: MIT
// What questions are asked of: files by their canonical names, kernels, the folders with cases. Where the files lie, whoever
// asks says.

import type { FileDiff } from '../lang/diff.ts';
import type { MemoryModel } from '../lang/tree.ts';
import { BadInput } from './trouble.ts';

/** A disk, or whatever serves as one. Paths are canonical, with `/`, unless something else is said. */
export interface Files {
  /** Null where there is no text, for whatever reason. */
  read(path: string): string | null;
  /** Why it cannot be read as a model; null where it can. */
  problem(path: string): string | null;
  /** Whether there is anything of this name, a broken link included, or nobody may know. */
  isThere(path: string): boolean;
  isDirectory(path: string): boolean;
  isFile(path: string): boolean;
  /** What is in a folder, in any order. @throws BadInput of one that cannot be looked into: it may hide anything */
  entries(path: string): readonly Entry[];
  /** The name that a file has in messages and in the Tree. @param written as somebody typed it */
  canonical(written: string): string;
  /** The files that a relative path may mean from the current folder on upwards, the nearest first. */
  upwards(path: string): readonly string[];
}

export interface Entry {
  readonly name: string;
  readonly isDirectory: boolean;
}

export interface Project {
  readonly files: Files;
  /** By name, the directories of a kernel, topmost first. */
  readonly kernels: Readonly<Record<string, readonly string[]>>;
  /** Folders that `check` looks into when it is given nothing. */
  readonly cases: readonly string[];
  /** Diffs of this command, in order: patches that stand on top of every variant (given.ts). */
  readonly given?: readonly GivenDiff[];
  /** What all claims are asked of, whatever they say; left out: of what each says. */
  readonly memory?: MemoryModel;
  /** Whether plain accesses are what a compiler may make of them. */
  readonly compiler?: boolean;
  /** Scenario files that such a diff changes, by canonical path. */
  readonly edited?: Readonly<Record<string, string>>;
}

export interface GivenDiff {
  /** What variants are called by: the last part of its path. */
  readonly name: string;
  /** As it was typed. */
  readonly written: string;
  /** Canonical. */
  readonly path: string;
  /** What it changes, but for scenarios. */
  readonly files: readonly FileDiff[];
}

export const canonical = ({ files }: Project, written: string): string => files.canonical(written);

export function readText({ edited, files }: Project, path: string): string | null {
  return edited?.[path] ?? files.read(path);
}

/** Of a file that a search through a folder found: what cannot be read may be a scenario. */
export function textOfModel(project: Project, path: string): string {
  const text = readText(project, path);
  if (text !== null) return text;
  throw unreadable(project, path, path, 'leave to read it, or another place for it');
}

/** @param written as it was typed */
export function unreadable(project: Project, path: string, written: string, instead: string): BadInput {
  return new BadInput(`${written}: cannot be read`, project.files.problem(path) ?? 'the system refused', instead);
}

export const isThere = ({ files }: Project, path: string): boolean => files.isThere(path);

export const isDirectory = ({ files }: Project, path: string): boolean => files.isDirectory(path);

export const isFile = ({ files }: Project, path: string): boolean => files.isFile(path);

/** What is in a folder, sorted. */
export function entriesOf({ files }: Project, path: string): readonly Entry[] {
  return files.entries(path).toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** All model files of a directory, canonical, sorted. `skip` names directories that are not entered. */
export function modelFiles(project: Project, directory: string, skip: readonly string[] = []): readonly string[] {
  return filesBelow(project, directory, (name) => name.endsWith('.ts') && !name.endsWith('.d.ts'), skip);
}

/** The same of files with such names. */
export function filesBelow(
  project: Project,
  directory: string,
  isOne: (name: string) => boolean,
  skip: readonly string[] = [],
): readonly string[] {
  const found: string[] = [];
  const visit = (path: string): void => {
    for (const entry of entriesOf(project, path)) {
      // An editor's locks and other tools' folders are no models.
      if (entry.name.startsWith('.')) continue;
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory) {
        if (!skip.includes(entry.name) && entry.name !== 'node_modules') visit(inner);
      } else if (isOne(entry.name)) {
        found.push(inner);
      }
    }
  };
  if (isDirectory(project, directory)) visit(directory);
  return found;
}

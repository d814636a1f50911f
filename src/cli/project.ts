// SPDX-License-Identifier: MIT
// Where things are: the package with its kernels and cases, files by their canonical names, and the variants of a
// scenario as directories. The only place that knows faultline.json.

import {
  accessSync,
  constants,
  type Dirent,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  statSync,
} from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { FileDiff } from '../lang/diff.ts';
import { BadInput } from './exit.ts';

export interface Project {
  readonly root: string;
  /** By name, the directories of a kernel, topmost first. */
  readonly kernels: Readonly<Record<string, readonly string[]>>;
  /** Folders that `check` looks into when it is given nothing. */
  readonly cases: readonly string[];
  readonly version: string;
  /** Diffs of this command, in order: patches that stand on top of every variant (given.ts). */
  readonly given?: readonly GivenDiff[];
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

/** Beside the package's own `faultline.json`, the nearest one at or above the current folder counts: its kernels are added,
 *  and its cases take the place of the package's. */
export function openProject(url: string, here = process.cwd()): Project {
  const root = rootOf(dirname(fileURLToPath(url)));
  const own = readConfig(root, root);
  const version = readObject(join(root, 'package.json')).version;
  const project = { root, ...own, version: typeof version === 'string' ? version : '0' };
  const nearest = above(here, (directory) => existsSync(join(directory, 'faultline.json')));
  if (nearest === null || nearest === root) return project;
  const { kernels, cases } = readConfig(nearest, root);
  return { ...project, kernels: { ...project.kernels, ...kernels }, cases };
}

type Config = Pick<Project, 'kernels' | 'cases'>;

/** Directories are relative to the file; `faultline/linux/v5.9` is one of the package, as in an import. */
function readConfig(directory: string, root: string): Config {
  const file = join(directory, 'faultline.json');
  const { kernels = {}, cases = [], ...rest } = readObject(file);
  const bad = (what: string, instead: string): BadInput => new BadInput(`${file}: ${what}`, '', instead);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw bad(`there is no '${unknown}'`, 'kernels and cases');
  const directories = (value: unknown, name: string): readonly string[] => {
    if (!Array.isArray(value) || !value.every((one): one is string => typeof one === 'string'))
      throw bad(`${name} is no list of directories`, `["${name === 'cases' ? 'cases' : 'linux/v5.9'}"]`);
    return value.map((one) => {
      const path = one.startsWith('faultline/') ? join(root, one.slice('faultline/'.length)) : resolve(directory, one);
      if (!is('directory', path))
        throw bad(`${name}: there is no directory ${one}`, 'a directory, relative to this file, or faultline/linux/…');
      return insidePackage(root, path);
    });
  };
  if (!isObject(kernels)) throw bad('kernels is no object', '{ "v5.9-mine": ["linux/mine", "faultline/linux/v5.9"] }');
  const stacks = Object.entries(kernels).map(([name, value]) => [name, directories(value, `kernel ${name}`)] as const);
  return { kernels: Object.fromEntries(stacks), cases: directories(cases, 'cases') };
}

/** The nearest directory, from this one upwards. */
function above(start: string, is: (directory: string) => boolean): string | null {
  for (let directory = start; ; directory = dirname(directory)) {
    if (is(directory)) return directory;
    if (dirname(directory) === directory) return null;
  }
}

function rootOf(start: string): string {
  const root = above(start, (directory) => {
    const file = join(directory, 'package.json');
    return existsSync(file) && readObject(file).name === 'faultline';
  });
  if (root === null) throw new Error(`checker bug: no faultline package above ${start}`);
  return root;
}

function readObject(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(value)) return value;
  } catch (error) {
    throw new BadInput(file, error instanceof Error ? error.message : 'unreadable', 'a JSON object');
  }
  throw new BadInput(file, 'it holds no object', 'a JSON object');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Relative to the package with `/` inside it, absolute elsewhere: the name a file has in messages and in the Tree. */
export function canonical(project: Project, file: string): string {
  // Printed paths are relative to the package, wherever one stands when pasting them.
  const here = resolve(file);
  const there = resolve(project.root, file);
  const absolute = !existsSync(here) && existsSync(there) ? there : here;
  return insidePackage(project.root, absolute);
}

function insidePackage(root: string, absolute: string): string {
  const inside = relative(root, absolute);
  const path = inside.startsWith('..') || isAbsolute(inside) ? absolute : inside;
  return path.split(sep).join('/');
}

export function onDisk(project: Project, path: string): string {
  return isAbsolute(path) ? path : join(project.root, path);
}

export function readText(project: Project, path: string): string | null {
  const edited = project.edited?.[path];
  if (edited !== undefined) return edited;
  if (problemOf(project, path) !== null) return null;
  try {
    return readFileSync(onDisk(project, path), 'utf8');
  } catch {
    return null;
  }
}

/** Of a file that a search through a folder found: what cannot be read may be a scenario. */
export function textOfModel(project: Project, path: string): string {
  const text = readText(project, path);
  if (text !== null) return text;
  throw unreadable(project, path, path, 'leave to read it, or another place for it');
}

/** @param written as it was typed */
export function unreadable(project: Project, path: string, written: string, instead: string): BadInput {
  return new BadInput(`${written}: cannot be read`, problemOf(project, path) ?? 'the system refused', instead);
}

/** A hundred times the largest model that anybody wrote; what is larger is something else. */
const largestFile = 4 * 2 ** 20;

/** Why it cannot be read as a model; null where it can. What is no plain file is not opened: a device need not end, and a
 *  pipe need not begin. */
export function problemOf(project: Project, path: string): string | null {
  try {
    const file = onDisk(project, path);
    const found = statSync(file);
    if (found.isDirectory()) return 'it is a folder';
    if (found.isFIFO() || found.isSocket()) return 'it is a pipe or a socket: a model is read more than once';
    if (!found.isFile()) return 'it is a device';
    if (found.size > largestFile) return `it has ${found.size} bytes: a model has at most ${largestFile}`;
    accessSync(file, constants.R_OK);
    return null;
  } catch (error) {
    return refusalIn(error);
  }
}

/** In words, why the system refused. */
function refusalIn(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : error;
  if (code === 'ELOOP') return 'it is a symbolic link that leads round in a circle';
  if (code === 'EACCES') return 'permission denied';
  return code === 'ENOENT' ? 'no such file, or a symbolic link to none' : String(code);
}

/** Whether there is anything of this name, a broken link included, or nobody may know. */
export function isThere(project: Project, path: string): boolean {
  try {
    return lstatSync(onDisk(project, path), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES';
  }
}

export function isDirectory(project: Project, path: string): boolean {
  return is('directory', onDisk(project, path));
}

export function isFile(project: Project, path: string): boolean {
  return is('file', onDisk(project, path));
}

function is(what: 'directory' | 'file', path: string): boolean {
  try {
    const found = statSync(path);
    return what === 'file' ? found.isFile() : found.isDirectory();
  } catch {
    return false;
  }
}

/** What is in a folder, sorted. One that cannot be looked into may hide anything. */
export function entriesOf(project: Project, path: string): readonly Dirent[] {
  try {
    const entries = readdirSync(onDisk(project, path), { withFileTypes: true });
    return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw new BadInput(
      `${path === '' ? '.' : path}: the folder cannot be read`,
      refusalIn(error),
      'leave to read it, or another place for it',
    );
  }
}

/** All model files of a directory, canonical, sorted. `skip` names directories that are not entered. */
export function modelFiles(project: Project, directory: string, skip: readonly string[] = []): readonly string[] {
  const found: string[] = [];
  const visit = (path: string): void => {
    for (const entry of entriesOf(project, path)) {
      // An editor's locks and other tools' folders are no models.
      if (entry.name.startsWith('.')) continue;
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skip.includes(entry.name) && entry.name !== 'node_modules') visit(inner);
      } else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts')) {
        found.push(inner);
      }
    }
  };
  if (isDirectory(project, directory)) visit(directory);
  return found;
}

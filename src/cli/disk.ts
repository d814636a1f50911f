// SPDX-License-Identifier: MIT
// The package on a disk, and the project around the current folder: the only place that knows faultline.json, and that reads
// models for the command line.

import { accessSync, constants, existsSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Entry, Files, Project } from '../ask/project.ts';
import { BadInput } from '../ask/trouble.ts';

/** A package on a disk. */
export interface Opened extends Project {
  readonly root: string;
  readonly version: string;
}

/** Beside the package's own `faultline.json`, the nearest one at or above the current folder counts: its kernels are added,
 *  and its cases take the place of the package's. */
export function openProject(url: string, here = process.cwd()): Opened {
  const root = rootOf(dirname(fileURLToPath(url)));
  const own = readConfig(root, root, 'kernel');
  const version = readObject(join(root, 'package.json')).version;
  const project = { root, files: diskFiles(root), ...own, version: typeof version === 'string' ? version : '0' };
  const nearest = above(here, (directory) => existsSync(join(directory, 'faultline.json')));
  if (nearest === null || nearest === root) return project;
  const [base = 'kernel'] = Object.values(own.kernels).flatMap((directories) => directories.slice(-1));
  const { kernels, cases } = readConfig(nearest, root, base);
  return { ...project, kernels: { ...project.kernels, ...kernels }, cases };
}

type Config = Pick<Project, 'kernels' | 'cases'>;

/** Directories are relative to the file; behind `faultline/` is one of the package, as in an import.
 *  @param base a kernel of the package, to show how it is written */
function readConfig(directory: string, root: string, base: string): Config {
  const file = join(directory, 'faultline.json');
  const { kernels = {}, cases = [], ...rest } = readObject(file);
  const bad = (what: string, instead: string): BadInput => new BadInput(`${file}: ${what}`, '', instead);
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw bad(`there is no '${unknown}'`, 'kernels and cases');
  const directories = (value: unknown, name: string): readonly string[] => {
    if (!Array.isArray(value) || !value.every((one): one is string => typeof one === 'string'))
      throw bad(`${name} is no list of directories`, `["${name === 'cases' ? 'cases' : base}"]`);
    return value.map((one) => {
      const path = one.startsWith('faultline/') ? join(root, one.slice('faultline/'.length)) : resolve(directory, one);
      if (!is('directory', path))
        throw bad(`${name}: there is no directory ${one}`, `a directory, relative to this file, or faultline/${base}`);
      return insidePackage(root, path);
    });
  };
  if (!isObject(kernels)) throw bad('kernels is no object', `{ "mine": ["mine", "faultline/${base}"] }`);
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

/** @param root of the package: paths inside it are relative to it */
export function diskFiles(root: string): Files {
  const at = (path: string): string => onDisk({ root }, path);
  const problem = (path: string): string | null => problemOf(at(path));
  const canonical = (written: string): string => {
    // Printed paths are relative to the package, wherever one stands when pasting them.
    const here = resolve(written);
    const there = resolve(root, written);
    return insidePackage(root, !existsSync(here) && existsSync(there) ? there : here);
  };
  return {
    problem,
    canonical,
    read: (path) => (problem(path) === null ? textAt(at(path)) : null),
    isThere: (path) => isThere(at(path)),
    isDirectory: (path) => is('directory', at(path)),
    isFile: (path) => is('file', at(path)),
    entries: (path) => entriesAt(at(path), path),
    upwards: (path) => upwards(path).map(canonical),
  };
}

function upwards(path: string): readonly string[] {
  const found: string[] = [];
  for (let at = process.cwd(); ; at = dirname(at)) {
    if (existsSync(join(at, path))) found.push(join(at, path));
    if (dirname(at) === at) return found;
  }
}

function insidePackage(root: string, absolute: string): string {
  const inside = relative(root, absolute);
  const path = inside.startsWith('..') || isAbsolute(inside) ? absolute : inside;
  return path.split(sep).join('/');
}

export function onDisk({ root }: Pick<Opened, 'root'>, path: string): string {
  return isAbsolute(path) ? path : join(root, path);
}

function textAt(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

/** A hundred times the largest model that anybody wrote; what is larger is something else. */
const largestFile = 4 * 2 ** 20;

/** What is no plain file is not opened: a device need not end, and a pipe need not begin. */
function problemOf(file: string): string | null {
  try {
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
function isThere(file: string): boolean {
  try {
    return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EACCES';
  }
}

function is(what: 'directory' | 'file', path: string): boolean {
  try {
    const found = statSync(path);
    return what === 'file' ? found.isFile() : found.isDirectory();
  } catch {
    return false;
  }
}

function entriesAt(directory: string, path: string): readonly Entry[] {
  try {
    const entries = readdirSync(directory, { withFileTypes: true });
    return entries.map((one) => ({ name: one.name, isDirectory: one.isDirectory() }));
  } catch (error) {
    throw new BadInput(
      `${path === '' ? '.' : path}: the folder cannot be read`,
      refusalIn(error),
      'leave to read it, or another place for it',
    );
  }
}

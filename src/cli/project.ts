// SPDX-License-Identifier: MIT
// Where things are: the package with its kernels and cases, files by their canonical names, and the variants of a
// scenario as directories. The only place that knows faultline.json.

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BadInput } from './exit.ts';

export interface Project {
  readonly root: string;
  /** By name, the directories of a kernel, topmost first. */
  readonly kernels: Readonly<Record<string, readonly string[]>>;
  /** Folders that `check` looks into when it is given nothing. */
  readonly cases: readonly string[];
  readonly version: string;
}

export function openProject(url: string): Project {
  const root = rootOf(dirname(fileURLToPath(url)));
  const config = readObject(join(root, 'faultline.json'));
  const kernels: Record<string, readonly string[]> = {};
  if (isObject(config.kernels)) {
    for (const [name, directories] of Object.entries(config.kernels)) kernels[name] = strings(directories);
  }
  const version = readObject(join(root, 'package.json')).version;
  return { root, kernels, cases: strings(config.cases), version: typeof version === 'string' ? version : '0' };
}

function rootOf(start: string): string {
  for (let directory = start; ; directory = dirname(directory)) {
    const file = join(directory, 'package.json');
    if (existsSync(file) && readObject(file).name === 'faultline') return directory;
    if (dirname(directory) === directory) throw new Error(`checker bug: no faultline package above ${start}`);
  }
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

function strings(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];
}

/** Relative to the package with `/` inside it, absolute elsewhere: the name a file has in messages and in the Tree. */
export function canonical(project: Project, file: string): string {
  // Printed paths are relative to the package, wherever one stands when pasting them.
  const here = resolve(file);
  const there = resolve(project.root, file);
  const absolute = !existsSync(here) && existsSync(there) ? there : here;
  const inside = relative(project.root, absolute);
  const path = inside.startsWith('..') || isAbsolute(inside) ? absolute : inside;
  return path.split(sep).join('/');
}

export function onDisk(project: Project, path: string): string {
  return isAbsolute(path) ? path : join(project.root, path);
}

export function readText(project: Project, path: string): string | null {
  try {
    return readFileSync(onDisk(project, path), 'utf8');
  } catch {
    return null;
  }
}

export function isDirectory(project: Project, path: string): boolean {
  return statSync(onDisk(project, path), { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** All model files of a directory, canonical, sorted. `skip` names directories that are not entered. */
export function modelFiles(project: Project, directory: string, skip: readonly string[] = []): readonly string[] {
  const found: string[] = [];
  const visit = (path: string): void => {
    const entries = readdirSync(onDisk(project, path), { withFileTypes: true });
    for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skip.includes(entry.name) && entry.name !== 'node_modules' && !entry.name.startsWith('.')) visit(inner);
      } else if (entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts')) {
        found.push(inner);
      }
    }
  };
  if (isDirectory(project, directory)) visit(directory);
  return found;
}

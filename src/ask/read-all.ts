// SPDX-License-Identifier: MIT
// Files as they are handed in: the scenarios among them, each on its own kernel, and what is wrong with any of them, whether
// or not a scenario imports it.

import type { Diagnostic } from '../lang/diagnostic.ts';
import { outlineOf } from '../lang/parse/outline.ts';
import { parse } from '../lang/parse/parse.ts';
import type { ScenarioDeclaration } from '../lang/tree.ts';
import { sourcesOf } from './edits.ts';
import { type Project, readText } from './project.ts';
import { Reader } from './reader.ts';
import { isScenario } from './select.ts';
import { layersOf } from './variant.ts';

export interface ReadAll {
  readonly scenarios: readonly ScenarioDeclaration[];
  readonly diagnostics: readonly Diagnostic[];
}

/** @throws BadInput of a scenario that names a kernel that there is not */
export function readAll(project: Project, paths: readonly string[]): ReadAll {
  const textOf = (path: string): string => readText(project, path) ?? '';
  const wanted = paths
    .filter((path) => isScenario(textOf(path)))
    .map((file) => ({ file, layers: layersOf(project, file, outlineOf(file, textOf(file))?.kernel ?? '') }));
  const reader = new Reader(project);
  reader.read(wanted);
  const seen = new Set(wanted.flatMap((one) => [one.file, ...(reader.treeOf(one)?.files.keys() ?? [])]));
  // A patch and a version of a kernel are read with what they stand over, when a variant is asked for.
  const layers = Object.values(project.kernels).flat();
  const isLayer = (path: string): boolean =>
    /(?:^|\/)patches\//.test(path) || layers.some((one) => path.startsWith(`${one}/`));
  const others = paths.filter((path) => !seen.has(path) && !isLayer(path));
  const left = others.length === 0 ? [] : parse({ files: others, sources: sourcesOf(project) }).diagnostics;
  return {
    scenarios: wanted.flatMap(({ file }) => reader.scenarioOf(file) ?? []),
    diagnostics: [...wanted.flatMap(({ file }) => reader.diagnosticsOf(file)), ...left],
  };
}

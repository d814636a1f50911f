// SPDX-License-Identifier: MIT
// Lets the TypeScript compiler read a model through `Sources` and nothing else: no disk, no node_modules, no lib.d.ts.
// The hard case is time: the real library takes longer to check than every model together, so a few lines replace it.

import ts from 'typescript';
import { type Lookup, vocabularyPath } from './lookup.ts';
import type { LinkedText, Sources } from './sources.ts';

/** What is read, and how. */
export interface Reading {
  readonly files: readonly string[];
  readonly sources: Sources;
  readonly linked: ReadonlyMap<string, LinkedText>;
  readonly lookup: Lookup;
}

/** Where TypeScript believes the package to be; canonical paths inside it are relative. */
const root = '/~/';
const library = '/~library.d.ts';
/** What the checker cannot start without, and what it needs to complain about the right thing and not about itself. */
const libraryText = `
interface Array<T> { readonly length: number; [index: number]: T; }
interface ReadonlyArray<T> { readonly length: number; readonly [index: number]: T; }
interface TemplateStringsArray extends ReadonlyArray<string> {}
interface Boolean {} interface Function {} interface CallableFunction extends Function {}
interface NewableFunction extends Function {} interface IArguments {} interface Number {} interface Object {}
interface RegExp {} interface String { readonly length: number; } interface Symbol {} interface BigInt {}
type Readonly<T> = { readonly [K in keyof T]: T[K] };
type Partial<T> = { [K in keyof T]?: T[K] };
type Record<K extends keyof any, T> = { [P in K]: T };
`;

export function canonical(fileName: string): string {
  return fileName.startsWith(root) ? fileName.slice(root.length) : fileName;
}

function internal(path: string): string {
  return path.startsWith('/') ? path : root + path;
}

const options: ts.CompilerOptions = {
  noLib: true,
  strict: true,
  noEmit: true,
  noFallthroughCasesInSwitch: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  types: [],
};

export type ReadFile = (fileName: string, text: string, parsing: ts.CreateSourceFileOptions) => ts.SourceFile;

/** `texts` receives every file that was read, as it is written, by canonical path. */
export function load(
  { files, sources, linked, lookup }: Reading,
  texts: Map<string, string>,
  readFile: ReadFile,
): ts.Program {
  const textOf = (fileName: string): string | null => {
    if (fileName === library) return libraryText;
    const path = canonical(fileName);
    const before = texts.get(path);
    if (before !== undefined) return before;
    const text = sources.read(path);
    if (text !== null) texts.set(path, text);
    return text;
  };
  const readsAs = (path: string): LinkedText | null => linked.get(path) ?? sources.linked?.(path) ?? null;
  const host: ts.CompilerHost = {
    fileExists: (fileName) => textOf(fileName) !== null,
    readFile: (fileName) => textOf(fileName) ?? undefined,
    getSourceFile: (fileName) => {
      const written = textOf(fileName);
      if (written === null) return undefined;
      const parsing = { languageVersion: ts.ScriptTarget.ES2022, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };
      return readFile(fileName, readsAs(canonical(fileName))?.text ?? written, parsing);
    },
    getDefaultLibFileName: () => library,
    getCurrentDirectory: () => '/',
    getCanonicalFileName: (fileName) => fileName,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
    writeFile: () => {},
    resolveModuleNameLiterals: (literals, containing) =>
      literals.map((literal) => {
        const own = readsAs(canonical(containing))?.own;
        const added = own !== undefined && literal.pos >= own;
        const path = added ? literal.text : lookup.meantBy(literal.text, canonical(containing));
        if (path === null || !path.endsWith('.ts') || textOf(internal(path)) === null) {
          return { resolvedModule: undefined };
        }
        return { resolvedModule: { resolvedFileName: internal(path), extension: ts.Extension.Ts } };
      }),
  };
  return ts.createProgram({ rootNames: [library, internal(vocabularyPath), ...files.map(internal)], options, host });
}

/** The files of a model, without the vocabulary and the little library. */
export function modelFiles(program: ts.Program): readonly ts.SourceFile[] {
  return program
    .getSourceFiles()
    .filter((file) => file.fileName !== library && canonical(file.fileName) !== vocabularyPath);
}

export function isVocabulary(file: ts.SourceFile): boolean {
  return canonical(file.fileName) === vocabularyPath;
}

export function isLibrary(file: ts.SourceFile): boolean {
  return file.fileName === library;
}

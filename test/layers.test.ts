// SPDX-License-Identifier: MIT
// The house rules that a program can check: imports point left, nobody below the command line talks to the machine, one
// file knows TypeScript, the checker knows no kernel, every file says under which licence it is.

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');

/** From left to right. A folder imports from itself and from what stands before it. */
const arrow = ['lang', 'compile', 'explore', 'report', 'ask', 'ui', 'cli'];

/** What explore/ and report/ may take from compile/: the type Program and what belongs to it. */
const onlyProgram = ['explore', 'report'];

/** The wings of compile/, in the order in which a model goes through them. */
const wings = ['link', 'code', 'memory', 'ordering', 'lower', 'emit', 'tell'];
/** What stands beside them and is everybody's. */
const common = ['program', 'there'];

interface Import {
  readonly from: string;
  /** A path below the root for files of ours, else as written. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const notOurs = ['node_modules', 'dist', 'coverage', 'mine', '.git', '.cache'];
const files = filesIn('');
const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const source = files.filter((file) => file.startsWith('src/') && /(?<!\.d)\.tsx?$/.test(file));
/** Where the page is: it has a screen, a clock and an address, and no machine. */
const page = 'src/ui/page/';
const parsed = new Map(
  source.map((file) => [file, ts.createSourceFile(file, text(file), ts.ScriptTarget.ES2022, true)]),
);
const imports = source.flatMap(importsOf);

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) return notOurs.includes(entry.name) ? [] : filesIn(path);
    return [path];
  });
}

function importsOf(from: string): readonly Import[] {
  const found: Import[] = [];
  const add = (written: ts.Node | undefined, typeOnly: boolean): void => {
    if (written === undefined || !ts.isStringLiteral(written)) return;
    const { text: name } = written;
    found.push({ from, to: name.startsWith('.') ? normalize(join(dirname(from), name)) : name, typeOnly });
  };
  everyNode(from, (node) => {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      add(node.arguments[0], false);
    }
  });
  return found;
}

function everyNode(file: string, look: (node: ts.Node) => void): void {
  const visit = (node: ts.Node): void => {
    look(node);
    ts.forEachChild(node, visit);
  };
  const top = parsed.get(file);
  if (top !== undefined) visit(top);
}

/** `compile` for src/compile/…; `cli` for src/cli.ts and src/cli/…; `index` for src/index.ts. */
const layer = (file: string): string => (file.split('/')[1] ?? '').replace(/\.ts$/, '');
const own = imports.filter(({ to }) => to.startsWith('src/'));
const written = (some: readonly Import[]): readonly string[] => some.map(({ from, to }) => `${from} imports ${to}`);

describe('imports', () => {
  it('are found at all', () => {
    // Without this the rules below would hold for a pattern that matches nothing.
    expect(own.length).toBeGreaterThan(source.length);
    expect(imports.some(({ to }) => to === 'typescript')).toBe(true);
  });

  it('name files that exist, with their ending', () => {
    expect(written(own.filter(({ to }) => !source.includes(to) && !files.includes(to)))).toEqual([]);
  });

  it('point left', () => {
    const wrong = own.filter(
      ({ from, to }) => layer(from) !== 'index' && arrow.indexOf(layer(to)) > arrow.indexOf(layer(from)),
    );
    expect(written(wrong)).toEqual([]);
    expect([...new Set(source.map(layer))].filter((one) => one !== 'index' && !arrow.includes(one))).toEqual([]);
  });

  it('within the compiler point left, too', () => {
    const wing = (file: string): string => (file.split('/')[2] ?? '').replace(/\.ts$/, '');
    const rank = (file: string): number => (common.includes(wing(file)) ? -1 : wings.indexOf(wing(file)));
    const within = own.filter(({ from, to }) => layer(from) === 'compile' && layer(to) === 'compile');
    const wrong = within.filter(({ from, to }) => wing(from) !== 'compile' && rank(to) > rank(from));
    expect(written(wrong)).toEqual([]);
    const rooms = [...new Set(source.filter((file) => layer(file) === 'compile').map(wing))];
    expect(rooms.filter((one) => ![...wings, ...common, 'compile'].includes(one))).toEqual([]);
  });

  it('of the compiler, right of it, are the Program and nothing else', () => {
    const crossing = own.filter(
      ({ from, to }) => onlyProgram.includes(layer(from)) && ['lang', 'compile'].includes(layer(to)),
    );
    const allowed = ['src/compile/program.ts', 'src/lang/diagnostic.ts'];
    expect(written(crossing.filter(({ to, typeOnly }) => !typeOnly || !allowed.includes(to)))).toEqual([]);
  });

  it('form no cycles', () => {
    const edges = new Map(source.map((file) => [file, own.filter(({ from }) => from === file).map(({ to }) => to)]));
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
      if (path.includes(file) || done.has(file)) return;
      for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
      done.add(file);
    };
    for (const file of source) visit(file, []);
    expect(cycles).toEqual([]);
  });

  it("of the kit are the vocabulary's and its own", () => {
    const kit = files.filter((file) => file.startsWith('kit/'));
    const named = kit.flatMap((file) => [...text(file).matchAll(/from '([^']+)'/g)].map((one) => `${file} ${one[1]}`));
    expect(kit.length).toBeGreaterThan(15);
    expect(named.filter((one) => !/ (?:faultline|\.\/[\w-]+\.ts)$/.test(one))).toEqual([]);
  });

  it('of the page are its own: nobody else knows that there is a screen', () => {
    expect(written(own.filter(({ from, to }) => to.startsWith(page) && !from.startsWith(page)))).toEqual([]);
  });

  it("of the machine are the command line's", () => {
    const machine = imports.filter(({ from, to }) => to.startsWith('node:') && !['cli'].includes(layer(from)));
    expect(written(machine)).toEqual([]);
  });

  it('of "typescript" are parse\'s', () => {
    const others = imports.filter(({ from, to }) => to === 'typescript' && !from.startsWith('src/lang/parse/'));
    expect(written(others)).toEqual([]);
  });

  it('of packages are of those that package.json lists', () => {
    // A copy of TypeScript lies in dist/: to use the package nobody installs it.
    const listed = [...Object.keys(JSON.parse(text('package.json')).dependencies), 'typescript'];
    const packages = imports.filter(({ to }) => !to.startsWith('src/') && !to.startsWith('node:'));
    expect(written(packages.filter(({ from, to }) => !from.startsWith(page) && !listed.includes(to)))).toEqual([]);
    // The page is bundled with all that it uses.
    const bundled = Object.keys(JSON.parse(text('package.json')).devDependencies).filter(
      (name) => name !== 'typescript',
    );
    const ofPage = packages.filter(({ from }) => from.startsWith(page));
    expect(ofPage.length).toBeGreaterThan(3);
    expect(
      written(ofPage.filter(({ to }) => !bundled.some((name) => to === name || to.startsWith(`${name}/`)))),
    ).toEqual([]);
  });
});

describe('text', () => {
  it('of the checker names no kernel', () => {
    expect(source.filter((file) => text(file).includes('Linux'))).toEqual([]);
    // Nor where one lies: what the package has, its faultline.json says.
    const paths = source.filter((file) => /linux\/(?:v\d|mm|fs|…)/.test(text(file)));
    expect(paths).toEqual([]);
  });

  it('below the command line uses no clock, chance or console', () => {
    const machine = ['console', 'Date', 'performance', 'process', 'setTimeout', 'setImmediate', 'random'];
    const used: string[] = [];
    for (const file of source.filter((one) => layer(one) !== 'cli' && !one.startsWith(page))) {
      everyNode(file, (node) => {
        if (!ts.isIdentifier(node) || !machine.includes(node.text)) return;
        const global = node.text === 'random' ? node.parent.getText() === 'Math.random' : isValue(node);
        if (global) used.push(`${file} uses ${node.parent.getText()}`);
      });
    }
    expect(used).toEqual([]);
  });

  it('begins with its licence', () => {
    const licence = (file: string): string => (/^(?:linux|cases|reproducers)\//.test(file) ? 'GPL-2.0-only' : 'MIT');
    const programs = files.filter(
      (file) => /(?:\.(?:tsx?|mjs|js|css|pml|c|h)|\/Makefile)$/.test(file) || file === '.ci/run',
    );
    const without = programs.filter((file) => {
      const head = text(file).split('\n').slice(0, 2).join('\n');
      return !head.includes(`SPDX-License-Identifier: ${licence(file)}`);
    });
    expect(without).toEqual([]);
  });

  it('of both licences is there', () => {
    expect(files.filter((file) => file.startsWith('LICENSES/')).sort()).toEqual([
      'LICENSES/GPL-2.0-only.txt',
      'LICENSES/MIT.txt',
    ]);
  });
});

/** Whether an identifier reads a variable, not a property or a declaration of that name. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  return (
    (ts.isPropertyAccessExpression(parent) || ts.isCallExpression(parent) || ts.isNewExpression(parent)) &&
    parent.expression === node
  );
}

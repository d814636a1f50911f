// SPDX-License-Identifier: MIT
// The scenarios of the kit: every row as its file expects, mutants of the kit included; the number of states of each, without
// reduction, which the plain interpreter comes to as well, edge for edge; and the list in docs/kit.md.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compile/compile.ts';
import { decideRows } from '../cases/decided.ts';
import { Model } from '../compile/interpret/model.ts';
import { compareSteps } from '../compile/lockstep.ts';
import { read, root, verdictOf } from './count.ts';

decideRows('examples/kit');

/** Scenario and states. The reason is the interpreter, which goes by the text of the model and comes to the same ones; of what is
 *  too large for it, the rule by which the others were found right. */
const counts: readonly (readonly [file: string, states: number])[] = [
  ['atomic', 51],
  ['bitops', 2_952],
  ['completion', 32],
  ['irq', 132],
  ['list', 102],
  ['llist', 140],
  ['mutex', 90],
  ['percpu-rwsem', 2_137],
  ['percpu', 27],
  ['preempt', 448],
  ['rcu', 852],
  ['refcount', 118],
  ['rwsem-nested', 6],
  ['rwsem', 570],
  ['seqlock', 1_797],
  ['spinlock', 74],
  ['srcu', 303],
  ['timer', 38],
  ['tree', 119],
  ['wait-signal', 1_197],
  ['wait', 5_130],
  ['workqueue-cancel', 49],
  ['workqueue-flush', 50],
  ['workqueue', 58],
  ['xarray', 1_200],
];
/** States that the interpreter is asked about too: it starts over for each. */
const COMPARED = 350;

describe('states', () => {
  test('are counted for every scenario', () => {
    expect(counts.map(([file]) => `${file}.ts`).sort()).toEqual(scenarios);
  });
  test.each(counts)('%s: %i', (file, states) => {
    const path = `examples/kit/${file}.ts`;
    const { kind, counts: found } = verdictOf(path, 'NO-DEADLOCK');
    expect(found.states).toBe(states);
    // A search that has found something ends there.
    if (kind !== 'holds' || states > COMPARED) return;
    const { tree, scenario } = read(path);
    if (scenario === null) throw new Error(`${path} has no scenario`);
    const program = compile(tree, { scenario, layers: [], judgeWarnings: false });
    const { difference, complete, words } = compareSteps(program, new Model(tree, scenario, []), 4 * COMPARED);
    expect({ difference, complete, states: words.size }).toEqual({ difference: null, complete: true, states });
  });
});

const pieces = readdirSync(join(root, 'kit')).sort();
const scenarios = readdirSync(join(root, 'examples/kit'))
  .filter((name) => name.endsWith('.ts') && text(`examples/kit/${name}`).includes('export default scenario'))
  .sort();

function text(file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

describe('docs/kit.md', () => {
  const rows = [...text('docs/kit.md').matchAll(/^\| \[`(?<piece>[\w-]+\.ts)`\]\((?<link>[^)]+)\) \|(?<rest>.*)\|$/gm)];

  test('lists each piece once, in the order of their names', () => {
    expect(rows.map((row) => row.groups?.piece)).toEqual(pieces);
    expect(rows.map((row) => row.groups?.link)).toEqual(pieces.map((piece) => `../kit/${piece}`));
  });
  test('says of each what it is, which scenarios check it, and what it leaves out', () => {
    const cells = rows.map((row) => (row.groups?.rest ?? '').split(' | ').map((cell) => cell.trim()));
    expect(cells.filter((cell) => cell.length !== 3 || cell.includes(''))).toEqual([]);
    const named = cells.flatMap((cell) => [...(cell[1] ?? '').matchAll(/\.\.\/examples\/kit\/([\w-]+\.ts)/g)]);
    expect([...new Set(named.map((one) => one[1]))].sort()).toEqual(scenarios);
  });
  test('is right about which piece a scenario uses', () => {
    const wrong = rows.flatMap((row) => {
      const { piece, rest } = row.groups ?? {};
      const checked = [...(rest ?? '').matchAll(/\((\.\.\/examples\/kit\/[\w-]+\.ts)\)/g)].map((one) => one[1] ?? '');
      const uses = (file: string): boolean => {
        const own = text(file.slice('../'.length));
        const helpers = [...own.matchAll(/from '\.\/([\w-]+\.ts)'/g)].map((one) => text(`examples/kit/${one[1]}`));
        return [own, ...helpers].some((one) => one.includes(`'faultline/kit/${piece}'`));
      };
      return checked.length === 0 || !checked.some(uses) ? [piece] : [];
    });
    expect(wrong).toEqual([]);
  });
});

describe('each piece', () => {
  test.each(pieces)('%s says what it stands for and what it leaves out', (piece) => {
    const [, ...head] = text(`kit/${piece}`).split('\n');
    const comment = head.slice(0, head.indexOf('')).join('\n');
    expect(comment).toMatch(/^\/\/ Stands for: /m);
    expect(comment).toMatch(/v6\.12/);
    expect(comment).toMatch(/^\/\/ Leaves out: /m);
  });
  test.each(pieces)('%s cites a function of Linux for each of its own', (piece) => {
    const source = ts.createSourceFile(piece, text(`kit/${piece}`), ts.ScriptTarget.ES2022, true);
    const form = /^\S+\.[ch] \w+ \(v6\.12\), (?:dup|custom: \S.*|custom, name ours(?:: \S.*)?)$/;
    const wrong = source.statements.filter(ts.isFunctionDeclaration).flatMap((declared) => {
      const tag = ts.getJSDocTags(declared).find((one) => one.tagName.text === 'linux');
      const says = tag === undefined ? '' : (ts.getTextOfJSDocComment(tag.comment) ?? '').replace(/\s+/g, ' ').trim();
      const name = declared.name?.text ?? '';
      const cited = says.split(' ')[1];
      const ours = says.includes(', name ours') || name === 'task_runs' || name === 'softirq_runs' || name === 'keep';
      if (says === '' && ours) return [];
      return form.test(says) && (ours || cited === name) ? [] : [`${name}: ${says}`];
    });
    expect(wrong).toEqual([]);
  });
});

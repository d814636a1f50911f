// SPDX-License-Identifier: MIT
// Every example of --help is run as it stands there, and ends well. What a page of the docs shows with its output is run in
// console.test.ts; what the other pages name in passing is looked up: files, claims, variants, options.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { openProject } from '../../src/cli/disk.ts';
import {
  barriersExamples,
  checkExamples,
  exitExamples,
  ingredientsExamples,
  initExamples,
  listExamples,
  litmusExamples,
  replayExamples,
  resumeExamples,
  runExamples,
} from '../../src/cli/help.ts';
import { increment } from '../cli/models.ts';
import { pages, root } from './markdown.ts';
import { looker, namedIn } from './named.ts';
import { ProjectCopy } from './project.ts';

const helps = [
  exitExamples,
  checkExamples,
  resumeExamples,
  replayExamples,
  runExamples,
  listExamples,
  litmusExamples,
  ingredientsExamples,
  barriersExamples,
  initExamples,
];

/** What is said of an example stands three blanks behind it. */
const examples = new Set(
  helps.flatMap((help) =>
    [...help.matchAll(/^ {2}(faultline .*)$/gm)].map(([, line = '']) => line.replace(/ {2,}.*/, '').trim()),
  ),
);

/** Run with their output, or in a test that makes what they need. */
const elsewhere = new Set(
  pages.flatMap(({ text }) => [...text.matchAll(/^\$ npx (faultline .*)$/gm)].map(([, line]) => line)),
);

/** What they ask of all models, test/cases asks of each case, twice; `npm test` ends with the first, of a folder. */
const everything = ['faultline check', 'faultline list'];

describe('the examples of --help', () => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());
  project.write('mine.ts', increment('fails'));

  test('there are some of every command', () => {
    for (const command of ['check', 'resume', 'replay', 'run', 'list', 'ingredients', 'barriers', 'litmus', 'init'])
      expect([...examples].filter((line) => line.split(' ')[1] === command)).not.toEqual([]);
    const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
    expect(scripts.test).toMatch(/ && node dist\/cli\.js check examples --no-cache$/);
  });

  for (const line of examples) {
    // With --on: in test/cli/swarm.test.ts, which has a server.
    if (everything.includes(line) || elsewhere.has(line) || /--(?:patch|on) /.test(line)) continue;
    test(line, async () => {
      // A project begins in a folder that has none.
      const inside = line.startsWith('faultline init') ? `new/${line.length}` : '.';
      project.write(`${inside}/notes.txt`, '');
      // Where a shell would write it into a file, it is looked at here.
      const { output, status } = await project.run(`npx ${line.replace(/ > \S+$/, '')}`, inside);
      expect({ line, status, output: status === 0 ? '' : output }).toEqual({ line, status: 0, output: '' });
      expect(output).not.toBe('');
    });
  }
});

/** Pages below a folder that people read: no packages, and nothing that was built. */
function pagesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : pagesBelow(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

const filesIn = (folder: string): string[] => readdirSync(new URL(folder, root)).map((name) => `${folder}/${name}`);

test('what pages name in passing is there', () => {
  const wrongWith = looker(openProject(import.meta.url));
  const declared = ['src/cli/options.ts', ...filesIn('src/cli/commands')];
  const help = helps.join('') + declared.map((file) => readFileSync(new URL(file, root), 'utf8')).join('');
  const wrong: string[] = [];
  const seen = new Set<string>();
  const named = pagesBelow(fileURLToPath(root)).flatMap((path) =>
    namedIn(readFileSync(path, 'utf8')).map((one) => ({ page: relative(fileURLToPath(root), path), ...one })),
  );
  for (const { page, ...one } of named) {
    const key = [one.command, ...one.words].join(' ');
    if (seen.has(key)) continue;
    seen.add(key);
    const options = one.words.filter((word) => word.startsWith('--'));
    for (const option of options) if (!help.includes(option)) wrong.push(`${page}: ${option}`);
    const what = wrongWith(one);
    if (what !== null) wrong.push(`${page}: ${what}`);
  }
  expect(wrong).toEqual([]);
  expect(seen.size).toBeGreaterThan(100);
});

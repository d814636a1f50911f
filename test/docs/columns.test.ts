// SPDX-License-Identifier: MIT
// Columns in a case's README are what the tool prints. A block after `<!-- columns: file variant property [memory] -->` is compared
// with the story that `faultline check` finds for that row, answered here without a process of its own: the kernel is read
// once a page. `UPDATE=docs npx vitest run test/docs/columns.test.ts` writes it.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { Answerer } from '../../src/ask/answer.ts';
import { Commands } from '../../src/ask/commands.ts';
import { load } from '../../src/ask/load.ts';
import { select } from '../../src/ask/select.ts';
import { openProject } from '../../src/cli/disk.ts';
import { driven, now } from '../../src/cli/machine.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { memoryOf } from '../../src/report/claim.ts';
import { plain } from '../../src/report/paint.ts';
import { root } from './markdown.ts';
import { blockOf, masked } from './project.ts';

const updates = process.env.UPDATE === 'docs';
const directive = /<!-- columns: (\S+) (\S+) (\S+)(?: (tso|weak))? -->\n```\n([\s\S]*?)```\n/g;

const pages = readdirSync(new URL('cases/', root))
  .map((folder) => ({ folder: `cases/${folder}`, url: new URL(`cases/${folder}/README.md`, root) }))
  .filter(({ url }) => existsSync(url))
  .map((page) => ({ ...page, text: readFileSync(page.url, 'utf8') }));

describe.each(pages.filter(({ text }) => text.includes('<!-- columns: ')))('$folder', ({ folder, url, text }) => {
  const project = openProject(import.meta.url);
  const shown = [...text.matchAll(directive)];
  const files = [...new Set(shown.map(([, file]) => `${folder}/${file}`))];
  const { questions } = load(project, select(project, files).scenarios, null);
  const setup = { limits: DEFAULTS, detail: { full: false, free: false }, tells: 'all columns' as const };
  const answerer = new Answerer(setup, now);
  const commands = new Commands(project);
  let written = text;
  afterAll(() => {
    if (written !== text) writeFileSync(url, written);
  });

  for (const [whole, file, variant, property, memory = 'sc', printedThen = ''] of shown) {
    test(`${file} ${variant} ${property} ${memory}`, async () => {
      const question = questions.find(
        ({ claim }) =>
          claim.case === `${folder}/${file}` &&
          claim.variant === variant &&
          claim.property === property &&
          memoryOf(claim) === memory,
      );
      if (question === undefined) throw new Error(`${folder}/${file} asks nothing of ${variant} about ${property}`);
      const row = { place: 0, question };
      const answered = await driven(answerer.answering(question, row), { asked: false });
      const printed = blockOf(commands.block(question, answered, plain) ?? '', property ?? '');
      if (!updates) expect(masked(printedThen)).toBe(masked(printed));
      else if (masked(printedThen) !== masked(printed))
        written = written.replace(whole, () => whole.replace(printedThen, () => printed));
    });
  }
});

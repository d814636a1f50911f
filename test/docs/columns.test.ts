// SPDX-License-Identifier: MIT
// Columns in a case's README are what the tool prints. A block after `<!-- columns: file variant property -->` is compared
// with the story that `faultline check` finds for that row; `UPDATE=docs npx vitest run test/docs/columns.test.ts` writes it.

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from './markdown.ts';
import { blockOf, masked, ProjectCopy } from './project.ts';

const updates = process.env.UPDATE === 'docs';
const directive = /<!-- columns: (\S+) (\S+) (\S+) -->\n```\n([\s\S]*?)```\n/g;

const pages = readdirSync(new URL('cases/', root))
  .map((folder) => ({ folder: `cases/${folder}`, url: new URL(`cases/${folder}/README.md`, root) }))
  .filter(({ url }) => existsSync(url))
  .map((page) => ({ ...page, text: readFileSync(page.url, 'utf8') }));

describe.each(pages.filter(({ text }) => text.includes('<!-- columns: ')))('$folder', ({ folder, url, text }) => {
  const project = new ProjectCopy();
  const outputs = new Map<string, string>();
  let written = text;
  afterAll(() => {
    project.remove();
    if (written !== text) writeFileSync(url, written);
  });

  for (const [whole, file, variant, property, shown] of text.matchAll(directive)) {
    test(`${file} ${variant} ${property}`, () => {
      const command = `npx faultline check ${folder}/${file} --variant ${variant} --trace`;
      const output = outputs.get(command) ?? project.run(command).output;
      outputs.set(command, output);
      const printed = blockOf(output, property);
      if (!updates) expect(masked(shown)).toBe(masked(printed));
      else if (masked(shown) !== masked(printed))
        written = written.replace(whole, () => whole.replace(shown, () => printed));
    });
  }
});

// SPDX-License-Identifier: MIT
// A finding is a mail, ready to be sent: 72 columns, but for the heading and the replay line of a story. A story in it is what the tool prints
// for the file and variant that its replay line names; `UPDATE=docs npx vitest run test/docs/findings.test.ts` writes it.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { root } from './markdown.ts';
import { blockOf, masked, ProjectCopy } from './project.ts';

const updates = process.env.UPDATE === 'docs';
const folder = new URL('docs/findings/', root);
const story = /^\S+ .* FAILS {2}(\S+)\n[\s\S]*?^ {2}replay: faultline replay (\S+) --variant (\S+) .*\n/gm;

const mails = readdirSync(folder)
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
  .filter(({ text }) => text.startsWith('Subject: '));

test('there is one', () => expect(mails.map(({ name }) => name)).toEqual(['reclaim-lost-store.md']));

describe.each(mails)('$name', ({ name, text }) => {
  const project = new ProjectCopy();
  let written = text;
  afterAll(() => {
    project.remove();
    if (written !== text) writeFileSync(new URL(name, folder), written);
  });

  test('fits a mail', () => {
    const lines = text.replaceAll(/^(?:\S+ .* FAILS {2}\S+| {2}replay: .*)$/gm, '').split('\n');
    expect(lines.filter((line) => line.length > 72)).toEqual([]);
  });

  test('has a story', () => expect([...text.matchAll(story)].length).toBeGreaterThan(0));

  for (const [shown, property = '', file, variant] of text.matchAll(story)) {
    test(`${file} ${variant} ${property}`, async () => {
      const printed = blockOf(
        (await project.run(`npx faultline check ${file} --variant ${variant} --trace`)).output,
        property,
      );
      if (!updates) expect(masked(shown)).toBe(masked(printed));
      else if (masked(shown) !== masked(printed)) written = written.replace(shown, () => printed);
    });
  }
});

// SPDX-License-Identifier: MIT
// Runs every `$ npx faultline …` that a page shows, in the order of the page and with the files that it has written by
// then, and compares what is printed with what the page says. `UPDATE=docs npx vitest run test/docs/console.test.ts`
// writes what is printed into the pages instead: read the difference before it is committed.

import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { fileOf } from './files.ts';
import { type Block, pages, root } from './markdown.ts';
import { masked, ProjectCopy } from './project.ts';

const updates = process.env.UPDATE === 'docs';

const known = /^(npx faultline|npm|git|cd|mkdir|echo \$\?)/;

interface Command {
  readonly line: string;
  readonly output: string;
}

function commandsIn(block: Block): readonly Command[] {
  return block.text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return { line: part.slice(0, end), output: part.slice(end + 1) };
    });
}

/** Whether it is what is shown, where a line that is only `…` stands for any lines. */
function isShown(printed: string, shown: string): boolean {
  const pattern = shown
    .split('\n')
    .map((line) => (line === '…' ? '(?:.*\n)*?.*' : line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('\n');
  return new RegExp(`^${pattern}$`).test(printed);
}

describe.each(pages)('$name', (page) => {
  const project = new ProjectCopy();
  let text = page.text;
  let status = 0;
  afterAll(() => {
    project.remove();
    if (updates && text !== page.text) writeFileSync(new URL(page.name, root), text);
  });

  test('has blocks', () => expect(page.blocks.length).toBeGreaterThan(0));

  for (const block of page.blocks) {
    const file = fileOf(block);
    if (file !== null) test(`line ${block.line}: ${file.name} is written`, () => project.write(file.name, file.text));
    if (block.info !== 'console') continue;
    let printed = block.text;
    for (const { line, output } of commandsIn(block)) {
      test(`line ${block.line}: ${line}`, async () => {
        expect(line).toMatch(known);
        if (line === 'echo $?') expect(output.trim()).toBe(String(status));
        if (!line.startsWith('npx faultline ')) return;
        const ran = await project.run(line);
        status = ran.status;
        const shown = masked(output);
        const found = masked(ran.output);
        if (updates && !isShown(found, shown)) {
          const before = printed;
          printed = printed.replace(`$ ${line}\n${output}`, () => `$ ${line}\n${ran.output.trimEnd()}\n`);
          text = text.replace(before, () => printed);
        } else if (!isShown(found, shown)) expect(found).toBe(shown);
      });
    }
  }
});

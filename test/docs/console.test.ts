// SPDX-License-Identifier: MIT
// Runs every `$ npx faultline …` that a page shows, in the order of the page and with the files that it has written by
// then, and compares what is printed with what the page says.

import { afterAll, describe, expect, test } from 'vitest';
import { fileOf } from './files.ts';
import { type Block, pages } from './markdown.ts';
import { masked, ProjectCopy } from './project.ts';

const known = /^(npx faultline|npm|npx|git|cd|mkdir|echo \$\?)/;

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

/** A line that is only `…` stands for any lines. */
function matches(printed: string, shown: string): string {
  if (!shown.split('\n').includes('…')) return printed;
  const pattern = shown
    .split('\n')
    .map((line) => (line === '…' ? '(?:.*\\n)*?.*' : line.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')))
    .join('\n');
  return new RegExp(`^${pattern}$`).test(printed) ? shown : printed;
}

describe.each(pages)('$name', (page) => {
  const project = new ProjectCopy();
  afterAll(() => project.remove());
  let status = 0;
  for (const block of page.blocks) {
    const file = fileOf(block);
    if (file !== null) {
      test(`line ${block.line}: ${file.name} is written`, () => project.write(file.name, file.text));
      continue;
    }
    if (block.info !== 'console') continue;
    for (const { line, output } of commandsIn(block)) {
      test(`line ${block.line}: ${line}`, () => {
        expect(line).toMatch(known);
        if (line === 'echo $?') expect(output.trim()).toBe(String(status));
        if (!line.startsWith('npx faultline ')) return;
        const ran = project.run(line);
        status = ran.status;
        const shown = masked(output);
        expect(matches(masked(ran.output), shown)).toBe(shown);
      });
    }
  }
});

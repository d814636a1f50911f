// SPDX-License-Identifier: MIT
// Links inside the project lead somewhere, to a heading too: those of the checked pages, and of the pages that only link.

import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { pageOf, pages, root } from './markdown.ts';

const others = [
  'docs/reproducing.md',
  'examples/reports/README.md',
  'docs/findings/README.md',
  'docs/findings/plausible.md',
  'docs/findings/gfs2-mmap-lock.md',
  'docs/findings/gfs2-tagged-memory.md',
  'reproducers/fuse-pwritev/README.md',
  'reproducers/reclaim-lost-store/README.md',
].map((name) => pageOf(name, readFileSync(new URL(name, root), 'utf8')));

/** As it is shown in a browser: `What a step is` has the anchor `what-a-step-is`. */
function anchors(text: string): ReadonlySet<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map((match) => match[1] ?? '');
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    ),
  );
}

/** Code in a heading is part of its anchor. */
function withoutBlocks(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, '');
}

function withoutCode(text: string): string {
  return withoutBlocks(text).replaceAll(/`[^`\n]*`/g, '');
}

describe.each([...pages, ...others])('$name', ({ name, text }) => {
  const links = [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '');
  test.each([...new Set(links)].filter((link) => !/^https?:/.test(link)))('%s', (link) => {
    const url = new URL(link, new URL(name, root));
    expect(existsSync(url)).toBe(true);
    const anchor = decodeURIComponent(url.hash.slice(1));
    if (anchor === '') return;
    url.hash = '';
    expect([...anchors(withoutBlocks(readFileSync(url, 'utf8')))]).toContain(anchor);
  });
});

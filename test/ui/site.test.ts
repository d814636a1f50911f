// SPDX-License-Identifier: MIT
// A site as it is built: from any folder of any web server, with every claim decided. What narrows the gallery down, claims under
// several memory models, and what axe says of every view in both themes.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultline } from '../cli/cli.ts';
import { hasBrowser, openBrowser, openPage, PATIENCE, press, seriousIn, settled } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-site-'));
const scenario = join(folder, 'store-buffering.ts');
const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

let server: Server;
let browser: Browser;
let address = '';
/** Everything that was asked for since somebody emptied it. */
const asked: string[] = [];

beforeAll(async () => {
  if (!hasBrowser) return;
  writeFileSync(
    scenario,
    `import { scenario, type u8 } from 'faultline';
class cell {
  value: u8 = 0;
}
export default scenario({
  title: 'two stores, each followed by a look at the other',
  world() {
    return { x: new cell(), y: new cell(), seen0: new cell(), seen1: new cell() };
  },
  threads: {
    CPU0(w) {
      w.x.value = 1;
      w.seen0.value = w.y.value;
    },
    CPU1(w) {
      w.y.value = 1;
      w.seen1.value = w.x.value;
    },
  },
  atEnd: { 'one sees the other': (w) => w.seen0.value === 1 || w.seen1.value === 1 },
  sometimes: { 'both do': (w) => w.seen0.value === 1 && w.seen1.value === 1 },
  claims: [
    { id: 'mine/sb', by: 'me', thread: 'holds', property: 'one sees the other', expect: 'holds' },
    { id: 'mine/sb', by: 'me', thread: 'fails', property: 'one sees the other', expect: 'fails', memory: 'tso' },
    { id: 'mine/sb', by: 'me', thread: 'open', property: 'one sees the other', expect: 'fails', memory: 'weak' },
  ],
});
`,
  );
  const site = join(folder, 'site');
  const scenarios = [
    'cases/2006-fault-vs-truncate/bad-sector.ts',
    'cases/2020-fuse-write/pwritev-fuse.ts',
    'examples/fairness/test-and-set-2.ts',
    scenario,
  ];
  const { status } = await faultline('explore', '--site', site, ...scenarios);
  expect(status).toBe(0);
  server = createServer(({ url = '' }, answer) => {
    const { pathname } = new URL(url, 'http://localhost');
    asked.push(pathname);
    const name = pathname === '/some/where/' ? 'index.html' : pathname.replace(/^\/some\/where\//, '');
    answer.writeHead(200, { 'content-type': types[extname(name)] ?? 'application/octet-stream' });
    answer.end(readFileSync(join(site, name)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/some/where/`;
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  server?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function opened(claim: object | null): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(PATIENCE);
  await page.goto(claim === null ? address : `${address}#!${encodeURIComponent(JSON.stringify(claim))}`);
  if (claim === null) await page.locator('.thread-card').first().waitFor();
  else await settled(page);
  return page;
}

const fuse = { file: 'cases/2020-fuse-write/pwritev-fuse.ts', claim: '2020/T20', property: 'NO-DEADLOCK' };

describe.skipIf(!hasBrowser)('a site', () => {
  let gallery: Page | null = null;
  afterAll(() => gallery?.close());

  it('needs nothing but its files, and loads no reader of models to replay a run', async () => {
    asked.length = 0;
    const page = await opened({ ...fuse, variant: 'v5.9' });
    await expect(page.locator('.chip').textContent()).resolves.toBe('✗ fails');
    await press(page, 'End');
    await expect(page.locator('.graph figcaption').textContent()).resolves.toContain('a cycle');
    const names = asked.map((path) => path.replace('/some/where/', '').replace(/chunk-\w+/, 'chunk'));
    expect(new Set(names)).toEqual(
      new Set([
        '',
        'page.css',
        'page.js',
        'chunk.js',
        'gallery.json',
        'packs/1-cases-2020-fuse-write-pwritev-fuse-ts.pack',
        'engine.js',
      ]),
    );
    // What is sent as a file opens from the disk, and shows the claim.
    await page.getByRole('button', { name: 'send' }).click();
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'offline HTML' }).click(),
    ]);
    const file = join(folder, 'sent.html');
    await saved.saveAs(file);
    await page.close();
    const sent = await openPage(browser, `file://${file}`);
    await expect(sent.page.locator('h1').textContent()).resolves.toContain('2020/T20');
    await expect(sent.page.locator('.chip').textContent()).resolves.toBe('✗ fails');
    await press(sent.page, 'End');
    await expect(sent.page.locator('.graph figcaption').textContent()).resolves.toContain('a cycle');
    expect(sent.complaints).toEqual([]);
    await sent.page.close();
  });

  it('says of a link that names no row of it that it does', async () => {
    const page = await opened({ ...fuse, claim: '2020/T99', variant: 'v5.9' });
    await expect(page.locator('.banner').textContent()).resolves.toBe(
      `This page has no such row: 2020/T99 · NO-DEADLOCK · v5.9 · ${fuse.file}. It shows the nearest.`,
    );
    const other = { ...fuse, variant: 'v7<script>' };
    await page.goto(`${address}#!${encodeURIComponent(JSON.stringify(other))}`);
    await expect(page.locator('.banner', { hasText: 'v7' }).textContent()).resolves.toBe(
      `This page has no such row: 2020/T20 · NO-DEADLOCK · v7<script> · ${fuse.file}.`,
    );
    await page.close();
  });

  it('follows a link that comes while the address of where one stands is written', async () => {
    const page = await opened({ ...fuse, variant: 'v5.9' });
    const other = `#!${encodeURIComponent(JSON.stringify({ ...fuse, claim: '2020/T99', variant: 'v5.9' }))}`;
    await page.evaluate(`
      const encode = btoa;
      globalThis.btoa = (text) => {
        globalThis.btoa = encode;
        location.hash = ${JSON.stringify(other)};
        return encode(text);
      };
    `);
    await press(page, 'ArrowRight');
    await expect(page.locator('.banner').textContent()).resolves.toContain('no such row: 2020/T99');
    await page.close();
  });

  it('a line of a patch: edited into a type error, mended, checked, and saved as a diff on top of it', async () => {
    const page = await opened({ ...fuse, claim: '2020/T30', variant: 'v5.9+D+D-no-break' });
    await expect(page.locator('.chip').textContent()).resolves.toBe('✗ fails');
    await page.getByRole('button', { name: 'edit', exact: true }).click();
    await page.locator('.editor select').selectOption('linux/v5.9/fs/fuse/file.ts');
    const after = async (text: string, typed: string): Promise<void> => {
      await page.locator('.cm-content').click();
      await page.keyboard.press('Control+f');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      await page.keyboard.press('End');
      await page.keyboard.type(typed);
    };
    const said = page.locator('.said-of-edit');
    // A line that only the patch has.
    await after('else ap.page_locked = true;', ' ap.page_locked = 1;');
    await said.locator('pre').first().waitFor();
    await expect(said.textContent()).resolves.toContain("Type 'number' is not assignable to type 'boolean'");
    await expect(seriousIn(page)).resolves.toEqual([]);
    for (const _ of ' ap.page_locked = 1;') await page.keyboard.press('Backspace');
    await after('offset = (offset + tmp) & (PAGE_SIZE - 1);', '\nif (ap.page_locked) break;');
    await said.locator('.good').waitFor();
    await page.getByRole('button', { name: 'check', exact: true }).click();
    await page.locator('.chip.holds').waitFor();
    await expect(page.locator('.meta').textContent()).resolves.toContain('v5.9+D+D-no-break+edit.diff');
    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('.save').click()]);
    const diff = join(folder, 'edit.diff');
    await saved.saveAs(diff);
    expect(readFileSync(diff, 'utf8')).toMatch(/^\+ *if \(ap\.page_locked\) break;$/m);
    const { out } = await faultline('check', fuse.file, '--variant', 'v5.9+D+D-no-break', '--patch', diff);
    expect(out).toMatch(/2020\/T30 +v5\.9\+D\+D-no-break\+edit\.diff +NO-DEADLOCK +holds/);
    await page.close();
  });

  it.each([
    ['a kernel', { kernel: 'v2.6.24' }, 1],
    ['a property', { property: 'SIGBUS' }, 2],
    ['a verdict', { verdict: 'fails' }, 13],
    ['what the thread concluded otherwise', { toggle: 'contradicts the thread' }, 2],
    ['what was seen on a real kernel', { toggle: 'seen on a real kernel' }, 2],
    ['a function that a scenario calls', { search: 'user_load' }, 6],
    ['several words', { search: 't30 lost-write' }, 2],
    ['two of these', { kernel: 'v5.9', property: 'UPTODATE-VALID' }, 2],
    ['nothing', { search: 'no such thing' }, 0],
  ] as const)('is narrowed down to %s', async (_, how: Narrowing, count) => {
    gallery ??= await opened(null);
    const page = gallery;
    const { search, toggle, ...chosen } = how;
    const labelled = (label: string) => page.locator('.filters label').filter({ hasText: new RegExp(`^\\s*${label}`) });
    for (const [label, value] of Object.entries(chosen)) await labelled(label).locator('select').selectOption(value);
    if (toggle !== undefined) await labelled(toggle).locator('input').check();
    if (search !== undefined) await page.locator('input[type=search]').fill(search);
    await expect(page.locator('.rows a').count()).resolves.toBe(count);
    await expect(page.locator('.filters [role=status]').textContent()).resolves.toMatch(
      new RegExp(`^${count} claims? in`),
    );
    await page.getByRole('button', { name: 'all', exact: true }).click();
    await expect(page.locator('.filters [role=status]').textContent()).resolves.toBe('38 claims in 4 folders');
  });
});

interface Narrowing {
  readonly kernel?: string;
  readonly property?: string;
  readonly verdict?: string;
  readonly toggle?: string;
  readonly search?: string;
}

describe.skipIf(!hasBrowser)('a leadsTo', () => {
  it('is drawn as a loop, with the moment from which on something is due above it', async () => {
    const tas = { file: 'examples/fairness/test-and-set-2.ts', claim: 'example/test-and-set-2', variant: '' };
    const page = await opened({ ...tas, property: 'CPU0 gets the lock' });
    await expect(page.locator('.chip').textContent()).resolves.toBe('✗ fails');
    const bands = await page.locator('.row.band').allTextContents();
    const at = (text: string): number => bands.findIndex((band) => band.includes(text));
    expect(at("from here on 'CPU0 gets the lock' is due")).toBe(0);
    expect(at('the loop: from here')).toBe(1);
    await expect(page.locator('.row.round.first').count()).resolves.toBe(1);
    await expect(page.locator('.row.round.last').textContent()).resolves.toContain('to here');
    await expect(page.locator('.truths .bad').count()).resolves.toBe(0);
    await page.close();
  });
});

describe.skipIf(!hasBrowser)('claims under several memory models', () => {
  const claim = { file: scenario, claim: 'mine/sb', property: 'one sees the other', variant: '' };

  it('have a verdict each', async () => {
    const page = await opened(null);
    await page.locator('input[type=search]').fill('mine/sb');
    const rows = await page.locator('.rows a').evaluateAll((all) => all.map((one) => one.textContent));
    expect(rows).toEqual([
      expect.stringMatching(/^✓ holdsmine\/sbone sees the othertwo stores/),
      expect.stringMatching(/^✗ failsmine\/sbone sees the other · tsotwo stores/),
      expect.stringMatching(/^✗ failsmine\/sbone sees the other · weaktwo stores/),
    ]);
    await page.close();
  });

  it('tso: store buffers are lanes, and what waits in them is drawn', async () => {
    const page = await opened({ ...claim, memory: 'tso' });
    await expect(page.locator('.meta').textContent()).resolves.toContain('memory tso');
    await expect(page.locator('.heads .head').allTextContents()).resolves.toEqual([
      'CPU0',
      'CPU0 store buffer (daemon)',
      'CPU1',
      'CPU1 store buffer (daemon)',
    ]);
    const buffer = page.locator('.card', { hasText: 'CPU0 store buffer' });
    await press(page, 'ArrowRight');
    await expect(buffer.locator('.slot').allTextContents()).resolves.toEqual(['0– → x.value = 1']);
    // Memory does not have it yet.
    await expect(page.locator('.values [title^="x.value "] .value').textContent()).resolves.toBe('0');
    await press(page, 'End');
    await expect(buffer.textContent()).resolves.toBe('CPU0 store bufferstoresnone');
    await expect(page.locator('.values [title^="x.value "] .value').textContent()).resolves.toBe('1');
    await page.close();
  });

  it('weak: what is read is told as old where memory has a newer value', async () => {
    const page = await opened({ ...claim, memory: 'weak' });
    const rows = (await page.locator('.row').allTextContents()).join('\n');
    expect(rows).toMatch(/reads [xy]\.value 0 \(an old value\)/);
    await page.close();
  });
});

describe.skipIf(!hasBrowser)('axe finds nothing serious', () => {
  it('in any view', async () => {
    const found: Record<string, readonly string[]> = {};
    const gallery = await opened(null);
    await gallery.locator('input[type=search]').fill('T20');
    found.gallery = await seriousIn(gallery);
    await gallery.close();
    const page = await opened({ ...fuse, variant: 'v5.9' });
    await press(page, 'End');
    found.deadlock = await seriousIn(page);
    await page.keyboard.press('?');
    await page.locator('dialog').waitFor();
    found.keys = await seriousIn(page);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'compare' }).click();
    await page.locator('.compare [role=status]').waitFor();
    found.compare = await seriousIn(page);
    await page.getByRole('button', { name: 'compare' }).click();
    await page.getByRole('button', { name: 'send' }).click();
    await page.locator('.mail:not(:empty)').waitFor();
    found.send = await seriousIn(page);
    await page.close();
    const lasso = { file: 'cases/2006-fault-vs-truncate/bad-sector.ts', claim: '2006/PC2', property: 'NO-LIVELOCK' };
    const round = await opened({ ...lasso, variant: 'v2.6.24' });
    found.lasso = await seriousIn(round);
    await round.close();
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((view) => [view, []])));
  });
});

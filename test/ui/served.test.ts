// SPDX-License-Identifier: MIT
// The page as it is served: to this machine alone, by a fixed list of addresses; and what a reader does with it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultline, type Running, start } from '../cli/cli.ts';
import { hasBrowser, openBrowser, press, settled } from './browser.ts';

const folder = mkdtempSync(join(tmpdir(), 'faultline-served-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** 2 ** 48 states: nobody sees the end of it. */
const endless = `import { scenario, type u16 } from 'faultline';
class counter {
  value: u16 = 0;
}
function count(one: counter): void {
  for (;;) one.value++;
}
export default scenario({
  title: 'three counters',
  world() {
    return { a: new counter(), b: new counter(), c: new counter() };
  },
  threads: { CPU0: (w) => count(w.a), CPU1: (w) => count(w.b), CPU2: (w) => count(w.c) },
  always: { 'they have not come far': (w) => w.a.value + w.b.value + w.c.value < 60000 },
  sometimes: { 'all count': (w) => w.a.value > 0 && w.b.value > 0 && w.c.value > 0 },
  claims: [{ id: 'mine/endless', by: 'me', thread: 'open', property: 'they have not come far', expect: 'holds' }],
});
`;

let served: Running;
let address: URL;
beforeAll(async () => {
  writeFileSync(join(folder, 'endless.ts'), endless);
  served = start([
    'explore',
    'cases/2022-delayed-rmap/lost-store.ts',
    'examples/increment',
    join(folder, 'endless.ts'),
  ]);
  const text = await new Promise<string>((resolve) => served.child.stdout?.once('data', (one) => resolve(String(one))));
  address = new URL(text.split(' ')[0] ?? '');
});
afterAll(async () => {
  served.child.kill('SIGINT');
  expect((await served.done).status).toBe(0);
});

interface Got {
  readonly status: number | undefined;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** `fetch` would correct the path and the host. */
function got(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Got> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = address;
    const request = get({ hostname, port, path, headers, method }, (answer) => {
      let body = '';
      answer.on('data', (part) => {
        body += part;
      });
      answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
    });
    request.on('error', reject);
  });
}

describe('the server', () => {
  it('is on loopback, and says what a page of it may do', async () => {
    expect(address.hostname).toBe('127.0.0.1');
    const { status, headers, body } = await got('/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toMatch(
      /^default-src 'none'; script-src 'self'; worker-src 'self';.*frame-ancestors 'none'$/,
    );
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(body).not.toMatch(/<script(?! type="module" src="page\.js")/);
  });

  it.each([
    ['another name for this machine', { host: 'evil.example' }],
    ['its address with another port', { host: '127.0.0.1:1' }],
    ['a page of another origin', { origin: 'https://evil.example' }],
    ['a page that may not say where it is from', { origin: 'null' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
  ])('refuses %s', async (_, headers) => {
    const { status, body } = await got('/gallery.json', headers);
    expect(status).toBe(403);
    expect(body).not.toContain('faultline.gallery');
  });

  it('answers its own page', async () => {
    const own = { origin: `http://${address.host}`, 'sec-fetch-site': 'same-origin' };
    expect((await got('/gallery.json', own)).status).toBe(200);
  });

  it.each([
    '/../package.json',
    '/%2e%2e/package.json',
    '/package.json',
    '/dist/cli.js',
    '/cli.js',
    '/packs/../../package.json',
    '/packs/0.pack',
    '//etc/passwd',
    '/page.js/..',
    '/constructor',
  ])('serves no file for %s', async (path) => {
    expect((await got(path)).status).toBe(404);
  });

  it('changes nothing', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await got('/', {}, method)).status).toBe(405);
  });

  it('reads the scenarios that were named, and no others', async () => {
    for (;;) {
      const gallery = JSON.parse((await got('/gallery.json')).body);
      if (gallery.pending > 0) {
        await sleep(100);
        continue;
      }
      const all: readonly string[] = gallery.rows.map(({ file }: { readonly file: string }) => file);
      const files = new Set(all.filter((file) => !file.endsWith('endless.ts')));
      expect([...files].toSorted()).toEqual([
        'cases/2022-delayed-rmap/lost-store.ts',
        'examples/increment/four-threads.ts',
        'examples/increment/three-threads.ts',
        'examples/increment/two-threads.ts',
        'examples/increment/with-lock.ts',
      ]);
      break;
    }
  });
});

describe.skipIf(!hasBrowser)('the gallery', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  it('finds a claim by a function, asks it in a worker, and shows its run; a fresh profile follows the link', async () => {
    const { page, complaints } = await opened(browser, 'filemap_write_and_wait');
    const rows = page.locator('.rows a');
    await page.locator('.chip.fails').waitFor();
    await expect(page.locator('.meta').textContent()).resolves.toContain('10,323 states · complete');
    await press(page, 'End');
    await page.waitForURL(packedLink);
    await expect(page.locator('.position input').inputValue()).resolves.toBe('45');
    const other = await (await browser.newContext()).newPage();
    await other.goto(page.url());
    await other.locator('.chip.fails').waitFor();
    await expect(other.locator('.position input').inputValue()).resolves.toBe('45');
    await other.close();
    // What was asked is known now.
    await page.locator('a.brand').click();
    await rows.first().waitFor();
    await expect(rows.textContent()).resolves.toContain('10,323 states');
    expect(complaints).toEqual([]);
  });

  it('a search without an end: the page answers meanwhile, stops it when asked, says so, and asks again', async () => {
    const { page, complaints } = await opened(browser, 'mine/endless');
    const asking = page.locator('.asking', { hasText: /search: [\d,]+ states/ });
    await asking.waitFor();
    await settled(page);
    await press(page, 'r');
    await page.locator('.branch').waitFor();
    expect(Number(await page.locator('.position input').inputValue())).toBeGreaterThan(900);
    await page.getByRole('button', { name: 'stop', exact: true }).first().click();
    const banner = page.locator('.banner');
    await banner.waitFor();
    await expect(banner.textContent()).resolves.toMatch(
      /^This claim is not decided: interrupted after [\d,]+ states; [\d,]+ states not looked into\./,
    );
    await expect(page.locator('.chip').textContent()).resolves.toBe('? unknown');
    await page.getByRole('button', { name: 'ask again, from the beginning' }).click();
    await asking.waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('an edit: the diagnostic under it, then holds, as a diff for the command line, and in a link', async () => {
    const { page, complaints } = await opened(browser, 'example/increment-2');
    await page.locator('.chip.fails').waitFor();
    await page.getByRole('button', { name: 'edit', exact: true }).click();
    const line = (text: string) => page.locator('.cm-line', { hasText: text });
    await line('export function increment').click();
    await page.keyboard.press('End');
    await page.keyboard.type('\natomically(() => { const wrong: bool = 1;');
    await line('counter.value = read + 1').click();
    await page.keyboard.press('End');
    await page.keyboard.type('\n});');
    const said = page.locator('.said-of-edit');
    await said.locator('pre').first().waitFor();
    await expect(said.textContent()).resolves.toContain("Type 'number' is not assignable to type 'boolean'");
    await expect(page.getByRole('button', { name: 'check', exact: true }).isDisabled()).resolves.toBe(true);
    await page.locator('.cm-lint-marker-error').first().waitFor();
    await line('const wrong').click();
    await page.keyboard.press('End');
    for (const _ of ' const wrong: bool = 1;') await page.keyboard.press('Backspace');
    await said.locator('.good').waitFor();
    await page.getByRole('button', { name: 'check', exact: true }).click();
    await page.locator('.chip.holds').waitFor();
    await expect(page.locator('.meta').textContent()).resolves.toContain('+edit.diff');
    const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('.save').click()]);
    expect(saved.suggestedFilename()).toBe('edit.diff');
    const diff = await saved.path();
    const { status, out } = await faultline('check', 'examples/increment/two-threads.ts', '--patch', diff);
    expect({ status, out }).toEqual({ status: 0, out: expect.stringMatching(/no update is lost +holds +as expected/) });
    await page.waitForURL(packedLink);
    const other = await (await browser.newContext()).newPage();
    await other.goto(page.url());
    await other.locator('.chip.holds').waitFor();
    await expect(other.locator('.meta').textContent()).resolves.toContain('+edit.diff');
    await other.close();
    expect(complaints).toEqual([]);
  });
});

/** The page's own policy lets no text be run, that of a test included. */
const packedLink = /#[\w-]{20,}$/;

/** The claim that the gallery finds. */
async function opened(
  browser: Browser,
  search: string,
): Promise<{ readonly page: Page; readonly complaints: readonly string[] }> {
  const page = await browser.newPage({ reducedMotion: 'reduce' });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(address.href);
  await page.locator('.thread-card').first().waitFor();
  await page.keyboard.press('/');
  await page.keyboard.type(search);
  const rows = page.locator('.rows a');
  await rows.first().waitFor();
  await expect(rows.count()).resolves.toBe(1);
  await rows.click();
  return { page, complaints };
}

// SPDX-License-Identifier: MIT
// The screenshots of the README, taken of the page as it is built now: node docs/screenshots/take.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const here = import.meta.dirname;
const root = join(here, '../..');
const folder = mkdtempSync(join(tmpdir(), 'faultline-shots-'));

const pageOf = (name, ...targets) => {
  const file = join(folder, name);
  execFileSync(process.execPath, [join(root, 'dist/cli.js'), 'explore', '--html', file, ...targets], { cwd: root });
  return `file://${file}`;
};

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});

async function take(name, url, colorScheme, ready) {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 }, colorScheme, reducedMotion: 'reduce' });
  await page.goto(url);
  const settled = () => page.locator('.claim[aria-busy=false]').waitFor({ timeout: 120_000 });
  await settled();
  await ready(page);
  await settled();
  await page.mouse.move(0, 0);
  await page.screenshot({ path: join(here, `${name}.png`) });
  await page.close();
}

try {
  const store = pageOf('store.html', 'cases/2022-delayed-rmap/lost-store.ts', '--variant', 'v6.0');
  await take('stale-store', store, 'light', async (page) => {
    await page.locator('.row:not(.band) .text', { hasText: 'through a stale TLB entry' }).click();
  });
  const fuse = pageOf('fuse.html', '2020/T20', '2020/E-15');
  await take('deadlock', fuse, 'dark', (page) => page.keyboard.press('End'));
  await take('compare', fuse, 'light', async (page) => {
    await page.getByRole('button', { name: 'compare' }).click();
    await page.locator('.compare [role=status]').waitFor();
  });
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

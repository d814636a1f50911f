// SPDX-License-Identifier: MIT
// A real browser for the tests of the page: Debian's chromium, without a screen.

import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, chromium, type Page } from 'playwright-core';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const hasBrowser = existsSync(executablePath);
if (!hasBrowser) console.log(`the page is not tested: no ${executablePath} (Debian: apt-get install chromium)`);

/** A page that compiles models beside other tests needs more than the usual half minute. */
export const PATIENCE = 110_000;

/** Whoever is root has no sandbox there; nothing but our own page is opened. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-dev-shm-usage'] });
}

export interface Watched {
  readonly page: Page;
  /** What went wrong in it: exceptions, and what the policy in its head forbade. */
  readonly complaints: readonly string[];
}

export async function openPage(browser: Browser, url: string): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
  page.setDefaultTimeout(PATIENCE);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(url);
  await settled(page);
  return { page, complaints };
}

/** Until the page shows what was asked of its engine. */
export async function settled(page: Page): Promise<void> {
  await page.locator('.claim[aria-busy=false]').waitFor();
}

export async function press(page: Page, key: string, times = 1): Promise<void> {
  for (let i = 0; i < times; i++) await page.keyboard.press(key);
  await settled(page);
}

/** What axe calls serious, or worse, of what is seen: of the dark theme only what has to do with colours, as nothing else is another. */
export async function seriousIn(page: Page): Promise<readonly string[]> {
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axe);
  const light = await seriousBy(page, {});
  await page.emulateMedia({ colorScheme: 'dark' });
  const dark = await seriousBy(page, { runOnly: ['color-contrast', 'link-in-text-block'] });
  await page.emulateMedia({ colorScheme: 'light' });
  return [...light, ...dark.map((found) => `dark: ${found}`)];
}

function seriousBy(page: Page, options: object): Promise<readonly string[]> {
  return page.evaluate(async (asked) => {
    const { violations } = await (globalThis as unknown as { axe: { run(options: object): Promise<Found> } }).axe.run(
      asked,
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  }, options);
}

interface Found {
  readonly violations: readonly {
    readonly impact: string;
    readonly id: string;
    readonly nodes: readonly { readonly html: string }[];
  }[];
}

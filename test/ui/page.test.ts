// SPDX-License-Identifier: MIT
// The page in a browser, as a file that opens offline. One browser for all of it; each test says what a reader does.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateRawSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formatTrace } from '../../src/explore/trace.ts';
import { faultline } from '../cli/cli.ts';
import { hasBrowser, openBrowser, openPage, PATIENCE, press, seriousIn, settled, type Watched } from './browser.ts';
import { failing } from './claims.ts';

const root = join(import.meta.dirname, '../..');
const folder = mkdtempSync(join(tmpdir(), 'faultline-page-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, ...args: readonly string[]): string {
  const file = join(folder, name);
  execFileSync(process.execPath, [join(root, 'dist/cli.js'), 'explore', '--html', file, ...args], { cwd: root });
  return `file://${file}`;
}

let browser: Browser;
beforeAll(async () => {
  if (hasBrowser) browser = await openBrowser();
});
afterAll(() => browser?.close());

/** Runs in the page. */
const colorOf = (one: unknown): string =>
  (globalThis as unknown as { getComputedStyle(one: unknown): { color: string } }).getComputedStyle(one).color;
/** As somebody else may have written it. */
const linkTo = (position: object): string => deflateRawSync(JSON.stringify(position)).toString('base64url');
const position = (page: Page): Promise<string> => page.locator('.position input').inputValue();

describe.skipIf(!hasBrowser)('2022/T-24 as a file that opens offline', () => {
  let watched: Watched;
  beforeAll(async () => {
    watched = await openPage(
      browser,
      written('t24.html', 'cases/2022-delayed-rmap/lost-store.ts', '--variant', 'v6.0'),
    );
  });

  it('carries no reader of models, and asks nobody for anything', () => {
    const text = readFileSync(join(folder, 't24.html'), 'utf8');
    expect(text).toContain("default-src 'none'");
    // TypeScript alone has 3.5 MB.
    expect(text.length).toBeLessThan(1_000_000);
  });

  it('has the columns that the terminal prints', async () => {
    const { page } = watched;
    await expect(page.locator('h1').textContent()).resolves.toContain('2022/T-24');
    await expect(page.locator('.heads').textContent()).resolves.toBe('CPU0 storeCPU1 munmapCPU2 writeback');
    await expect(page.locator('.row').allTextContents()).resolves.toContainEqual(
      expect.stringContaining('page0.cells[0] 3 → 4  through a stale TLB entry'),
    );
  });

  it('steps to the store through a stale entry, and shows which entry is stale', async () => {
    const { page } = watched;
    const row = page.locator('.row:not(.band)', { hasText: 'through a stale TLB entry' });
    await row.locator('.text').click();
    await settled(page);
    await expect(row.getAttribute('class')).resolves.toContain('now');
    const stale = page.locator('.picture .is-stale');
    await expect(stale.count()).resolves.toBe(1);
    await expect(stale.textContent()).resolves.toMatch(/\{page0 W D\} stale/);
    await expect(stale.getAttribute('title')).resolves.toContain('cpu0.tlb[0]');
    // One step back the store has not been made: the cell has what the disk was given.
    await press(page, 'ArrowLeft');
    await expect(page.locator('.slot[title^="page0.cells[0] "] .value').textContent()).resolves.toBe('3');
    await press(page, 'j');
    await expect(page.locator('.slot[title^="page0.cells[0] "]').textContent()).resolves.toContain('3 → 4');
  });

  it('goes by keys: ends, context switches, touches of an object', async () => {
    const { page } = watched;
    await press(page, 'End');
    await expect(position(page)).resolves.toBe('45');
    await press(page, 'Home');
    await expect(position(page)).resolves.toBe('0');
    await press(page, ']');
    // The trace begins 0.1*11: the first step of CPU1 is the second of the run.
    await expect(position(page)).resolves.toBe('2');
    await page.locator('.card h4 button', { hasText: 'disk' }).click();
    await press(page, 't');
    await expect(page.locator('.is-changed[title^="disk.blocks[0] "]').count()).resolves.toBe(1);
  });

  it('goes by keys: rows, play and stop, what the failure turns on, how much is told, the list of keys, the picker', async () => {
    const { page } = watched;
    // On a button, the space is the button's.
    await page.locator('.lanes').focus();
    await press(page, 'Home');
    const at = async (key: string): Promise<string> => {
      await press(page, key);
      return position(page);
    };
    await expect(at('ArrowRight')).resolves.toBe('1');
    await expect(at('l')).resolves.toBe('2');
    await expect(at('k')).resolves.toBe('1');
    await expect(at('h')).resolves.toBe('0');
    await press(page, 'ArrowRight');
    await press(page, 'ArrowDown', 2);
    const row = page.locator('.row.now').first();
    await expect(row.textContent()).resolves.toContain('munmap(vma)');
    await press(page, 'ArrowUp', 2);
    await expect(position(page)).resolves.toBe('1');
    await press(page, 'Home');
    await expect(at('d')).resolves.toBe('1');
    await expect(at('d')).resolves.toBe('10');
    await page.keyboard.press(' ');
    // The page is drawn a moment after the key.
    await page.locator('.play[aria-label="stop"]').waitFor();
    await page.locator('.transport .said', { hasText: 'atomic_add_negative' }).waitFor();
    await page.keyboard.press(' ');
    await page.locator('.play[aria-label="play"]').waitFor();
    const rows = await page.locator('.row').count();
    await press(page, 'e');
    expect(await page.locator('.row').count()).toBeGreaterThan(rows);
    await press(page, 'e');
    await expect(page.locator('.row').count()).resolves.toBe(rows);
    await press(page, 'o');
    const opened = await page.locator('.row').count();
    expect(opened).not.toBe(rows);
    await press(page, 'o');
    await expect(page.locator('.row').count()).resolves.toBe(rows);
    await page.keyboard.press('?');
    await page.locator('dialog.help[open]').waitFor();
    await expect(page.locator('dialog.help dd').count()).resolves.toBe(20);
    await page.keyboard.press('Escape');
    await page.locator('dialog.help').waitFor({ state: 'detached' });
    await page.keyboard.press('/');
    await page.locator('.top select:focus').waitFor();
    await page.locator('.lanes').focus();
  });

  it('shows the source of a thread, and what its function stands for', async () => {
    const { page } = watched;
    await expect(page.locator('.source .here .tag').count()).resolves.toBe(1);
    await expect(page.locator('.stands-for').textContent()).resolves.toMatch(/stands for .*\(v\d/);
  });

  it('of a thread that has finished says so; of one that has just, where it was', async () => {
    const { page } = watched;
    await press(page, 'End');
    await expect(page.locator('.thread.finished').count()).resolves.toBe(3);
    await expect(page.locator('.source .here .tag').textContent()).resolves.toBe('CPU1 munmap');
    const other = page.locator('.thread', { hasText: 'CPU2 writeback' }).locator('button.name');
    await other.click();
    await expect(page.locator('.source-pane p').textContent()).resolves.toBe('This thread has finished.');
    await other.click();
  });

  it('takes the wheel to a run without the bug, and comes back', async () => {
    const { page } = watched;
    await press(page, 'Home');
    // CPU0 stores twice before anybody unmaps; then the others go on in turns.
    const own = page.locator('.thread', { hasText: 'CPU0 store' }).locator('.way');
    while ((await own.count()) > 0) {
      await own.first().click();
      await settled(page);
    }
    await press(page, 'r');
    await expect(page.locator('.branch').textContent()).resolves.toContain('nothing is broken');
    await expect(page.locator('.truths li', { hasText: 'P1' }).textContent()).resolves.toContain('true');
    await expect(page.locator('.thread.finished').count()).resolves.toBe(3);
    await press(page, 'b');
    await press(page, 'End');
    await expect(page.locator('.truths li', { hasText: 'P1' }).textContent()).resolves.toContain('false');
  });

  it('a link opens the same view in another profile', async () => {
    const { page } = watched;
    await press(page, 'Home');
    await press(page, 'ArrowRight', 7);
    await page.waitForFunction('location.hash.length > 20');
    const other = await (await browser.newContext()).newPage();
    await other.goto(page.url());
    await settled(other);
    await expect(position(other)).resolves.toBe('7');
    await other.close();
  });

  it('a link that is damaged says so, and so does one of another model', async () => {
    const url = `file://${join(folder, 't24.html')}`;
    const damaged = await openPage(browser, `${url}#not-a-link`);
    await expect(damaged.page.locator('.banner').textContent()).resolves.toContain('cannot be read');
    await damaged.page.close();
    const made = linkTo({
      file: 'cases/2022-delayed-rmap/lost-store.ts',
      variant: 'v6.0',
      claim: '2022/T-24',
      property: 'P1',
      trace: '0*90',
      at: 90,
      model: '0000000000000000',
    });
    const old = await openPage(browser, `${url}#${made}`);
    const banners = await old.page.locator('.banner').allTextContents();
    expect(banners.join(' ')).toMatch(
      /model has changed since this link was made.*Of this trace 2 steps can be followed.*CPU0 store has finished/,
    );
    expect(old.complaints).toEqual([]);
    await old.page.close();
  });

  it('is sent as the terminal prints it, and drawn as it draws it', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'send' }).click();
    const text = (await page.locator('.mail:not(:empty)').textContent()) ?? '';
    const { out } = await faultline('check', 'cases/2022-delayed-rmap/lost-store.ts', '--variant', 'v6.0');
    // Only the time differs from run to run.
    const untimed = (one: string): string => one.replaceAll(/\d+\.\d\d s/g, '… s');
    expect(untimed(out)).toContain(untimed(text));
    expect(text).toContain('replay: faultline replay');
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'SVG', exact: true }).click(),
    ]);
    const trace = / (0\.1\S*)\n$/.exec(text)?.[1] ?? '';
    const drawn = await faultline('replay', 'cases/2022-delayed-rmap/lost-store.ts', trace, '--as', 'svg');
    expect(readFileSync(await saved.path(), 'utf8')).toBe(drawn.out);
    const [image] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'PNG', exact: true }).click(),
    ]);
    expect(
      readFileSync(await image.path())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');
    await page.keyboard.press('Escape');
  });

  it('axe finds nothing serious, and the browser nothing to complain about', async () => {
    const { page, complaints } = watched;
    await expect(seriousIn(page)).resolves.toEqual([]);
    expect(complaints).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)('a deadlock, a lasso and a fix in one file', () => {
  let watched: Watched;
  beforeAll(async () => {
    watched = await openPage(browser, written('three.html', '2020/T20', '2020/E-15', '2006/PC2'));
  });
  const choose = async (page: Page, text: RegExp): Promise<void> => {
    const option = page.locator('.top option', { hasText: text }).first();
    await page.locator('.top select').selectOption((await option.getAttribute('value')) ?? '');
    await settled(page);
  };

  it('2020/T20: the cycle is drawn, and said', async () => {
    const { page } = watched;
    await choose(page, /T20 .* NO-DEADLOCK .* fails/);
    await press(page, 'End');
    const graph = page.locator('.graph');
    await expect(graph.locator('figcaption').textContent()).resolves.toMatch(
      /a cycle: .*CPU0 main waits for page1\.locked; page1\.locked is held by CPU0 main/,
    );
    await expect(graph.locator('path.edge.cycle').count()).resolves.toBe(2);
    const blocked = page.locator('.thread.blocked', { hasText: 'CPU0 main' });
    await expect(blocked.locator('.waits').textContent()).resolves.toBe(
      'waits in lock_page() for page1.locked, held by itself',
    );
    // Greyed, and nothing to press but its name.
    const faint = await page.locator('.pane.run header .faint').evaluate(colorOf);
    await expect(blocked.locator('.name').evaluate(colorOf)).resolves.toBe(faint);
    await expect(blocked.locator('.way').count()).resolves.toBe(0);
  });

  it('beside another kernel: what it makes impossible, or what is at the end of the run there', async () => {
    const { page } = watched;
    await page.getByRole('button', { name: 'compare' }).click();
    const said = page.locator('.compare [role=status]');
    await said.waitFor();
    await expect(page.locator('.compare th').allTextContents()).resolves.toEqual(['thread', 'v5.9', 'v5.13']);
    await expect(said.textContent()).resolves.toMatch(/^✗ step \d+ is impossible: |possible|can go on/);
    expect(await page.locator('.compare tbody tr').count()).toBeGreaterThan(3);
    await page.locator('.compare').getByRole('button', { name: 'close' }).click();
  });

  it('2006/PC2: the round without an end is drawn as a loop', async () => {
    const { page, complaints } = watched;
    await choose(page, /PC2 .* NO-LIVELOCK .* fails/);
    await expect(page.locator('.row.round.first').count()).resolves.toBe(1);
    await expect(page.locator('.row.round.last').textContent()).resolves.toContain(
      'the state is the one in which the loop began',
    );
    expect(await page.locator('.row.round').count()).toBeGreaterThan(2);
    expect(complaints).toEqual([]);
  });

  it('a link with a very long run is followed elsewhere: the page answers meanwhile, and stops it when asked, or after a minute', async () => {
    const { failure } = failing('cases/2006-fault-vs-truncate/bad-sector.ts', 'NO-LIVELOCK', 'v2.6.24');
    if (failure.trace === null || failure.loop === null) throw new Error('no lasso');
    const { steps } = failure.trace;
    const round = formatTrace({ initial: 0, steps: steps.slice(failure.loop) });
    const rounds = Math.floor((100_000 - failure.loop) / (steps.length - failure.loop));
    const trace = [formatTrace({ initial: 0, steps: steps.slice(0, failure.loop) }), ...Array(rounds).fill(round)].join(
      '.',
    );
    const claim = { file: 'cases/2006-fault-vs-truncate/bad-sector.ts', claim: '2006/PC2', property: 'NO-LIVELOCK' };
    const url = `file://${join(folder, 'three.html')}#${linkTo({ ...claim, variant: 'v2.6.24', trace, at: 99_000 })}`;
    for (const way of ['stop', 'wait'] as const) {
      const page = await browser.newPage();
      page.setDefaultTimeout(PATIENCE);
      if (way === 'wait') await page.clock.install();
      await page.goto(url);
      await page.locator('.asking', { hasText: 'The run is followed' }).waitFor();
      await page.getByRole('button', { name: 'dark or light' }).click();
      await expect(page.locator('html').getAttribute('data-theme')).resolves.toBe('dark');
      if (way === 'stop') await page.getByRole('button', { name: 'stop' }).click();
      else await page.clock.fastForward(61_000);
      await settled(page);
      await expect(page.locator('.banner').textContent()).resolves.toMatch(
        /^The run of this link, of (99,9\d\d|100,000) steps, was not followed to its end/,
      );
      // The claim begins where it begins without a link.
      await expect(position(page)).resolves.toBe('0');
      await page.close();
    }
  });
});

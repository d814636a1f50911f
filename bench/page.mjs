// SPDX-License-Identifier: MIT
// What the page costs: states per second of its worker beside Node's, the time from a key to the next frame in a run of 2,000 steps,
// and from opening an offline file to its first row. Never a test: it measures. npm run bench:page
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'dist/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const scenario = 'cases/2006-fault-vs-truncate/bad-sector.ts';
const searched = ['cases/2022-delayed-rmap/lost-store.ts', 'cases/2022-delayed-rmap/reclaim-own-sync.ts'];

function inNode(file) {
  const args = [cli, 'check', file, '--workers', '1', '--json'];
  const { claims } = JSON.parse(execFileSync(process.execPath, args, { cwd: root, maxBuffer: 1e9 }));
  return claims.map(({ id, variant, property, states, seconds }) => ({ id, variant, property, states, seconds }));
}

async function inWorker(file) {
  const served = spawn(process.execPath, [cli, 'explore', file], { cwd: root });
  const address = await new Promise((resolve) =>
    served.stdout.once('data', (one) => resolve(String(one).split(' ')[0])),
  );
  const [{ id, variant, property }] = inNode(file);
  const page = await browser.newPage();
  const meant = encodeURIComponent(JSON.stringify({ file, claim: id, variant, property }));
  await page.goto(`${address}#!${meant}`);
  await page.locator('.chip.fails, .chip.holds').waitFor({ timeout: 300_000 });
  const meta = await page.locator('.meta').textContent();
  await page.close();
  served.kill('SIGINT');
  const [, states = '', seconds = ''] = /([\d,]+) states · complete · ([\d.]+) s/.exec(meta ?? '') ?? [];
  return { states: Number(states.replaceAll(',', '')), seconds: Number(seconds) };
}

try {
  for (const file of searched) {
    const [node] = inNode(file);
    const worker = await inWorker(file);
    const rate = ({ states, seconds }) => Math.round(states / seconds);
    console.log(
      `${file} ${node.variant} ${node.property}: Node ${rate(node)} states/s, worker ${rate(worker)} states/s`,
    );
  }
  const html = join(folder, 'loop.html');
  execFileSync(process.execPath, [cli, 'explore', '--html', html, scenario], { cwd: root });
  console.log(`${scenario}: offline file of ${(statSync(html).size / 1e6).toFixed(2)} MB`);
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  let began = performance.now();
  await page.goto(`file://${html}`);
  await page.locator('.row').first().waitFor();
  console.log(`opened in ${Math.round(performance.now() - began)} ms`);
  // A thread that tries again for ever: the round of the lasso, over and over.
  const mail = await page.evaluate(() => document.querySelector('.meta')?.textContent);
  await page.keyboard.press('Home');
  for (let i = 0; i < 2; i++) await page.keyboard.press('r');
  const steps = Number(await page.locator('.position input').inputValue());
  console.log(`${mail?.trim()}: a run of ${steps} steps, every touch on a row of its own`);
  began = performance.now();
  await page.keyboard.press('e');
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
  console.log(`${await page.locator('.row').count()} rows drawn in ${Math.round(performance.now() - began)} ms`);
  const times = await page.evaluate(async () => {
    const all = [];
    for (let i = 0; i < 60; i++) {
      const start = performance.now();
      document.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
      all.push(performance.now() - start);
    }
    return all.sort((a, b) => a - b);
  });
  console.log(`a step back: median ${times[30].toFixed(1)} ms, 95 % ${times[56].toFixed(1)} ms to the next frame`);
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

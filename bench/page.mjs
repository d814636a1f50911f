// SPDX-License-Identifier: MIT
// What the page costs: states per second of its worker beside Node's, frames while a check runs, a run of 2,000 steps, a state of 300
// fields, the first paint of a site. Never a test: it measures.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { extname, join, normalize } from 'node:path';
import { chromium } from 'playwright-core';
import { asked } from './asked.ts';

const { words } = asked({
  command: 'bench:page',
  about: 'What the page costs: states a second of its worker beside Node, frames, steps, the first paint of a site.',
  words: { form: '[folder]', about: 'of a site; without one, a small site is made', least: 0, most: 1 },
  options: {},
  example: '',
});
const root = process.cwd();
const cli = join(root, 'dist/cli.js');
const folder = mkdtempSync(join(tmpdir(), 'faultline-bench-'));
const patience = 120_000;
const searched = ['examples/beem/peterson-4.ts', 'cases/2022-delayed-rmap/lost-store.ts'];

const faultline = (...args) => execFileSync(process.execPath, [cli, ...args], { cwd: root, maxBuffer: 1e9 });
const say = (what, value) => console.log(`${what.padEnd(66)} ${value}`);
const rounded = (milliseconds) => `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`;

/** Of all, the one in the middle, and the one that 95 of 100 are below. */
function spread(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return `median ${rounded(at(0.5))}, 95 % ${rounded(at(0.95))}`;
}

async function opened(url, size = { width: 1280, height: 800 }) {
  const page = await browser.newPage({ viewport: size, reducedMotion: 'reduce' });
  page.setDefaultTimeout(patience);
  await page.goto(url);
  return page;
}

const settled = (page) => page.locator('.claim[aria-busy=false]').waitFor();

/** Milliseconds from a key to the next frame, and until the engine has answered. */
function pressed(page, key, times) {
  return page.evaluate(
    async ([name, count]) => {
      const frames = [];
      const answers = [];
      for (let i = 0; i < count; i++) {
        const start = performance.now();
        document.dispatchEvent(new KeyboardEvent('keydown', { key: name, bubbles: true }));
        await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
        frames.push(performance.now() - start);
        while (document.querySelector('.claim').ariaBusy !== 'false')
          await new Promise((resolve) => setTimeout(resolve, 1));
        answers.push(performance.now() - start);
      }
      return { frames, answers };
    },
    [key, times],
  );
}

async function engine(file) {
  const { claims } = JSON.parse(faultline('check', file, '--workers', '1', '--no-cache', '--json'));
  const [{ id, variant, property, states, seconds }] = claims;
  const served = spawn(process.execPath, [cli, 'explore', file], { cwd: root });
  try {
    const address = await new Promise((resolve) =>
      served.stdout.once('data', (text) => resolve(`${text}`.split(' ')[0])),
    );
    const page = await opened(
      `${address}#!${encodeURIComponent(JSON.stringify({ file, claim: id, variant, property }))}`,
    );
    await page.locator('.asking').first().waitFor();
    const frames = await page.evaluate(
      () =>
        new Promise((resolve) => {
          const between = [];
          let last = performance.now();
          const frame = (now) => {
            between.push(now - last);
            last = now;
            if (document.querySelector('.chip.fails, .chip.holds') === null) requestAnimationFrame(frame);
            else resolve(between);
          };
          requestAnimationFrame(frame);
        }),
    );
    const meta = await page.locator('.meta').textContent();
    const [, , took = '0'] = /([\d,]+) states · complete · ([\d.]+) s/.exec(meta ?? '') ?? [];
    const rates = [states / seconds, states / Number(took)].map((rate) => Math.round(rate / 1000));
    say(`${file}: ${states} states`, `Node ${rates[0]} k/s, worker ${rates[1]} k/s`);
    const all = frames.reduce((sum, one) => sum + one, 0);
    say(
      '  frames while it is decided',
      `${Math.round((1000 * frames.length) / all)} a second, ${spread(frames)} apart`,
    );
    await page.close();
  } finally {
    served.kill('SIGINT');
  }
}

/** A thread that tries again for ever: the round of the lasso, over and over. */
async function longRun() {
  const html = join(folder, 'loop.html');
  faultline('explore', '--html', html, 'cases/2006-fault-vs-truncate/bad-sector.ts');
  const began = performance.now();
  const page = await opened(`file://${html}`);
  await page.locator('.row').first().waitFor();
  say(
    `an offline file of ${(statSync(html).size / 1e6).toFixed(2)} MB, to its first row`,
    rounded(performance.now() - began),
  );
  await page.keyboard.press('Home');
  // To its end is a thousand steps at most; each time the address is another one, a moment later.
  let link = '';
  for (let i = 0; i < 2; i++) {
    const before = page.url();
    await page.keyboard.press('r');
    await settled(page);
    await page.waitForURL((url) => url.href !== before && /#[\w-]{20,}$/.test(url.href));
    link = page.url();
  }
  await page.close();
  const again = performance.now();
  const long = await opened(link);
  await settled(long);
  const steps = await long.locator('.position input').inputValue();
  say(`a link to a run of ${steps} steps, until it stands there`, rounded(performance.now() - again));
  const { answers } = await pressed(long, 'e', 1);
  say('  every touch on a row of its own', rounded(answers[0]));
  for (const [what, key, times] of [
    ['a step back', 'ArrowLeft', 60],
    ['a step by hand in the middle of it', '1', 1],
    ['another one', '1', 10],
  ]) {
    const { frames, answers: told } = await pressed(long, key, times);
    say(`  ${what}: to the next frame`, spread(frames));
    say('    to its answer', spread(told));
  }
  await long.close();
}

/** Ten objects with thirty fields each, and a thread that writes all of them. */
async function largeState() {
  const fields = Array.from({ length: 30 }, (_, i) => `  f${i}: u8 = 0;`).join('\n');
  const names = Array.from({ length: 10 }, (_, i) => `o${i}`);
  const writes = Array.from({ length: 30 }, (_, i) => `  o.f${i} = 1;`).join('\n');
  writeFileSync(
    join(folder, 'large.ts'),
    `import { scenario, type u8 } from 'faultline';
class thing {
${fields}
}
function fill(o: thing): void {
${writes}
}
export default scenario({
  title: 'three hundred fields',
  world() {
    return { ${names.map((name) => `${name}: new thing()`).join(', ')} };
  },
  threads: {
    CPU0(w) {
${names.map((name) => `      fill(w.${name});`).join('\n')}
    },
  },
  atEnd: { 'it stays as it is': (w) => w.o0.f0 === 0 },
  sometimes: { 'it begins': (w) => w.o0.f0 === 0 },
  claims: [{ id: 'bench/1', by: 'bench', thread: 'fails', property: 'it stays as it is', expect: 'fails' }],
});
`,
  );
  const html = join(folder, 'large.html');
  faultline('explore', '--html', html, join(folder, 'large.ts'));
  const page = await opened(`file://${html}`, { width: 1920, height: 1080 });
  await settled(page);
  const { frames, answers } = await pressed(page, 'ArrowRight', 60);
  say('a step in a state of 300 fields: to the next frame', spread(frames));
  say('  to its answer', spread(answers));
  await page.close();
}

async function firstPaint() {
  const [given] = words;
  const site = given ?? join(folder, 'site');
  if (given === undefined) faultline('explore', '--site', site, 'examples/increment');
  const kinds = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' };
  const server = createServer(({ url = '/' }, answer) => {
    const path = normalize(url === '/' ? '/index.html' : url.split('?')[0]);
    answer.writeHead(200, { 'content-type': kinds[extname(path)] ?? 'application/octet-stream' });
    answer.end(readFileSync(join(site, path)));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const times = [];
    for (let i = 0; i < 10; i++) {
      const page = await opened(`http://127.0.0.1:${server.address().port}/`);
      await page.locator('.thread-card').first().waitFor();
      const paint = await page.evaluate(
        () =>
          new Promise((resolve) =>
            new PerformanceObserver((seen) =>
              seen.getEntriesByName('first-contentful-paint').forEach(({ startTime }) => {
                resolve(startTime);
              }),
            ).observe({ type: 'paint', buffered: true }),
          ),
      );
      times.push(paint);
      await page.close();
    }
    const { rows } = JSON.parse(readFileSync(join(site, 'gallery.json'), 'utf8'));
    say(`first paint of a site of ${rows.length} claims`, spread(times));
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
try {
  for (const file of searched) await engine(file);
  await longRun();
  await largeState();
  await firstPaint();
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}

// SPDX-License-Identifier: MIT
// `npm run bench:claims`: what the largest claims cost, each decided in a process of its own, as `check` decides it with one
// worker and nothing kept. Which are the largest is read off the tables in the cases' README files; of rows that differ by
// their property alone, the largest one. Aim: 10 seconds and 1 GiB. Never a test: it measures.

import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { exploration, Programs } from '../src/ask/decide.ts';
import { load } from '../src/ask/load.ts';
import { select } from '../src/ask/select.ts';
import { openProject } from '../src/cli/disk.ts';
import { DEFAULTS } from '../src/explore/options.ts';
import { toEnd } from '../src/explore/pace.ts';
import { asked, noWords } from './asked.ts';

interface Row {
  readonly id: string;
  readonly file: string;
  readonly variant: string;
  readonly property: string;
  readonly states: number;
}

interface Cost {
  readonly verdict: string;
  readonly states: number;
  /** Of the processor, in seconds: reading; compiling and searching. */
  readonly before: number;
  readonly searching: number;
  /** At its peak, what the process had in memory. */
  readonly mebibytes: number;
}

// Of itself it asks `--one`: file, variant and property.
const [, , first, ...claim] = process.argv;
if (first === '--one') console.log(JSON.stringify(decided(claim)));
else {
  const { values } = asked({
    command: 'bench:claims',
    about: 'What the largest claims cost, each decided in a process of its own: seconds of the processor, and memory.',
    words: noWords,
    options: { number: { kind: 'number', initial: 10, about: 'how many of them' } },
    example: '--number 20',
  });
  measure(values.number);
}

function measure(number: number): void {
  console.log('| claim | variant | property | verdict | states | reading | deciding | peak |');
  console.log('|---|---|---|---|--:|--:|--:|--:|');
  for (const { id, file, variant, property } of largest().slice(0, number)) {
    const args = [fileURLToPath(import.meta.url), '--one', file, variant, property];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${file} ${variant} ${property}: status ${status}\n${stderr}`);
    const { verdict, states, before, searching, mebibytes }: Cost = JSON.parse(stdout);
    const cost = [
      states.toLocaleString('en'),
      `${before.toFixed(1)} s`,
      `${searching.toFixed(1)} s`,
      `${mebibytes} MiB`,
    ];
    console.log(`| ${[id, variant, property, verdict, ...cost].join(' | ')} |`);
  }
}

/** Once for each scenario and variant. */
function largest(): readonly Row[] {
  const rows = readdirSync('cases').flatMap((name) => rowsOf(`cases/${name}`));
  const known = new Map<string, Row>();
  for (const row of rows.toSorted((a, b) => b.states - a.states)) {
    const key = `${row.file} ${row.variant}`;
    if (!known.has(key)) known.set(key, row);
  }
  return [...known.values()];
}

function rowsOf(folder: string): readonly Row[] {
  const files = new Map(
    readdirSync(folder)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [/title:\s*(['"])(.*?)\1,\n/.exec(readFileSync(`${folder}/${name}`, 'utf8'))?.[2], name]),
  );
  return readFileSync(`${folder}/README.md`, 'utf8')
    .split('\n')
    .filter((line) => /^\| \d{4}\//.test(line))
    .flatMap((line) => {
      const [, id = '', , title = '', variant = '', property = '', , , states = ''] = line
        .split('|')
        .map((cell) => cell.trim());
      const file = files.get(title);
      if (file === undefined) return [];
      return [{ id, file: `${folder}/${file}`, variant, property, states: Number(states.replaceAll(',', '')) }];
    });
}

function decided([file = '', variant = '', property = '']: readonly string[]): Cost {
  const project = openProject(new URL(`file://${process.cwd()}/package.json`).href);
  const { questions } = load(project, select(project, [file]).scenarios, variant);
  const question = questions.find(({ claim }) => claim.property === property);
  if (question === undefined) throw new Error('no such claim');
  const start = process.cpuUsage();
  const { verdict } = toEnd(exploration(new Programs(), question, { ...DEFAULTS, now: () => performance.now() }));
  const seconds = ({ user, system }: NodeJS.CpuUsage): number => (user + system) / 1e6;
  return {
    verdict: verdict.kind,
    states: verdict.counts.states,
    before: seconds(start),
    searching: seconds(process.cpuUsage(start)),
    mebibytes: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

// SPDX-License-Identifier: MIT
// `npm run columns`: how many of the pictures that can be printed of failing claims the independent reader refutes.

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { exploration, judgesWarnings, Programs } from '../../src/ask/decide.ts';
import { load, type Question } from '../../src/ask/load.ts';
import { otherSide } from '../../src/ask/other-side.ts';
import { failureAt } from '../../src/ask/outcome.ts';
import { select } from '../../src/ask/select.ts';
import { openProject } from '../../src/cli/disk.ts';
import { DEFAULTS } from '../../src/explore/options.ts';
import { toEnd } from '../../src/explore/pace.ts';
import { replay } from '../../src/explore/replay.ts';
import { type Choices, parseTrace } from '../../src/explore/trace.ts';
import type { Failure } from '../../src/explore/verdict.ts';
import { picturesOf } from './pictures.ts';
import type { Refutation } from './reader.ts';
import { untold } from './told.ts';

const help = `npm run columns -- [--widths W,…] [--show KIND] [--number N] [--chosen] [--first] [--from FILE] [file or folder …]

Reads every picture of every failing claim (cases/ and examples/ unless told otherwise) at every level of detail and every
width, and confronts it with the replayed run. Ends with 1 if one of them is refuted. Values of a cell that do not join
(jump) are counted apart: docs/verdicts.md says what columns promise. Of what check prints by itself it also counts the changes
and looks that a failure turns on and that have no line (untold).

  --widths W,…   in characters (default 60,72,100)
  --show KIND    print the first refuted pictures of that kind: unreadable, thread, call, value, order, interrupted, loop,
                 hidden, step, jump, ending, or any but jump; untold
  --number N     how many of them (default 1)
  --chosen       only what check prints by itself
  --first        traces as the search finds them, not the shortest: others, and often more tangled
  --from FILE    traces from a \`faultline check --json\`, where they still fit, instead of a search for each
`;

interface Failing {
  readonly about: Question;
  readonly choices: Choices;
  readonly failure: Failure | null;
}

interface Row {
  readonly case: string;
  readonly id: string;
  readonly variant: string;
  readonly property: string;
  readonly as: string | null;
  readonly trace: { readonly variant: string; readonly replay: string } | null;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    widths: { type: 'string', default: '60,72,100' },
    show: { type: 'string', default: '' },
    number: { type: 'string', default: '1' },
    chosen: { type: 'boolean', default: false },
    first: { type: 'boolean', default: false },
    from: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(help);
else process.exitCode = measure();

function measure(): number {
  const project = openProject(new URL(`file://${process.cwd()}/package.json`).href);
  const { questions } = load(
    project,
    select(project, positionals.length > 0 ? positionals : ['cases', 'examples']).scenarios,
    null,
  );
  const programs = new Programs();
  const find = values.from === undefined ? search : known(values.from);
  const widths = values.chosen ? [] : values.widths.split(',').map(Number);
  const kinds = new Map<Refutation['kind'], number>();
  const shown: string[] = [];
  let [rows, pictures, refuted, refutedChosen, jumps, missing] = [0, 0, 0, 0, 0, 0];
  for (const question of questions) {
    const failing = question.claim.expect === 'fails' ? find(programs, question) : null;
    if (failing === null) continue;
    rows++;
    const program = programs.of(failing.about, judgesWarnings(question.claim.property));
    const show = (name: string, wrong: string, lines: readonly string[]): void => {
      if (shown.length >= Number(values.number)) return;
      const { id, variant, property, case: file } = question.claim;
      shown.push(`${id} ${file} ${variant} ${property}, ${name}: ${wrong}\n${lines.join('\n')}\n`);
    };
    for (const { name, story, lines, refutation } of picturesOf(
      program,
      replay(program, failing.choices),
      failing.failure,
      widths,
    )) {
      if (values.chosen && name !== 'chosen') break;
      pictures++;
      const without = name === 'chosen' ? untold(story, lines) : [];
      missing += without.length;
      if (without.length > 0 && values.show === 'untold') show(name, without.join('; '), lines);
      if (refutation === null) continue;
      if (refutation.kind === 'jump') jumps++;
      else {
        refuted++;
        if (name === 'chosen') refutedChosen++;
      }
      kinds.set(refutation.kind, (kinds.get(refutation.kind) ?? 0) + 1);
      const wanted = values.show === 'any' ? refutation.kind !== 'jump' : refutation.kind === values.show;
      if (!wanted) continue;
      const marked = lines.map((line, i) => `${i + 1 === refutation.row ? '>>' : '  '}${line}`);
      show(name, `${refutation.kind}, row ${refutation.row}: ${refutation.message}`, marked);
    }
  }
  for (const text of shown) process.stdout.write(`${text}\n`);
  const counts = [...kinds].filter(([kind]) => kind !== 'jump').map(([kind, count]) => `${kind} ${count}`);
  process.stdout.write(
    `${pictures} pictures of ${rows} failing rows: ${refuted} refuted${counts.length > 0 ? ` (${counts.join(', ')})` : ''}, ${jumps} with values that do not join\n` +
      `${rows} that check chooses: ${refutedChosen} refuted, ${missing} changes or looks without a line\n`,
  );
  return refuted > 0 ? 1 : 0;
}

function search(programs: Programs, question: Question): Failing | null {
  const shortestStates = values.first ? 0 : DEFAULTS.shortestStates;
  const run = exploration(programs, question, { ...DEFAULTS, shortestStates, now: () => performance.now() });
  let turn = run.next();
  while (turn.done !== true) turn = run.next();
  const { verdict, about } = turn.value;
  if (verdict.kind !== 'fails' || verdict.failure.trace === null) return null;
  return { about, choices: verdict.failure.trace, failure: verdict.failure };
}

function known(file: string): (programs: Programs, question: Question) => Failing | null {
  const { claims } = JSON.parse(readFileSync(file, 'utf8')) as { readonly claims: readonly Row[] };
  const rows = new Set(claims);
  return (programs, question) => {
    const { claim } = question;
    for (const row of rows) {
      const same = row.id === claim.id && row.case === claim.case && row.variant === claim.variant;
      if (!same || row.property !== claim.property || row.as !== claim.as) continue;
      rows.delete(row);
      if (row.trace === null) return null;
      const about = row.trace.variant === row.variant ? question : otherSide(question);
      const parsed = parseTrace(row.trace.replay.split(' ').at(-1) ?? '');
      if (about === null || parsed.kind !== 'trace') throw new Error(`${row.case}: no trace`);
      const program = programs.of(about, judgesWarnings(claim.property));
      const replayed = replay(program, parsed.choices);
      if (replayed.problem !== null) return search(programs, question); // of a model that has changed
      const failure = claim.as === null ? toEnd(failureAt(program, parsed.choices, replayed, [claim.property])) : null;
      return { about, choices: parsed.choices, failure };
    }
    return null;
  };
}

// SPDX-License-Identifier: MIT
// `faultline explore`: a page to look at claims. `--html` makes one file of some claims, decided; `--site` a folder that any
// web server can serve, decided as well; without either the page is served from here, and decides what it is asked.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Commands } from '../ask/commands.ts';
import { type Loaded, load, type Question } from '../ask/load.ts';
import { type Selected, select } from '../ask/select.ts';
import { BadInput } from '../ask/trouble.ts';
import { isOneSetting } from '../report/claim.ts';
import { counted } from '../report/numbers.ts';
import { galleryOf, packNames, rowOf } from '../ui/gallery.ts';
import { offlinePage, sitePage } from '../ui/html.ts';
import { packOf, packText } from '../ui/pack.ts';
import type { Opened } from './disk.ts';
import { type ExitStatus, exitStatus, worst } from './exit.ts';
import type { Output } from './output.ts';
import { answersTo, type Deciding, hashOf, packed, partOf, servedParts, sourcesText } from './page-parts.ts';

export interface ExploreRequest extends Deciding {
  readonly targets: readonly string[];
  readonly variant: string | null;
}

/** A page of more is no page: its Trees alone are megabytes. */
const mostRows = 400;

export async function exploreIntoFile(
  project: Opened,
  request: ExploreRequest & { readonly html: string },
  output: Output,
): Promise<ExitStatus> {
  const { questions, statuses } = askedBy(project, request, output);
  const [first] = questions;
  if (first === undefined) return worst([...statuses, exitStatus.badInput]);
  if (questions.length > mostRows)
    throw new BadInput(
      `${counted(questions.length, 'row')} do not fit one page`,
      `it would carry all their models, and takes at most ${mostRows}`,
      'a claim, a scenario or a folder of one case, or --site',
    );
  const answers = await answersTo(questions, request);
  const { claim } = first;
  const isOne = questions.every((one) => one.claim.id === claim.id);
  const text = offlinePage({
    title: isOne ? `${claim.id} ${claim.title}` : request.targets.join(' '),
    script: partOf(project, 'offline.js'),
    style: partOf(project, 'offline.css'),
    engine: partOf(project, 'engine.js'),
    pack: packed(packText(packOf(questions, answers, new Commands(project)))).toString('base64'),
    hash: hashOf,
  });
  write(request.html, text);
  const size = `${(Buffer.byteLength(text) / 1e6).toFixed(2)} MB`;
  output.line(`${request.html}: ${counted(questions.length, 'claim')}, ${size}; it opens in a browser, offline`);
  return worst(statuses);
}

export async function exploreIntoFolder(
  project: Opened,
  request: ExploreRequest & { readonly site: string },
  output: Output,
): Promise<ExitStatus> {
  const { scenarios, questions, statuses } = askedBy(project, request, output);
  if (questions.length === 0) return worst([...statuses, exitStatus.badInput]);
  const answers = await answersTo(questions, request);
  const rows = questions.map((question, place) => rowOf(question, answers.get(place)));
  const files = [...new Set(questions.map(({ scenario }) => scenario.file))];
  const into = (name: string, content: string | Buffer): void => write(join(request.site, name), content);
  const commands = new Commands(project);
  const names = packNames(files);
  for (const file of files) {
    // Read by itself: a Tree of all scenarios would be in every pack.
    const own = questionsOf(project, { file, ids: idsOf(scenarios, file) }, request.variant);
    const known = new Map(own.map((question, place) => [place, answerOf(questions, answers, question)]));
    const decided = new Map([...known].flatMap(([place, one]) => (one === undefined ? [] : [[place, one] as const])));
    into(names[file] ?? '', packed(packText(packOf(own, decided, commands))));
  }
  into('gallery.json', JSON.stringify(galleryOf(project, { files, rows, pending: 0 })));
  into('sources.pack', packed(sourcesText(project, files)));
  for (const [name, path] of servedParts(project)) into(name, readFileSync(path));
  into('index.html', sitePage());
  output.line(
    `${request.site}: ${counted(questions.length, 'claim')} of ${counted(files.length, 'scenario')}, for any web server`,
  );
  return worst(statuses);
}

function askedBy(project: Opened, { targets, variant }: ExploreRequest, output: Output) {
  const { scenarios } = select(project, targets);
  const loaded = load(project, scenarios, variant, true);
  const statuses = [exitStatus.expected, ...complain(loaded, output)];
  return { scenarios, questions: loaded.questions, statuses };
}

export function complain({ diagnostics, problems }: Loaded, output: Output): readonly ExitStatus[] {
  return [
    ...(diagnostics.length > 0 ? [output.diagnostics(diagnostics)] : []),
    ...problems.map((problem) => output.badInput(problem)),
  ];
}

export function questionsOf(project: Opened, selected: Selected, variant: string | null): readonly Question[] {
  return load(project, [selected], variant, true).questions;
}

function idsOf(scenarios: readonly Selected[], file: string): Selected['ids'] {
  return scenarios.find((one) => one.file === file)?.ids ?? null;
}

function answerOf(
  questions: readonly Question[],
  answers: Awaited<ReturnType<typeof answersTo>>,
  { claim, scenario }: Question,
) {
  const place = questions.findIndex(
    (one) =>
      one.scenario.file === scenario.file &&
      one.claim.id === claim.id &&
      one.claim.variant === claim.variant &&
      one.claim.property === claim.property &&
      one.claim.as === claim.as &&
      isOneSetting(one.claim, claim),
  );
  return answers.get(place);
}

function write(file: string, content: string | Buffer): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    throw new BadInput(`${file}: cannot be written`, why, 'another place for it');
  }
}

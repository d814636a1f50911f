// SPDX-License-Identifier: MIT
// What there is to look at: threads as cards, and the rows of their claims with what is known of each. Plain data, the same
// from a server, which knows no verdicts yet, and in a site, which was built with them.

import type { Answered } from '../ask/answer.ts';
import type { Question } from '../ask/load.ts';
import { entriesOf, isFile, type Project, readText } from '../ask/project.ts';
import type { MemoryModel } from '../compile/program.ts';
import { type Claim, memoryOf } from '../report/claim.ts';

export interface GalleryRow {
  /** The scenario's file. */
  readonly file: string;
  readonly id: string;
  readonly title: string;
  readonly by: string;
  readonly variant: string;
  readonly property: string;
  readonly as: string | null;
  readonly memory: MemoryModel;
  readonly compiler: boolean;
  readonly thread: Claim['thread'];
  readonly expect: Claim['expect'];
  /** Null: nobody has asked. */
  readonly verdict: 'holds' | 'fails' | 'unknown' | null;
  readonly states: number | null;
}

/** A folder of scenarios: mostly a thread of mails. */
export interface GalleryThread {
  readonly folder: string;
  readonly title: string;
  /** What its README begins with; empty: it has none. */
  readonly summary: string;
}

export interface Gallery {
  readonly schema: typeof schema;
  /** In order of time, as their names begin with a year. */
  readonly threads: readonly GalleryThread[];
  readonly rows: readonly GalleryRow[];
  /** By scenario, the address of its pack. */
  readonly packs: Readonly<Record<string, string>>;
  /** By scenario, the functions that it names. */
  readonly functions: Readonly<Record<string, readonly string[]>>;
  /** Ids of claims that a program made a running kernel do. */
  readonly reproduced: readonly string[];
  /** Scenarios that have not been read yet. */
  readonly pending: number;
}

const schema = 'faultline.gallery/1';

export function rowOf({ claim, scenario }: Question, answered: Answered | undefined): GalleryRow {
  const { id, title, by, variant, property, as, thread, expect } = claim;
  const verdict = answered === undefined || answered.trouble !== null ? null : answered.verdict;
  const memory = memoryOf(claim);
  const known = { verdict: verdict?.kind ?? null, states: verdict?.counts.states ?? null };
  const compiler = claim.compiler === true;
  return { file: scenario.file, id, title, by, variant, property, as, memory, compiler, thread, expect, ...known };
}

/** Whether what came out is not what the thread concluded; before anybody has asked, by what is expected. */
export function contradicts({ thread, verdict, expect }: GalleryRow): boolean {
  const found = verdict ?? expect;
  return (thread === 'holds' || thread === 'fails') && found !== 'unknown' && found !== thread;
}

/** The kernel of a variant: what stands before its patches. */
export function kernelOf({ variant }: Pick<GalleryRow, 'variant'>): string {
  return variant.split('+')[0] ?? '';
}

export function folderOf(file: string): string {
  return file.includes('/') ? file.slice(0, file.lastIndexOf('/')) : '';
}

/** Functions that a scenario imports: what its threads call. */
export function functionsNamedIn(text: string): readonly string[] {
  const lists = [...text.matchAll(/^import\s*\{([^}]*)\}/gm)].flatMap(([, list = '']) => list.split(','));
  return [...new Set(lists.map((one) => one.trim()).filter((one) => /^[a-z_]\w*$/.test(one)))];
}

/** An address for each, that says which it is. */
export function packNames(files: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(files.map((file, i) => [file, `packs/${i}-${file.replaceAll(/[^\w]+/g, '-')}.pack`]));
}

export interface GalleryParts {
  readonly files: readonly string[];
  readonly rows: readonly GalleryRow[];
  readonly pending: number;
}

export function galleryOf(project: Project, { files, rows, pending }: GalleryParts): Gallery {
  const folders = [...new Set(files.map(folderOf))].toSorted();
  return {
    schema,
    threads: folders.map((folder) => threadOf(project, folder)),
    rows,
    packs: packNames(files),
    functions: Object.fromEntries(files.map((file) => [file, functionsNamedIn(readText(project, file) ?? '')])),
    reproduced: reproducedIn(project),
    pending,
  };
}

function threadOf(project: Project, folder: string): GalleryThread {
  const text = readText(project, `${folder}/README.md`) ?? '';
  const [, title = folder.slice(folder.lastIndexOf('/') + 1)] = /^# (.*)$/m.exec(text) ?? [];
  const below = text
    .slice(text.indexOf(`# ${title}`))
    .split('\n')
    .slice(1)
    .join('\n')
    .trim();
  const [first = ''] = below.split('\n\n');
  return { folder, title: plainText(title), summary: plainText(first.replaceAll('\n', ' ')) };
}

/** Without the marks of Markdown. */
function plainText(markdown: string): string {
  return markdown.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').replaceAll(/[*`]/g, '');
}

/** Claims that a reproducer's own page names, or the page of the finding that bears its name. */
function reproducedIn(project: Project): readonly string[] {
  const folder = 'reproducers';
  if (!project.files.isDirectory(folder)) return [];
  const names = entriesOf(project, folder).map(({ name }) => name);
  const pages = names.flatMap((name) => [`${folder}/${name}/README.md`, `docs/findings/${name}.md`]);
  const texts = pages.filter((page) => isFile(project, page)).map((page) => readText(project, page) ?? '');
  const named = texts.flatMap((text) => [...text.matchAll(/\b\d{4}\/[A-Z]+-?\w+/g)].map(([id]) => id));
  return [...new Set(named)];
}

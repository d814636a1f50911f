// SPDX-License-Identifier: MIT
// The worker that reads edited models: TypeScript, the reader and the checker of the command line, over the texts that the site
// has. An edit is a diff, put on top as `check --patch` does it: so what is said here is what the command line says.

import { Commands } from '../../../ask/commands.ts';
import { judgesWarnings, programOf } from '../../../ask/decide.ts';
import { editsOf } from '../../../ask/edits.ts';
import { withDiffs } from '../../../ask/given.ts';
import { load, type Question } from '../../../ask/load.ts';
import type { Project } from '../../../ask/project.ts';
import { refusalOf } from '../../../ask/refusal.ts';
import { textFiles } from '../../../ask/text-files.ts';
import { BadInput, bugText } from '../../../ask/trouble.ts';
import { layersOf } from '../../../ask/variant.ts';
import type { Diagnostic } from '../../../lang/diagnostic.ts';
import { graphText } from '../../graph-text.ts';
import { linkedMemory } from '../../link.ts';
import { packOf } from '../../pack.ts';
import { answerOf } from './in-slices.ts';
import { type Edit, type EditAsked, type EditTold, editName, type ModelText } from './messages.ts';

interface Sources {
  readonly files: Readonly<Record<string, string>>;
  readonly kernels: Project['kernels'];
  readonly cases: Project['cases'];
}

let sources: Sources | null = null;
let isEnded = false;
const tell = (told: EditTold): void => postMessage(told);

addEventListener('message', ({ data }: MessageEvent<EditAsked>) => {
  void heard(data);
});

async function heard(asked: EditAsked): Promise<void> {
  try {
    if (asked.kind === 'sources') sources = JSON.parse(asked.text) as Sources;
    else if (asked.kind === 'end') isEnded = true;
    else if (asked.kind === 'patched')
      tell({ kind: 'patched', number: asked.number, texts: patched(asked.file, asked.variant) });
    else if (asked.kind === 'look') look(asked.edit, asked.number);
    else await check(asked.edit);
  } catch (error) {
    if (error instanceof BadInput)
      tell({ kind: 'read', number: null, diagnostics: [], problems: [problemText(error)] });
    else tell({ kind: 'bug', detail: bugText(error) });
  }
}

function problemText({ message, why, instead }: BadInput): string {
  return [message, why, instead === '' ? '' : `instead: ${instead}`].filter((one) => one !== '').join('\n');
}

function projectWith({ diff }: Pick<Edit, 'diff'>): Project {
  if (sources === null) throw new Error('checker bug: an edit before there are texts');
  const { files, kernels, cases } = sources;
  const all = diff === '' ? files : { ...files, [editName]: diff };
  const project = { files: textFiles({ files: all, read: () => null, list: () => [] }), kernels, cases };
  return diff === '' ? project : withDiffs(project, [editName]);
}

/** What the patches of a variant make of the files below them: an edit stands on top of that. */
function patched(file: string, variant: string): Readonly<Record<string, ModelText>> {
  const project = projectWith({ diff: '' });
  const edits = editsOf(project);
  try {
    const { overlays, patches } = layersOf(project, file, variant);
    const found = overlays.toReversed().flatMap((path) => edits.file(path) ?? []);
    const insideOf = (path: string): string =>
      path.slice((patches.find((one) => path.startsWith(`${one}/`)) ?? '').length + 1);
    return Object.fromEntries(found.map(({ path, origin, text }) => [origin, { text, called: insideOf(path) }]));
  } catch (error) {
    // There is no such variant: whoever looks at the edit is told so.
    if (error instanceof BadInput) return {};
    throw error;
  }
}

interface Loaded {
  readonly project: Project;
  readonly question: Question | null;
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: readonly string[];
}

function loaded(edit: Edit): Loaded {
  const project = projectWith(edit);
  const { file, claim, property, variant, memory } = edit;
  const { questions, diagnostics, problems } = load(
    project,
    [{ file, ids: null }],
    variant === '' ? null : variant,
    true,
  );
  const meant = questions.filter((one) => one.claim.property === property && linkedMemory(one.claim) === memory);
  const question = meant.find((one) => one.claim.id === claim) ?? meant[0] ?? questions[0] ?? null;
  return { project, question, diagnostics, problems: problems.map(problemText) };
}

function look(edit: Edit, number: number): void {
  const { question, diagnostics, problems } = loaded(edit);
  tell({ kind: 'read', number, diagnostics: [...diagnostics, ...compiled(question)], problems });
}

/** What only compiling finds. */
function compiled(question: Question | null): readonly Diagnostic[] {
  if (question === null) return [];
  try {
    programOf(question, judgesWarnings(question.claim.property));
    return [];
  } catch (error) {
    const refusal = refusalOf(error, question);
    if (refusal === null) throw error;
    return refusal.diagnostics;
  }
}

async function check(edit: Edit): Promise<void> {
  isEnded = false;
  const { project, question, diagnostics, problems } = loaded(edit);
  if (question === null || diagnostics.length > 0)
    return tell({
      kind: 'read',
      number: null,
      diagnostics,
      problems: question === null && problems.length === 0 ? ['nothing is asked'] : problems,
    });
  const answered = await answerOf(
    question,
    () => isEnded,
    (progress) => tell({ kind: 'progress', progress }),
  );
  const refused = answered.trouble?.kind === 'refused' ? answered.trouble.diagnostics : [];
  if (answered.trouble?.kind === 'bug') return tell({ kind: 'bug', detail: answered.trouble.detail });
  if (refused.length > 0) return tell({ kind: 'read', number: null, diagnostics: refused, problems: [] });
  const { rows } = packOf([question], new Map([[0, answered]]), new Commands(project));
  tell({ kind: 'checked', row: graphText(rows[0]) });
}

// SPDX-License-Identifier: MIT
// Models and scenario as text, with what the command line would say under it; checked again on demand. What is kept is a diff.

import type { EditorView } from '@codemirror/view';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { applyHunks } from '../../lang/apply-diff.ts';
import type { Diagnostic } from '../../lang/diagnostic.ts';
import { readDiff } from '../../lang/diff.ts';
import { diagnosticText } from '../../report/diagnostics.ts';
import { counted } from '../../report/numbers.ts';
import { plain } from '../../report/paint.ts';
import { editedDiff } from '../edit-diff.ts';
import { linkedMemory } from '../link.ts';
import type { PackedRow } from '../pack.ts';
import { mark, openEditor, type Said, show } from './code-mirror.ts';
import type { Editing, Wrong } from './editing.ts';
import { variantBelow } from './hash.ts';
import { SaveLink } from './save.tsx';
import { type Edit, editName, type ModelText } from './work/messages.ts';

export interface EditorGiven {
  readonly editing: Editing;
  readonly row: PackedRow;
  /** Where a thread stands: shown first. */
  readonly place: { readonly file: string; readonly line: number } | null;
  readonly onChecked: (row: PackedRow) => void;
  readonly onClose: () => void;
}

const nothingWrong: Wrong = { diagnostics: [], problems: [] };
/** Milliseconds without a key until what is written is read. */
const pause = 500;

type Texts = ReadonlyMap<string, ModelText>;
type Edits = ReadonlyMap<string, string>;

/** An edit stands on top of a variant: what is edited are the files as its patches leave them. */
export function EditView(given: EditorGiven) {
  const { editing, row } = given;
  const [texts, setTexts] = useState<Texts | null>(null);
  useEffect(() => void editing.texts(row.question.scenario.file, variantBelow(row)).then(setTexts), [editing, row]);
  return texts === null ? <p class="faint loading">The models are read …</p> : <EditTexts {...given} first={texts} />;
}

function EditTexts({ editing, row, place, first, onChecked, onClose }: EditorGiven & { readonly first: Texts }) {
  const { question } = row;
  const paths = useMemo(() => pathsOf(first, row), [first, row]);
  const [{ texts, edited, misfits }, setEdited] = useState<EditedTexts>(() => ({
    texts: first,
    edited: editedBy(first, row.diff ?? ''),
    misfits: [],
  }));
  const [path, setPath] = useState(() => firstPath(paths, edited, question.scenario.file, place));
  const [variant, setVariant] = useState(() => variantBelow(row));
  const [wrong, setWrong] = useState<Wrong | null>(null);
  const [checking, setChecking] = useState<string | null>(null);
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latest = useRef({ texts, edited });
  latest.current = { texts, edited };

  const diff = useMemo(() => diffOf(texts, edited), [texts, edited]);
  const edit: Edit = {
    file: question.scenario.file,
    claim: question.claim.id,
    property: question.claim.property,
    memory: linkedMemory(question.claim),
    variant,
    diff,
  };
  const key = JSON.stringify(edit);

  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    root.replaceChildren();
    const parent = document.createElement('div');
    parent.style.height = '100%';
    root.append(parent);
    const text = latest.current.edited.get(path) ?? latest.current.texts.get(path)?.text ?? '';
    const opened = openEditor({
      root,
      parent,
      text,
      label: path,
      onChange: (now) => setEdited((before) => ({ ...before, edited: new Map([...before.edited, [path, now]]) })),
    });
    view.current = opened;
    if (place !== null && place.file === path) show(opened, place.line);
    return () => opened.destroy();
  }, [path, texts]);

  useEffect(() => {
    let isOver = false;
    const timer = setTimeout(async () => {
      const found = await editing.texts(question.scenario.file, variant);
      if (!isOver) setEdited((before) => movedTo(found, before));
    }, pause);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [editing, question, variant]);

  useEffect(() => {
    setWrong(null);
    const timer = setTimeout(() => editing.look(JSON.parse(key) as Edit, setWrong), pause);
    return () => clearTimeout(timer);
  }, [key, editing]);

  useEffect(() => {
    if (view.current !== null) mark(view.current, saidOf(wrong ?? nothingWrong, path));
  }, [wrong, path]);

  const check = async (): Promise<void> => {
    setChecking('begins');
    const checked = await editing.check(edit, ({ counts }) => setChecking(counted(counts.states, 'state')));
    setChecking(null);
    if (checked.kind === 'row') onChecked({ ...checked.row, ...(diff === '' ? {} : { diff }) });
    else if (checked.kind === 'wrong') setWrong(checked);
    else setWrong({ diagnostics: [], problems: [`checker bug: ${checked.detail}`] });
  };
  const isWrong = wrong !== null && (wrong.diagnostics.length > 0 || wrong.problems.length > 0);
  return (
    <section class="editor" aria-label="Edit">
      <h1 class="sr">Edit {question.claim.id}</h1>
      <header>
        <label>
          <span class="sr">file</span>
          <select value={path} onChange={(event) => setPath(event.currentTarget.value)}>
            {paths.map((one) => (
              <option key={one} value={one}>
                {isChanged(texts, edited, one) ? '● ' : ''}
                {one}
              </option>
            ))}
          </select>
        </label>
        <label>
          variant <input value={variant} onChange={(event) => setVariant(event.currentTarget.value)} size={16} />
        </label>
        {checking === null ? (
          <button type="button" class="primary" onClick={() => void check()} disabled={wrong === null || isWrong}>
            check
          </button>
        ) : (
          <>
            <progress aria-label="every interleaving is tried" /> <span role="status">{checking}</span>{' '}
            <button type="button" onClick={() => editing.end()}>
              stop
            </button>
          </>
        )}
        {diff === '' ? null : <SaveLink name={editName} text={diff} />}
        {isChanged(texts, edited, path) ? (
          <button
            type="button"
            onClick={() => {
              const text = texts.get(path)?.text ?? '';
              view.current?.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: text } });
            }}
          >
            as it was
          </button>
        ) : null}
        <button type="button" onClick={onClose}>
          close
        </button>
      </header>
      <div class="cm-host" ref={host} />
      <output class="said-of-edit" aria-live="polite">
        {wrong === null ? <p class="faint">It is read …</p> : isWrong ? null : <p class="good">✓ It can be checked.</p>}
        {misfits.map((one) => (
          <p key={one} class="bad">
            The edit of {one} does not fit this variant: what stands here is the whole file as it was edited, and the
            diff takes back what the variant has otherwise.
          </p>
        ))}
        {(wrong ?? nothingWrong).problems.map((text) => (
          <pre key={text} class="bad">
            {text}
          </pre>
        ))}
        {(wrong ?? nothingWrong).diagnostics.map((one) => (
          <pre key={`${one.place.file} ${one.place.line} ${one.place.column} ${one.what}`}>
            {diagnosticText(one, plain)}
          </pre>
        ))}
      </output>
    </section>
  );
}

/** What the model was read from, as far as somebody may edit it: the scenario, and what lies around it. */
function pathsOf(texts: Texts, { question }: PackedRow): readonly string[] {
  const own = [...question.tree.files.keys()].map(withoutEdit);
  const known = [...texts.keys()];
  const found = own.flatMap((path) =>
    texts.has(path) ? [path] : known.filter((one) => path !== '' && one.endsWith(`/${path}`)).slice(0, 1),
  );
  return [...new Set(found)].filter((path) => path !== 'src/lang/vocabulary.ts').toSorted();
}

/** `edit.diff/mm/rmap.ts` is `mm/rmap.ts`, somewhere below. */
function withoutEdit(path: string): string {
  return path.replace(/^edit\.diff(?:@[^/]*)?\//, '');
}

function firstPath(paths: readonly string[], edited: Edits, scenario: string, place: EditorGiven['place']): string {
  const [changed] = edited.keys();
  if (changed !== undefined) return changed;
  return place !== null && paths.includes(place.file) ? place.file : scenario;
}

interface EditedTexts {
  /** As the variant has them. */
  readonly texts: Texts;
  /** As somebody has left them, by path. */
  readonly edited: Edits;
  /** Paths whose edit was made on another variant, and does not fit this one. */
  readonly misfits: readonly string[];
}

/** The same edit on top of another variant. */
function movedTo(texts: Texts, before: EditedTexts): EditedTexts {
  const misfits: string[] = [];
  const edited = [...before.edited].map(([path, text]) => {
    const [was, is] = [textIn(before.texts, path), textIn(texts, path)];
    const moved = was === is ? text : editedBy(texts, editedDiff(texts.get(path)?.called ?? path, was, text)).get(path);
    if (moved === undefined && was !== text) misfits.push(path);
    return [path, moved ?? (was === text ? is : text)] as const;
  });
  const isSame = [...texts].every(([path, { text }]) => textIn(before.texts, path) === text);
  return isSame ? before : { texts, edited: new Map(edited), misfits };
}

const textIn = (texts: Texts, path: string): string => texts.get(path)?.text ?? '';

function editedBy(texts: Texts, diff: string): Edits {
  if (diff === '') return new Map();
  const read = readDiff(diff);
  if (read.kind === 'problem') return new Map();
  return new Map(
    read.files.flatMap(({ to, hunks }) => {
      const written = (to ?? '').replace(/^b\//, '');
      const [path, meant] = [...texts].find(([, { called }]) => called === written) ?? ['', undefined];
      const result = meant === undefined ? null : applyHunks(meant.text, hunks);
      return result?.kind === 'applied' ? [[path, result.text] as const] : [];
    }),
  );
}

function isChanged(texts: Texts, edited: Edits, path: string): boolean {
  const now = edited.get(path);
  return now !== undefined && now !== textIn(texts, path);
}

function diffOf(texts: Texts, edited: Edits): string {
  return [...edited]
    .map(([path, text]) => editedDiff(texts.get(path)?.called ?? path, textIn(texts, path), text))
    .join('');
}

function saidOf({ diagnostics }: Wrong, path: string): readonly Said[] {
  const isHere = ({ place }: Diagnostic): boolean => {
    const inside = withoutEdit(place.file);
    return inside === path || path.endsWith(`/${inside}`);
  };
  return diagnostics.filter(isHere).map(({ place, what, why, instead }) => ({
    line: place.line,
    column: place.column,
    length: place.length,
    message: [what, why, instead === '' ? '' : `instead: ${instead}`].filter((one) => one !== '').join('\n'),
  }));
}

// SPDX-License-Identifier: MIT
// The page: which claim is looked at, the theme, the list of keys. A position goes into the address, so that it can be sent.

import type { ComponentType } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Answered } from '../../ask/answer.ts';
import { type Choices, formatTrace } from '../../explore/trace.ts';
import { ModelError } from '../../lang/diagnostic.ts';
import { diagnosticsText, diagnosticText } from '../../report/diagnostics.ts';
import { counted } from '../../report/numbers.ts';
import { plain } from '../../report/paint.ts';
import { type Position, positionText } from '../link.ts';
import type { Pack, PackedRow } from '../pack.ts';
import { stateAt } from '../picture/source.ts';
import { failingChoices, openSession, type Session } from '../session.ts';
import { ClaimView, type Standing } from './claim.tsx';
import { CompareView } from './compare.tsx';
import type { Editing } from './editing.ts';
import type { EditorGiven } from './editor.tsx';
import { claimHash, everything, hashPosition, namesNone, packedHash, positionAt, variantBelow } from './hash.ts';
import { type Key, keyName } from './keys.ts';
import { SaveLink } from './save.tsx';
import { SendView } from './send.tsx';
import { turnTheme } from './theme.ts';
import { type Asking, useAnswer } from './use-answer.ts';
import { editName } from './work/messages.ts';

interface Given {
  readonly pack: Pack;
  /** Whether there is more than this pack: a gallery, and a worker that decides. */
  readonly isSite: boolean;
  readonly onAnswer: (row: PackedRow, answered: Answered) => void;
}

interface Opened {
  readonly session: Session | null;
  /** Why there is none. */
  readonly trouble: string | null;
}

export function App({ pack: given, isSite, onAnswer }: Given) {
  const [pack, setPack] = useState(given);
  const [index, setIndex] = useState(() => firstOf(pack));
  const [linked, setLinked] = useState<Position | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [ready, setReady] = useState(false);
  const [keys, setKeys] = useState<readonly Key[] | null>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  /** What is over the claim, or beside it. */
  const [mode, setMode] = useState<'claim' | 'edit' | 'compare' | 'send'>('claim');
  const [followed, setFollowed] = useState<string | null>(null);
  const picker = useRef<HTMLSelectElement>(null);
  const standing = useRef<Standing | null>(null);
  /** What a position means is looked up in the rows as they are when it is followed. */
  const rows = useRef(pack.rows);
  rows.current = pack.rows;

  /** @returns its index */
  const add = useCallback((edited: PackedRow): number => {
    const all = [...rows.current, edited];
    rows.current = all;
    setPack((before) => ({ ...before, rows: all }));
    return all.length - 1;
  }, []);
  const withEdit = useCallback(
    async (position: Position): Promise<PackedRow | string> => {
      if (!isSite) return 'This link has an edit in it: it opens on a site, or with `faultline explore`.';
      setFollowed('The edit of this link is read and checked …');
      const { editing } = await openEditor();
      const { file, claim, property, variant, diff } = position;
      const checked = await editing.check({ file, claim, property, variant, diff }, ({ counts }) =>
        setFollowed(`The edit of this link is checked: ${counted(counts.states, 'state')}`),
      );
      editing.close();
      setFollowed(null);
      if (checked.kind === 'row') return { ...checked.row, diff };
      if (checked.kind === 'bug') return `checker bug: ${checked.detail}`;
      return `The edit of this link is no model:\n${[...checked.problems, ...checked.diagnostics.map((one) => diagnosticText(one, plain))].join('\n')}`;
    },
    [isSite],
  );

  useEffect(() => {
    const follow = async (): Promise<void> => {
      const read = await hashPosition();
      if (read?.kind === 'problem') setProblem(read.problem);
      if (read?.kind === 'position') {
        const { position } = read;
        let found = rowOf(rows.current, position);
        if (position.diff !== '' && rows.current[found]?.diff !== position.diff) {
          const edited = await withEdit(position);
          if (typeof edited === 'string') setProblem(edited);
          else found = add(edited);
        }
        if (found >= 0) {
          setLinked(position);
          setIndex(found);
        } else if (!isSite) setProblem(`This page has no claim ${position.claim} of ${position.file}.`);
      }
      setReady(true);
    };
    void follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [isSite, add, withEdit]);

  const row = pack.rows[index];
  const answered = useCallback(
    (asked: PackedRow, answer: Answered) => {
      const { verdict, traceVariant, trouble: why } = answer;
      const diagnostics = why?.kind === 'refused' ? why.diagnostics : [];
      const known = { ...asked, verdict, traceVariant, diagnostics };
      setPack((before) => ({ ...before, rows: before.rows.map((one) => (one === asked ? known : one)) }));
      onAnswer(asked, answer);
    },
    [onAnswer],
  );
  const asking = useAnswer(ready ? row : undefined, isSite, answered);
  const opened = useMemo(() => (ready && row !== undefined ? open(row) : null), [row, ready]);
  const { session = null, trouble = null } = opened ?? {};
  const stand = useCallback(
    ({ run, at }: Standing) => {
      standing.current = { run, at };
      if (session !== null) void remember(session, isSite, linked, { run, at });
    },
    [session, linked, isSite],
  );
  const start = startOf(row, linked);
  const isOld = session !== null && linked !== null && linked.model !== '' && linked.model !== session.program.checksum;
  return (
    <>
      <a class="skip" href="#main">
        to the run
      </a>
      <header class="top">
        {isSite ? (
          <a class="brand" href={everything} title="all claims">
            faultline
          </a>
        ) : (
          <span class="brand">faultline</span>
        )}
        <label>
          <span class="sr">claim</span>
          <select
            ref={picker}
            value={index}
            onChange={(event) => {
              setLinked(null);
              setIndex(Number(event.currentTarget.value));
            }}
          >
            {pack.rows.map((one, i) => (
              <option key={i} value={i}>
                {rowText(one)}
              </option>
            ))}
          </select>
        </label>
        <span class="space" />
        {row?.diff === undefined ? null : <SaveLink name={editName} text={row.diff} />}
        {session === null ? null : (
          <>
            <button
              type="button"
              aria-pressed={mode === 'compare'}
              onClick={() => setMode(mode === 'compare' ? 'claim' : 'compare')}
            >
              compare
            </button>
            <button type="button" onClick={() => setMode('send')}>
              send
            </button>
          </>
        )}
        {isSite ? (
          <button
            type="button"
            aria-pressed={mode === 'edit'}
            onClick={async () => {
              if (editor === null) setEditor(await openEditor());
              setMode(mode === 'edit' ? 'claim' : 'edit');
            }}
          >
            edit
          </button>
        ) : null}
        <button type="button" onClick={turnTheme} aria-label="dark or light" title="dark or light">
          ◐
        </button>
        <button type="button" onClick={() => setKeys(keys === null ? [] : null)} aria-label="keys" title="?">
          ?
        </button>
      </header>
      <main id="main">
        {followed === null ? null : (
          <p class="asking" role="status">
            <progress aria-label="it is checked" /> {followed}
          </p>
        )}
        {problem === null ? null : (
          <p class="banner" role="alert">
            {problem}
          </p>
        )}
        {isOld ? (
          <p class="banner" role="alert">
            The model has changed since this link was made: it was {linked.model.slice(0, 8)}, and is{' '}
            {session.program.checksum.slice(0, 8)}. The trace is followed as far as it goes.
          </p>
        ) : null}
        {linked !== null && (linked.title !== '' || linked.note !== '') ? (
          <aside class="note">
            <strong>{linked.title}</strong> {linked.note}
          </aside>
        ) : null}
        {asking === null ? null : <AskingView asking={asking} />}
        {trouble === null ? null : <pre class="banner">{trouble}</pre>}
        {mode === 'edit' && editor !== null && row !== undefined ? (
          <editor.View
            key={index}
            editing={editor.editing}
            row={row}
            place={placeOf(session, standing.current)}
            onChecked={(edited) => {
              setLinked(null);
              setIndex(add(edited));
              setMode('claim');
            }}
            onClose={() => setMode('claim')}
          />
        ) : session === null ? (
          trouble === null ? (
            <p class="faint loading">The model is compiled …</p>
          ) : null
        ) : (
          <ClaimView
            key={`${index} ${row?.verdict?.kind ?? ''} ${linked === null ? '' : positionText(linked)}`}
            session={session}
            start={start}
            onStand={stand}
            onHelp={setKeys}
            onSearch={() => picker.current?.focus()}
            over={
              mode === 'compare'
                ? (run, at, onGo) => (
                    <CompareView
                      session={session}
                      run={run}
                      rows={pack.rows}
                      at={at}
                      onGo={onGo}
                      onClose={() => setMode('claim')}
                    />
                  )
                : null
            }
          />
        )}
      </main>
      {mode === 'send' && session !== null && standing.current !== null ? (
        <SendView
          session={session}
          run={standing.current.run}
          at={standing.current.at}
          isSite={isSite}
          linked={linked}
          onClose={() => setMode('claim')}
        />
      ) : null}
      {keys === null ? null : <Help keys={keys} onClose={() => setKeys(null)} />}
    </>
  );
}

/** Built into a page that is served; an offline file has no reader of models. */
declare const SITE: boolean;

interface Editor {
  readonly editing: Editing;
  readonly View: ComponentType<EditorGiven>;
}

/** The editor, and a worker with a reader of models: loaded when somebody edits. */
async function openEditor(): Promise<Editor> {
  if (SITE) {
    const [{ Editing }, { EditView }] = await Promise.all([import('./editing.ts'), import('./editor.tsx')]);
    return { editing: await Editing.begin(), View: EditView };
  }
  throw new Error('checker bug: an offline file is edited');
}

/** Where the thread stands that has just moved. */
function placeOf(session: Session | null, standing: Standing | null): EditorGiven['place'] {
  if (session === null || standing === null) return null;
  const { run, at } = standing;
  const thread = run.replayed.steps[at - 1]?.thread ?? 0;
  const frame = session.program.view(stateAt(run.replayed, at), 0).threads[thread]?.stack.at(-1);
  return frame === undefined ? null : { file: frame.place.file, line: frame.place.line };
}

function Help({ keys, onClose }: { readonly keys: readonly Key[]; readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" onClose={onClose}>
      <h2>Keys</h2>
      <dl>
        {keys.map(({ keys: names, does }) => (
          <div key={does}>
            <dt>
              {(names.length > 4 ? [`${names[0]} … ${names.at(-1)}`] : names).map((name) => (
                <kbd key={name}>{keyName(name)}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">close</button>
      </form>
    </dialog>
  );
}

function open(row: PackedRow): Opened {
  if (row.diagnostics.length > 0) return { session: null, trouble: diagnosticsText(row.diagnostics, plain) };
  try {
    return { session: openSession(row), trouble: null };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { session: null, trouble: diagnosticsText(error.diagnostics, plain) };
  }
}

/** What fails is what one wants to see, and the smallest model of those. */
function firstOf({ rows }: Pack): number {
  const failing = rows.filter(({ verdict }) => verdict?.kind === 'fails' && verdict.failure.trace !== null);
  const [smallest] = failing.toSorted((a, b) => (a.verdict?.counts.states ?? 0) - (b.verdict?.counts.states ?? 0));
  return smallest === undefined ? 0 : rows.indexOf(smallest);
}

function startOf(
  row: PackedRow | undefined,
  linked: Position | null,
): { readonly choices: Choices; readonly at: number } {
  const choices = linked?.trace ?? (row === undefined ? null : failingChoices(row));
  return { choices: choices ?? { initial: 0, steps: [] }, at: linked?.at ?? 0 };
}

function rowText({ question: { claim }, verdict }: PackedRow): string {
  const file = claim.case.slice(claim.case.lastIndexOf('/') + 1).replace(/\.ts$/, '');
  return [claim.id, claim.variant, claim.property, verdict?.kind ?? '', file].filter((part) => part !== '').join(' · ');
}

function rowOf(rows: Pack['rows'], { file, claim, property, variant, diff }: Position): number {
  const score = (row: PackedRow): number => {
    const { question, diff: edit = '' } = row;
    if (question.scenario.file !== file || edit !== diff || variantBelow(row) !== variant) return 0;
    return 1 + (question.claim.id === claim ? 2 : 0) + (question.claim.property === property ? 1 : 0);
  };
  const best = Math.max(...rows.map(score));
  return best === 0 ? -1 : rows.findIndex((row) => score(row) === best);
}

async function remember(session: Session, isSite: boolean, linked: Position | null, standing: Standing): Promise<void> {
  const { row } = session;
  const { run, at } = standing;
  const own = formatTrace(failingChoices(row) ?? { initial: 0, steps: [] });
  const isOwn = at === 0 && row.diff === undefined && formatTrace(run.choices) === own && (linked?.note ?? '') === '';
  const position = positionAt(session, standing, { title: linked?.title ?? '', note: linked?.note ?? '' });
  const hash = !isOwn ? await packedHash(position) : isSite ? claimHash(position) : '';
  // Meanwhile somebody may have gone elsewhere.
  if (isSite && namesNone()) return;
  history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
}

function AskingView({ asking: { progress, bug, end } }: { readonly asking: Asking }) {
  if (bug !== null)
    return (
      <pre class="banner">
        checker bug: this is a fault of faultline, not of the model{'\n'}
        {bug}
      </pre>
    );
  const said = progress === null ? 'begins' : `${phases[progress.phase]}: ${counted(progress.counts.states, 'state')}`;
  return (
    <p class="asking" role="status">
      <progress aria-label="every interleaving is tried" /> Every interleaving is tried.{' '}
      <span class="faint">{said}</span>{' '}
      <button type="button" onClick={end}>
        stop
      </button>
    </p>
  );
}

const phases = {
  search: 'search',
  livelock: 'looking for rounds without end',
  leadsTo: 'looking for rounds without end',
  'shortest story': 'shortest story',
  telling: 'telling',
} as const;

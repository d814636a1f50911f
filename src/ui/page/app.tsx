// SPDX-License-Identifier: MIT
// The page: which claim is looked at, the theme, the list of keys. A position goes into the address, so that it can be sent.

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { formatTrace } from '../../explore/trace.ts';
import { ModelError } from '../../lang/diagnostic.ts';
import { diagnosticsText } from '../../report/diagnostics.ts';
import { plain } from '../../report/paint.ts';
import { longestLink, type Position, positionIn, positionText } from '../link.ts';
import type { Pack, PackedRow } from '../pack.ts';
import { failingChoices, openSession, type Session } from '../session.ts';
import { ClaimView, type Standing } from './claim.tsx';
import { type Key, keyName } from './keys.ts';
import { fromHash, toHash } from './packed.ts';

interface Given {
  readonly pack: Pack;
}

interface Opened {
  readonly row: PackedRow;
  readonly session: Session | null;
  /** Why there is none. */
  readonly trouble: string | null;
}

export function App({ pack }: Given) {
  const [index, setIndex] = useState(() => firstOf(pack));
  const [linked, setLinked] = useState<Position | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [ready, setReady] = useState(false);
  const [keys, setKeys] = useState<readonly Key[] | null>(null);
  const picker = useRef<HTMLSelectElement>(null);

  useEffect(() => {
    const follow = async (): Promise<void> => {
      const hash = location.hash.slice(1);
      if (hash !== '') {
        const read = await positionOf(hash);
        if (read.kind === 'problem') setProblem(read.problem);
        else {
          const row = rowOf(pack, read.position);
          if (row < 0) setProblem(`This page has no claim ${read.position.claim} of ${read.position.file}.`);
          else {
            setLinked(read.position);
            setIndex(row);
          }
        }
      }
      setReady(true);
    };
    void follow();
    const again = (): void => {
      setReady(false);
      void follow();
    };
    addEventListener('hashchange', again);
    return () => removeEventListener('hashchange', again);
  }, [pack]);

  const opened = useMemo(() => (ready ? open(pack.rows[index]) : null), [pack, index, ready]);
  const { row, session = null, trouble = null } = opened ?? { row: pack.rows[index] };
  const stand = useCallback(
    ({ run, at }: Standing) => {
      if (session === null) return;
      void remember(session, linked, { run, at });
    },
    [session, linked],
  );
  const start = linked !== null ? { choices: linked.trace, at: linked.at } : startOf(row);
  const isOld = session !== null && linked !== null && linked.model !== '' && linked.model !== session.program.checksum;
  return (
    <>
      <a class="skip" href="#main">
        to the run
      </a>
      <header class="top">
        <span class="brand">faultline</span>
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
        <button type="button" onClick={turnTheme} aria-label="dark or light" title="dark or light">
          ◐
        </button>
        <button type="button" onClick={() => setKeys(keys === null ? [] : null)} aria-label="keys" title="?">
          ?
        </button>
      </header>
      <main id="main">
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
        {trouble === null ? null : <pre class="banner">{trouble}</pre>}
        {session === null ? (
          trouble === null ? (
            <p class="faint loading">The model is compiled …</p>
          ) : null
        ) : (
          <ClaimView
            key={`${index} ${linked === null ? '' : positionText(linked)}`}
            session={session}
            start={start}
            onStand={stand}
            onHelp={setKeys}
            onSearch={() => picker.current?.focus()}
          />
        )}
      </main>
      {keys === null ? null : <Help keys={keys} onClose={() => setKeys(null)} />}
    </>
  );
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

function open(row: PackedRow | undefined): Opened | null {
  if (row === undefined) return null;
  if (row.diagnostics.length > 0) return { row, session: null, trouble: diagnosticsText(row.diagnostics, plain) };
  try {
    return { row, session: openSession(row), trouble: null };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { row, session: null, trouble: diagnosticsText(error.diagnostics, plain) };
  }
}

/** What fails is what one wants to see, and the smallest model of those. */
function firstOf({ rows }: Pack): number {
  const failing = rows.filter(({ verdict }) => verdict?.kind === 'fails' && verdict.failure.trace !== null);
  const [smallest] = failing.toSorted((a, b) => (a.verdict?.counts.states ?? 0) - (b.verdict?.counts.states ?? 0));
  return smallest === undefined ? 0 : rows.indexOf(smallest);
}

function startOf(row: PackedRow | undefined): { readonly choices: Position['trace']; readonly at: number } {
  const choices = row === undefined ? null : failingChoices(row);
  return choices === null ? { choices: { initial: 0, steps: [] }, at: 0 } : { choices, at: 0 };
}

function rowText({ question: { claim }, verdict }: PackedRow): string {
  const file = claim.case.slice(claim.case.lastIndexOf('/') + 1).replace(/\.ts$/, '');
  return [claim.id, claim.variant, claim.property, verdict?.kind ?? '', file].filter((part) => part !== '').join(' · ');
}

function rowOf({ rows }: Pack, { file, claim, property, variant }: Position): number {
  const score = ({ question }: PackedRow): number => {
    if (question.scenario.file !== file || question.claim.variant !== variant) return 0;
    return 1 + (question.claim.id === claim ? 2 : 0) + (question.claim.property === property ? 1 : 0);
  };
  const best = Math.max(...rows.map(score));
  return best === 0 ? -1 : rows.findIndex((row) => score(row) === best);
}

async function positionOf(hash: string): ReturnType<typeof readPosition> {
  try {
    return await readPosition(hash);
  } catch {
    return { kind: 'problem', problem: 'This link cannot be read: it is damaged, or too long.' };
  }
}

async function readPosition(hash: string): Promise<ReturnType<typeof positionIn>> {
  return positionIn(await fromHash(hash, longestLink));
}

async function remember(
  { about, program, row }: Session,
  linked: Position | null,
  { run, at }: Standing,
): Promise<void> {
  const own = failingChoices(row);
  const isOwn =
    linked === null && at === 0 && formatTrace(run.choices) === formatTrace(own ?? { initial: 0, steps: [] });
  const { claim } = row.question;
  const position: Position = {
    file: about.scenario.file,
    claim: claim.id,
    property: claim.property,
    variant: row.question.claim.variant,
    diff: '',
    trace: run.choices,
    at,
    title: linked?.title ?? '',
    note: linked?.note ?? '',
    model: program.checksum,
  };
  const hash = isOwn ? '' : `#${await toHash(positionText(position))}`;
  history.replaceState(null, '', `${location.pathname}${location.search}${hash}`);
}

function turnTheme(): void {
  const root = document.documentElement;
  const dark =
    root.dataset.theme === undefined
      ? matchMedia('(prefers-color-scheme: dark)').matches
      : root.dataset.theme === 'dark';
  root.dataset.theme = dark ? 'light' : 'dark';
}

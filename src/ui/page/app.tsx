// SPDX-License-Identifier: MIT
// The page of a claim: which one is looked at, and what is over it. A position goes into the address, so that it can be sent.

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Answered } from '../../ask/answer.ts';
import { formatTrace } from '../../explore/trace.ts';
import { counted } from '../../report/numbers.ts';
import type { Position } from '../link.ts';
import type { Pack, PackedRow } from '../pack.ts';
import { ClaimView, type Standing } from './claim.tsx';
import { CompareView } from './compare.tsx';
import { type Editor, openEditor } from './editor-loaded.ts';
import { claimHash, hashWriter, packedHash, positionAt } from './hash.ts';
import { Help } from './help.tsx';
import type { Key } from './keys.ts';
import { AskingView, GivenUp, OpeningView, Working } from './opening.tsx';
import { SendView } from './send.tsx';
import { type Mode, Top } from './top.tsx';
import { useAnswer } from './use-answer.ts';
import { type Problem, useFollowed } from './use-followed.ts';
import { type Looked, ownStart, type Start, useOpened } from './use-opened.ts';

interface Given {
  readonly pack: Pack;
  /** Whether there is more than this pack: a gallery, and a worker that decides. */
  readonly isSite: boolean;
  readonly onAnswer: (row: PackedRow, answered: Answered) => void;
}

const nothing: Start = { choices: { initial: 0, steps: [] }, at: 0 };

export function App({ pack, isSite, onAnswer }: Given) {
  const followed = useFollowed(pack, isSite);
  const { rows, index, linked, problem, doing, ready, choose, add, replace } = followed;
  const [keys, setKeys] = useState<readonly Key[] | null>(null);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [mode, setMode] = useState<Mode>('claim');
  const picker = useRef<HTMLSelectElement>(null);
  const standing = useRef<Standing | null>(null);

  const row = ready ? rows[index] : undefined;
  const answered = useCallback(
    (asked: PackedRow, answer: Answered) => {
      const { verdict, traceVariant, trouble: why } = answer;
      const diagnostics = why?.kind === 'refused' ? why.diagnostics : [];
      replace(asked, { ...asked, verdict, traceVariant, diagnostics });
      onAnswer(asked, answer);
    },
    [replace, onAnswer],
  );
  const asking = useAnswer(row, isSite, answered);
  const start = useMemo(() => startOf(row, linked), [row, linked]);
  const opened = useOpened(row, start);
  const looked = opened?.kind === 'open' && opened.row === row ? opened : null;
  const stand = useRemembered(looked, isSite, linked, standing);
  return (
    <>
      <a class="skip" href="#main">
        to the run
      </a>
      <Top
        rows={rows}
        index={index}
        isSite={isSite}
        isOpen={looked !== null}
        mode={mode}
        picker={picker}
        onChoose={choose}
        onMode={async (next) => {
          if (next === 'edit' && editor === null) setEditor(await openEditor());
          setMode(next);
        }}
        onKeys={() => setKeys(keys === null ? [] : null)}
      />
      <main id="main">
        {doing === null ? null : (
          <Working label="it is checked" onStop={doing.stop}>
            {doing.text}
          </Working>
        )}
        <Remarks problem={problem} linked={linked} looked={looked} />
        {asking !== null ? (
          <AskingView asking={asking} />
        ) : row === undefined ? null : (
          <Undecided row={row} onAgain={isSite ? () => replace(row, { ...row, verdict: null }) : null} />
        )}
        {mode === 'edit' && editor !== null && row !== undefined ? (
          <editor.View
            key={index}
            editing={editor.editing}
            row={row}
            place={standing.current?.place ?? null}
            onChecked={(edited) => {
              choose(add(edited));
              setMode('claim');
            }}
            onClose={() => setMode('claim')}
          />
        ) : looked === null ? (
          opened === null || opened.kind === 'open' ? null : (
            <OpeningView opened={opened} />
          )
        ) : (
          <ClaimView
            key={looked.number}
            looked={looked}
            onStand={stand}
            onHelp={setKeys}
            onSearch={() => picker.current?.focus()}
            over={
              mode === 'compare'
                ? (run, at, onGo) => (
                    <CompareView
                      engine={looked.engine}
                      row={looked.row}
                      run={run}
                      rows={rows}
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
      {mode === 'send' && looked !== null && standing.current !== null ? (
        <SendView
          looked={looked}
          standing={standing.current}
          isSite={isSite}
          linked={linked}
          onClose={() => setMode('claim')}
        />
      ) : null}
      {keys === null ? null : <Help keys={keys} onClose={() => setKeys(null)} />}
    </>
  );
}

/** A claim that nobody has an answer to, and why. */
function Undecided({ row, onAgain }: { readonly row: PackedRow; readonly onAgain: (() => void) | null }) {
  const { verdict, diagnostics } = row;
  if (verdict?.kind !== 'unknown' || diagnostics.length > 0) return null;
  const { reason, frontier } = verdict.bound;
  const what = `This claim is not decided: ${reason}${frontier === 0 ? '' : `; ${counted(frontier, 'state')} not looked into`}.`;
  return onAgain === null ? (
    <p class="banner">{what}</p>
  ) : (
    <GivenUp what={what} offer="ask again, from the beginning" onAgain={onAgain} />
  );
}

interface RemarksGiven {
  readonly problem: Problem | null;
  readonly linked: Position | null;
  readonly looked: Looked | null;
}

/** What is to be said of the link that somebody followed. */
function Remarks({ problem, linked, looked }: RemarksGiven) {
  const { title = '', note = '', model = '' } = linked ?? {};
  const isOld = looked !== null && model !== '' && model !== looked.claim.checksum;
  return (
    <>
      {problem === null ? null : problem.again === null ? (
        <p class="banner" role="alert">
          {problem.text}
        </p>
      ) : (
        <GivenUp what={problem.text} offer="check it after all" onAgain={problem.again} />
      )}
      {looked === null || looked.again === null ? null : (
        <GivenUp
          what={`The run of ${
            linked?.trace == null ? 'this claim' : `this link, of ${counted(linked.trace.steps.length, 'step')},`
          } was not followed to its end: it took more than a minute, or you stopped it.`}
          offer="follow it, however long it takes"
          onAgain={looked.again}
        />
      )}
      {isOld ? (
        <p class="banner" role="alert">
          The model has changed since this link was made: it was {model.slice(0, 8)}, and is{' '}
          {looked.claim.checksum.slice(0, 8)}. The trace is followed as far as it goes.
        </p>
      ) : null}
      {title !== '' || note !== '' ? (
        <aside class="note" aria-label="Note">
          <strong>{title}</strong> {note}
        </aside>
      ) : null}
    </>
  );
}

/** Milliseconds that one stands somewhere until the address says it: a browser takes a few hundred addresses in ten seconds. */
const pause = 120;

/** Keeps where one stands, and writes it into the address. */
function useRemembered(
  looked: Looked | null,
  isSite: boolean,
  linked: Position | null,
  standing: { current: Standing | null },
): (where: Standing) => void {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  return useCallback(
    (where: Standing) => {
      standing.current = where;
      clearTimeout(timer.current);
      const write = hashWriter();
      if (looked !== null) timer.current = setTimeout(() => void remember(looked, isSite, linked, where, write), pause);
    },
    [looked, isSite, linked, standing],
  );
}

function startOf(row: PackedRow | undefined, linked: Position | null): Start {
  const own = row === undefined ? nothing : ownStart(row);
  return { choices: linked?.trace ?? own.choices, at: linked?.at ?? 0 };
}

async function remember(
  { row, claim, again }: Looked,
  isSite: boolean,
  linked: Position | null,
  standing: Standing,
  write: (hash: string) => void,
): Promise<void> {
  const { run, at } = standing;
  // What was given up is still what the address means.
  if (again !== null) return;
  const own = formatTrace(ownStart(row).choices);
  const isOwn = at === 0 && row.diff === undefined && formatTrace(run.choices) === own && (linked?.note ?? '') === '';
  const position = positionAt(row, claim.checksum, standing, { title: linked?.title ?? '', note: linked?.note ?? '' });
  write(!isOwn ? await packedHash(position) : isSite ? claimHash(position) : '');
}

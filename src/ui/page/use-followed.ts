// SPDX-License-Identifier: MIT
// The rows that there are, and which of them the address means. A link may carry an edit: then it is read and checked first, which
// somebody can see and stop.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { diagnosticText } from '../../report/diagnostics.ts';
import { counted } from '../../report/numbers.ts';
import { plain } from '../../report/paint.ts';
import { linkedMemory, type Position } from '../link.ts';
import type { Pack, PackedRow } from '../pack.ts';
import { type Editor, openEditor } from './editor-loaded.ts';
import { hashPosition, variantBelow } from './hash.ts';

export interface Problem {
  readonly text: string;
  readonly again: (() => void) | null;
}

export interface Followed {
  readonly rows: readonly PackedRow[];
  readonly index: number;
  /** What the address says; null: it says nothing, or somebody has gone on. */
  readonly linked: Position | null;
  /** Why a link cannot be followed, and what tries once more where that may help. */
  readonly problem: Problem | null;
  /** What is done before it can be; null: nothing. */
  readonly doing: { readonly text: string; readonly stop: () => void } | null;
  /** Whether the address has been read. */
  readonly ready: boolean;
  readonly choose: (index: number) => void;
  /** @returns its index */
  readonly add: (row: PackedRow) => number;
  readonly replace: (row: PackedRow, by: PackedRow) => void;
}

export function useFollowed(pack: Pack, isSite: boolean): Followed {
  const [rows, setRows] = useState(pack.rows);
  const [index, setIndex] = useState(() => firstOf(pack));
  const [linked, setLinked] = useState<Position | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [doing, setDoing] = useState<Followed['doing']>(null);
  const [ready, setReady] = useState(false);
  /** What a position means is looked up in the rows as they are when it is followed. */
  const latest = useRef(rows);
  latest.current = rows;

  const add = useCallback((row: PackedRow): number => {
    latest.current = [...latest.current, row];
    setRows(latest.current);
    return latest.current.length - 1;
  }, []);
  useEffect(() => {
    const edited = async (position: Position): Promise<PackedRow | Problem> => {
      if (!isSite)
        return {
          text: 'This link has an edit in it: it opens on a site, or with `faultline explore`.',
          again: null,
        };
      let stop = (): void => {};
      const stopped = new Promise<Problem>((resolve) => {
        const text = 'The edit of this link was not checked: you stopped it. What is shown is without it.';
        stop = () => resolve({ text, again: () => void follow() });
      });
      const say = (text: string): void => setDoing({ text, stop });
      say('The edit of this link is read and checked …');
      const editor = await openEditor();
      try {
        return await Promise.race([checked(editor, position, say), stopped]);
      } finally {
        editor.editing.close();
        setDoing(null);
      }
    };
    const follow = async (): Promise<void> => {
      const read = await hashPosition();
      setProblem(read?.kind === 'problem' ? { text: read.problem, again: null } : null);
      if (read?.kind === 'position') {
        const { position } = read;
        let found = rowOf(latest.current, position);
        if (position.diff !== '' && latest.current[found]?.diff !== position.diff) {
          const row = await edited(position);
          if ('text' in row) setProblem(row);
          else found = add(row);
        }
        const row = latest.current[found];
        if (row !== undefined && !isNamed(row, position))
          setProblem({ text: `This page has no such row: ${namesOf(position)}. It shows the nearest.`, again: null });
        if (found >= 0) {
          setLinked(position);
          setIndex(found);
        } else if (position.diff === '' && (!isSite || isAbout(latest.current, position)))
          setProblem({ text: `This page has no such row: ${namesOf(position)}.`, again: null });
      }
      setReady(true);
    };
    void follow();
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [isSite, add]);

  const choose = useCallback((chosen: number) => {
    setLinked(null);
    setIndex(chosen);
  }, []);
  const replace = useCallback(
    (row: PackedRow, by: PackedRow) => setRows((before) => before.map((one) => (one === row ? by : one))),
    [],
  );
  return { rows, index, linked, problem, doing, ready, choose, add, replace };
}

/** The row, or why there is none. */
async function checked(
  { editing }: Editor,
  { file, claim, property, variant, memory, diff }: Position,
  say: (text: string) => void,
): Promise<PackedRow | Problem> {
  const found = await editing.check({ file, claim, property, variant, memory, diff }, ({ counts }) =>
    say(`The edit of this link is checked: ${counted(counts.states, 'state')}`),
  );
  if (found.kind === 'row') return { ...found.row, diff };
  if (found.kind === 'bug') return { text: `checker bug: ${found.detail}`, again: null };
  const wrong = [...found.problems, ...found.diagnostics.map((one) => diagnosticText(one, plain))];
  return { text: `The edit of this link is no model:\n${wrong.join('\n')}`, again: null };
}

/** On a site, a link to another scenario is followed by another page. */
function isAbout(rows: Pack['rows'], { file }: Position): boolean {
  return rows.some(({ question }) => question.scenario.file === file);
}

/** An edit may be of a variant that no row is about: then another row of the scenario is asked. */
function isNamed({ question: { claim }, diff }: PackedRow, position: Position): boolean {
  return diff !== undefined || (claim.id === position.claim && claim.property === position.property);
}

function namesOf({ claim, property, variant, memory, file }: Position): string {
  return [claim, property, variant, memory, file].filter((one) => one !== '').join(' · ');
}

/** What fails is what one wants to see, and the smallest model of those. */
function firstOf({ rows }: Pack): number {
  const failing = rows.filter(({ verdict }) => verdict?.kind === 'fails' && verdict.failure.trace !== null);
  const [smallest] = failing.toSorted((a, b) => (a.verdict?.counts.states ?? 0) - (b.verdict?.counts.states ?? 0));
  return smallest === undefined ? 0 : rows.indexOf(smallest);
}

function rowOf(rows: Pack['rows'], { file, claim, property, variant, memory, diff }: Position): number {
  const score = (row: PackedRow): number => {
    const { question, diff: edit = '' } = row;
    if (question.scenario.file !== file || edit !== diff || variantBelow(row) !== variant) return 0;
    if (linkedMemory(question.claim) !== memory) return 0;
    return 1 + (question.claim.id === claim ? 2 : 0) + (question.claim.property === property ? 1 : 0);
  };
  const best = Math.max(...rows.map(score));
  return best === 0 ? -1 : rows.findIndex((row) => score(row) === best);
}

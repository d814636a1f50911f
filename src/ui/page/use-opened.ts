// SPDX-License-Identifier: MIT
// A claim as it is opened: by a worker that compiles its model and follows its run. A link may have a run of any length, so that
// one sees how far it is, and can stop it; after a minute it is stopped anyway, and the claim begins where it begins without the link.

import { useEffect, useState } from 'preact/hooks';
import type { Choices } from '../../explore/trace.ts';
import { diagnosticsText } from '../../report/diagnostics.ts';
import { plain } from '../../report/paint.ts';
import { graphText } from '../graph-text.ts';
import type { ShownClaim, ShownRun } from '../looking.ts';
import { failingChoices, type PackedRow } from '../pack.ts';
import { Engine } from './engine.ts';

export interface Start {
  readonly choices: Choices;
  readonly at: number;
}

export interface Looked {
  readonly kind: 'open';
  readonly row: PackedRow;
  readonly engine: Engine;
  readonly claim: ShownClaim;
  readonly run: ShownRun;
  /** Steps that have been taken at the beginning. */
  readonly at: number;
  /** Follows what was given up, however long it takes; null: nothing was. */
  readonly again: (() => void) | null;
  /** Another one has another number. */
  readonly number: number;
}

export type Opened =
  | Looked
  | { readonly kind: 'opening'; readonly steps: number; readonly of: number; readonly stop: () => void }
  /** @property again tries once more; null: that would come to the same */
  | { readonly kind: 'trouble'; readonly text: string; readonly again: (() => void) | null }
  | { readonly kind: 'bug'; readonly detail: string };

/** Milliseconds. */
const longest = 60_000;

let numbers = 0;

/** Where a claim begins that no link leads into. */
export function ownStart(row: Pick<PackedRow, 'verdict'>): Start {
  return { choices: failingChoices(row) ?? { initial: 0, steps: [] }, at: 0 };
}

/** @param row undefined: there is nothing to open yet
 *  @param start the same object as long as the same is meant */
export function useOpened(row: PackedRow | undefined, start: Start): Opened | null {
  const [opened, setOpened] = useState<Opened | null>(null);
  useEffect(() => {
    if (row === undefined) return setOpened(null);
    if (row.diagnostics.length > 0)
      return setOpened({ kind: 'trouble', text: diagnosticsText(row.diagnostics, plain), again: null });
    let end = (): void => {};
    const again = (): void => {
      end();
      begin(start, null, false);
    };
    /** @param given what follows the link after all, where it was given up */
    const begin = ({ choices, at }: Start, given: (() => void) | null, isTimed: boolean): void => {
      const of = choices.steps.length;
      const onBug = (detail: string): void => {
        end();
        setOpened({ kind: 'bug', detail });
      };
      const engine = new Engine((steps) => setOpened((now) => further(now, Math.min(of, steps))), onBug);
      const timer = isTimed ? setTimeout(() => stop(), longest) : undefined;
      end = () => {
        clearTimeout(timer);
        engine.close();
      };
      const stop = (): void => {
        end();
        if (given === null) begin(ownStart(row), again, true);
        else
          setOpened({
            kind: 'trouble',
            text: 'It is not shown: its model was not compiled in a minute, or you stopped it.',
            again,
          });
      };
      setOpened({ kind: 'opening', steps: 0, of, stop });
      void engine.ask('open', graphText(row), choices).then((answer) => {
        clearTimeout(timer);
        if (answer.kind === 'trouble') return setOpened({ ...answer, again: null });
        const number = numbers++;
        setOpened({ ...answer, row, engine, at: Math.min(at, answer.run.choices.steps.length), again: given, number });
      });
    };
    begin(start, null, true);
    return () => end();
  }, [row, start]);
  return opened;
}

function further(now: Opened | null, steps: number): Opened | null {
  return now?.kind === 'opening' ? { ...now, steps } : now;
}

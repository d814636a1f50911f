// SPDX-License-Identifier: MIT
// The answer to a row, from the worker where nobody has asked before.

import { useEffect, useState } from 'preact/hooks';
import type { Answered } from '../../ask/answer.ts';
import type { Progress } from '../../explore/options.ts';
import { graphText } from '../graph-text.ts';
import type { PackedRow } from '../pack.ts';
import { engineWorker } from './engine.ts';
import type { Asked, Told } from './work/messages.ts';

export interface Asking {
  /** Hears how far it is, until it hears another: what is drawn beside it is not drawn again each time. */
  readonly hear: (listen: (progress: Progress) => void) => void;
  readonly bug: string | null;
  /** Ends it with what is known. */
  readonly end: () => void;
}

/** Null: nothing is asked. @param canAsk whether there is a worker: an offline file has none */
export function useAnswer(
  row: PackedRow | undefined,
  canAsk: boolean,
  onAnswer: (row: PackedRow, answered: Answered) => void,
): Asking | null {
  const [asking, setAsking] = useState<Asking | null>(null);
  useEffect(() => {
    if (row === undefined || row.verdict !== null || !canAsk) return setAsking(null);
    const worker = engineWorker();
    const ask = (asked: Asked): void => worker.postMessage(asked);
    const end = (): void => ask({ kind: 'end' });
    let listen: (progress: Progress) => void = () => {};
    const hear: Asking['hear'] = (next) => {
      listen = next;
    };
    setAsking({ hear, bug: null, end });
    worker.addEventListener('message', ({ data }: MessageEvent<Told>) => {
      if (data.kind === 'progress') return listen(data.progress);
      if (data.kind !== 'answered' && data.kind !== 'bug') return;
      worker.terminate();
      if (data.kind === 'bug') return setAsking({ hear, bug: data.detail, end });
      setAsking(null);
      onAnswer(row, data.answered);
    });
    ask({ kind: 'decide', question: graphText(row.question) });
    return () => worker.terminate();
  }, [row, canAsk, onAnswer]);
  return asking;
}

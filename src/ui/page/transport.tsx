// SPDX-License-Identifier: MIT
// Where one is in the run, and the ways to be elsewhere: buttons for fingers, with the keys in their titles. Above them the
// whole run in one strip: who ran when, and which steps decide.

import { memo } from 'preact/compat';
import type { Lanes } from '../lanes/lanes.ts';

interface Given {
  readonly at: number;
  readonly length: number;
  /** Null: they are not known yet. */
  readonly lanes: Lanes | null;
  /** The step that was just taken, in one line. */
  readonly said: string;
  readonly playing: boolean;
  /** What `touch` is about. */
  readonly object: string | null;
  readonly onGo: (position: number) => void;
  readonly onPlay: () => void;
  readonly onSwitch: (way: 1 | -1) => void;
  readonly onTouch: (way: 1 | -1) => void;
}

export function Transport({ at, length, lanes, said, playing, object, onGo, onPlay, onSwitch, onTouch }: Given) {
  return (
    <section class="transport" aria-label="Position in the run">
      {lanes === null || length === 0 ? null : <Strip lanes={lanes} at={at} length={length} />}
      <div class="buttons">
        <button
          type="button"
          onClick={() => onGo(0)}
          title="Home"
          aria-disabled={at === 0}
          aria-label="to the beginning"
        >
          |‹
        </button>
        <button
          type="button"
          onClick={() => onSwitch(-1)}
          title="["
          aria-disabled={at === 0}
          aria-label="context switch before"
        >
          «
        </button>
        <button
          type="button"
          onClick={() => onGo(at - 1)}
          title="← or k"
          aria-disabled={at === 0}
          aria-label="one step back"
        >
          ‹
        </button>
        <button
          type="button"
          class="play"
          onClick={onPlay}
          title="space"
          aria-disabled={length === 0}
          aria-label={playing ? 'stop' : 'play'}
        >
          {playing ? '■' : '▶'}
        </button>
        <button
          type="button"
          onClick={() => onGo(at + 1)}
          title="→ or j"
          aria-disabled={at === length}
          aria-label="one step forward"
        >
          ›
        </button>
        <button
          type="button"
          onClick={() => onSwitch(1)}
          title="]"
          aria-disabled={at === length}
          aria-label="next context switch"
        >
          »
        </button>
        <button
          type="button"
          onClick={() => onGo(length)}
          title="End"
          aria-disabled={at === length}
          aria-label="to the end"
        >
          ›|
        </button>
        <label class="position">
          <span class="sr">step</span>
          <input
            type="number"
            min={0}
            max={length}
            value={at}
            onChange={(event) => onGo(Number(event.currentTarget.value))}
          />
          <span class="faint"> of {length}</span>
        </label>
        {object === null ? null : (
          <span class="touch">
            <button type="button" onClick={() => onTouch(-1)} title="T" aria-label={`touch of ${object} before`}>
              ‹
            </button>
            <code>{object}</code>
            <button type="button" onClick={() => onTouch(1)} title="t" aria-label={`next touch of ${object}`}>
              ›
            </button>
          </span>
        )}
        <output class="said" aria-live="polite">
          {said}
        </output>
      </div>
      <input
        class="slider"
        type="range"
        min={0}
        max={length}
        value={at}
        aria-label="step"
        onInput={(event) => onGo(Number(event.currentTarget.value))}
      />
    </section>
  );
}

/** Each step as a tick in the line of its lane; below all lanes, those that the failure turns on. */
function Strip({ lanes, at, length }: { readonly lanes: Lanes; readonly at: number; readonly length: number }) {
  const rows = Math.max(1, lanes.lanes.length);
  return (
    <svg class="strip" viewBox={`0 0 ${length} ${rows * 1.3}`} preserveAspectRatio="none" aria-hidden="true">
      <Ticks lanes={lanes} rows={rows} />
      <rect class="cursor" x={Math.max(0, at - 1)} y={0} width={1} height={rows * 1.3} />
    </svg>
  );
}

/** The same wherever one stands. */
const Ticks = memo(({ lanes, rows }: { readonly lanes: Lanes; readonly rows: number }) => {
  return (
    <>
      {runsOf(lanes).map(({ from, to, lane }) => (
        <rect key={from} class={`tone${lane % 6}`} x={from} y={lane + 0.15} width={to - from} height={0.7} />
      ))}
      {lanes.steps.map((step, i) =>
        step.decides ? (
          <rect
            key={i}
            class={i === lanes.decisive ? 'decisive' : 'decides'}
            x={i}
            y={i === lanes.decisive ? 0 : rows * 1.08}
            width={1}
            height={rows * (i === lanes.decisive ? 1.3 : 0.22)}
          />
        ) : null,
      )}
    </>
  );
});

/** Steps in a row of one lane. */
function runsOf({
  steps,
  columns,
}: Lanes): readonly { readonly from: number; readonly to: number; readonly lane: number }[] {
  const runs: { from: number; to: number; lane: number }[] = [];
  for (const [i, { column }] of steps.entries()) {
    const lane = columns[column]?.lane ?? 0;
    const last = runs.at(-1);
    if (last?.lane === lane) last.to = i + 1;
    else runs.push({ from: i, to: i + 1, lane });
  }
  return runs;
}

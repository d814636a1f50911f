// SPDX-License-Identifier: MIT
// One claim: its run as lanes, the state after the step, the threads, the source.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { count, counted } from '../../report/numbers.ts';
import type { ShownRun } from '../looking.ts';
import { aboutOf } from '../pack.ts';
import { claimKeys, jumpsOf } from './claim-keys.ts';
import { GraphView } from './graph.tsx';
import { Heading } from './heading.tsx';
import { type Key, useKeys } from './keys.ts';
import { LanesView } from './lanes.tsx';
import { SourceView } from './source.tsx';
import { StateView } from './state.tsx';
import { ThreadsView, TruthsView } from './threads.tsx';
import { Transport } from './transport.tsx';
import type { Looked } from './use-opened.ts';
import { useWheel, type Wheel } from './use-wheel.ts';

/** Where one stands: handed up, so that it becomes a link. */
export interface Standing {
  readonly run: ShownRun;
  readonly at: number;
  /** Where the thread stands that has just moved. */
  readonly place: { readonly file: string; readonly line: number } | null;
}

interface Given {
  readonly looked: Looked;
  /** What stands in the place of the run; null: the run. */
  readonly over: ((run: ShownRun, at: number, onGo: (position: number) => void) => ComponentChildren) | null;
  readonly onStand: (standing: Standing) => void;
  readonly onHelp: (keys: readonly Key[]) => void;
  readonly onSearch: () => void;
}

type Pane = 'run' | 'state' | 'threads' | 'source';
const panes: readonly (readonly [Pane, string])[] = [
  ['run', 'Run'],
  ['state', 'State'],
  ['threads', 'Threads'],
  ['source', 'Source'],
];

export function ClaimView({ looked, over, onStand, onHelp, onSearch }: Given) {
  const { row, claim } = looked;
  const [asked, setAsked] = useState<string | null>(null);
  const [all, setAll] = useState(false);
  const [object, setObject] = useState<string | null>(null);
  const [pane, setPane] = useState<Pane>('run');
  const wheel = useWheel(looked.engine, looked.run, looked.at, asked);
  const { run, at, shown, lanes, go } = wheel;
  const length = run.choices.steps.length;
  const [playing, setPlaying] = usePlaying(wheel);
  const jumps = jumpsOf(wheel, object);
  const moved = at === 0 ? null : (run.choices.steps[at - 1]?.thread ?? null);
  const left = shown?.left?.thread === moved ? shown?.left : null;
  const place = (shown?.stands.find(({ thread }) => thread === (moved ?? 0)) ?? left)?.place ?? null;

  useEffect(() => onStand({ run, at, place }), [run, at, place, onStand]);
  useKeys(
    claimKeys(wheel, {
      ...jumps,
      play: () => setPlaying(!playing),
      turnAll: () => setAll(!all),
      search: onSearch,
      help: onHelp,
    }),
  );
  return (
    <div class={`claim pane-${pane}`} aria-busy={wheel.busy}>
      <Heading row={row} claim={claim} run={run} onBack={wheel.back} />
      {run.problem === null ? null : (
        <p class="banner" role="alert">
          Of this trace {counted(length, 'step')} can be followed. After that, {run.problem}.
        </p>
      )}
      <nav class="panes" aria-label="Views">
        {panes.map(([name, title]) => (
          <button key={name} type="button" aria-pressed={pane === name} onClick={() => setPane(name)}>
            {title}
          </button>
        ))}
      </nav>
      <div class="work">
        <section class="pane run" aria-label="Run">
          <header>
            <h2>Run</h2>
            <span class="faint">{runText(run)}</span>
            <button
              type="button"
              class="small"
              aria-pressed={wheel.folding.level === 'everything'}
              onClick={wheel.turnLevel}
            >
              every touch
            </button>
          </header>
          {over !== null ? (
            over(run, at, go)
          ) : lanes === null ? (
            <p class="faint loading">The run is told …</p>
          ) : length === 0 ? (
            <p class="faint loading">Nothing has happened yet. Choose who steps, or let it run to the end.</p>
          ) : (
            <LanesView lanes={lanes} position={at} isSeen={pane === 'run'} onGo={go} onFold={wheel.fold} />
          )}
        </section>
        <section class="pane state" aria-label="State">
          <header>
            <h2>{stateTitle(shown?.at ?? at)}</h2>
            <button type="button" class="small" aria-pressed={all || length === 0} onClick={() => setAll(!all)}>
              all fields
            </button>
          </header>
          {shown === null ? null : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by keyboard
            <div class="scroll" tabIndex={0}>
              {run.broke && shown.at === length ? (
                <p class="bad">✗ This step broke the run: the state is half of one.</p>
              ) : null}
              <GraphView graph={shown.picture.graph} />
              <StateView
                sections={shown.picture.sections}
                all={all || length === 0}
                chosen={object}
                onChoose={(name) => setObject(object === name ? null : name)}
              />
              <Legend />
            </div>
          )}
        </section>
        <Beside
          wheel={wheel}
          looked={looked}
          asked={asked}
          onAsk={setAsked}
          moved={moved}
          isSourceSeen={pane === 'source'}
        />
      </div>
      <Transport
        at={at}
        length={length}
        lanes={lanes}
        said={shown?.said ?? ''}
        playing={playing}
        onGo={go}
        onPlay={() => setPlaying(!playing)}
        onSwitch={jumps.toSwitch}
        object={object}
        onTouch={jumps.toTouch}
      />
      {run.broken === null && length > 0 && at === length ? (
        <p class="sr" role="status">
          Nothing is broken here.
        </p>
      ) : null}
    </div>
  );
}

interface BesideGiven {
  readonly wheel: Wheel;
  readonly looked: Looked;
  readonly asked: string | null;
  readonly onAsk: (name: string | null) => void;
  /** Who has just moved; null: nobody. */
  readonly moved: number | null;
  readonly isSourceSeen: boolean;
}

/** The threads, and the source of one of them. */
function Beside({ wheel, looked, asked, onAsk, moved, isSourceSeen }: BesideGiven) {
  const { run, at, shown } = wheel;
  const { claim, row } = looked;
  const [pinned, setPinned] = useState<number | null>(null);
  const next = run.choices.steps[at] ?? null;
  const thread = pinned ?? moved ?? next?.thread ?? 0;
  const stands = shown?.stands ?? [];
  const left = shown?.left?.thread === thread ? shown.left : null;
  const here = stands.find((one) => one.thread === thread) ?? left;
  return (
    <>
      <section class="pane threads-pane" aria-label="Threads">
        <header>
          <h2>What can happen next</h2>
          <button type="button" class="small" onClick={wheel.toEnd} title="r">
            run to the end
          </button>
        </header>
        {shown === null ? null : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by keyboard
          <div class="scroll" tabIndex={0}>
            <ThreadsView
              turns={shown.turns}
              threads={shown.picture.threads}
              next={next}
              chosen={thread}
              onChoose={(one) => setPinned(pinned === one ? null : one)}
              onStep={wheel.take}
            />
            {shown.truths === null || shown.truths.all.length === 0 ? null : (
              <>
                <h2>What is true here</h2>
                <TruthsView truths={shown.truths} asked={asked} onAsk={(name) => onAsk(asked === name ? null : name)} />
              </>
            )}
          </div>
        )}
      </section>
      <section class="pane source-pane" aria-label="Source">
        <header>
          <h2>Source</h2>
          <span class="faint">{claim.threads[thread]}</span>
        </header>
        {shown === null ? null : (
          <SourceView
            tree={aboutOf(row).tree}
            here={here}
            others={stands.filter((one) => one.thread !== thread)}
            isSeen={isSourceSeen}
          />
        )}
      </section>
    </>
  );
}

function usePlaying({ at, run, go, busy }: Wheel): readonly [boolean, (on: boolean) => void] {
  const [playing, setPlaying] = useState(false);
  const length = run.choices.steps.length;
  useEffect(() => {
    if (!playing || busy) return;
    if (at >= length) return setPlaying(false);
    const timer = setTimeout(() => go(at + 1), 450);
    return () => clearTimeout(timer);
  }, [playing, busy, at, length, go]);
  return [playing, setPlaying];
}

function Legend() {
  return (
    <p class="legend faint">
      <span class="slot is-changed">→</span> changed by this step <span class="slot is-asked">?</span> the property
      looks at it <span class="slot is-stale">!</span> stale copy
    </p>
  );
}

const stateTitle = (at: number): string => (at === 0 ? 'State at the beginning' : `State after step ${at}`);

function runText({ choices: { steps } }: ShownRun): string {
  const switches = steps.filter((step, i) => i > 0 && step.thread !== steps[i - 1]?.thread).length;
  return `${count(steps.length)} steps, ${count(switches)} context ${switches === 1 ? 'switch' : 'switches'}`;
}

// SPDX-License-Identifier: MIT
// One claim: its run as lanes, the state after the step, the threads, the source. A run that is taken by hand lies on top of
// the one that it leaves, so that one comes back.

import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import { explainedAt, truthsAt, turnsAt } from '../../ask/stepper.ts';
import { runOnce } from '../../explore/once.ts';
import type { Choices, Step } from '../../explore/trace.ts';
import { count, counted, seconds } from '../../report/numbers.ts';
import { nextSwitch, nextTouch, previousSwitch, previousTouch } from '../lanes/jumps.ts';
import { asPrinted, type Folding, lanesOf } from '../lanes/lanes.ts';
import { pictureAt, stateAt } from '../picture/source.ts';
import { openRun, type Run, type Session } from '../session.ts';
import { GraphView } from './graph.tsx';
import { type Key, useKeys } from './keys.ts';
import { folded, LanesView } from './lanes.tsx';
import { SourceView, type Standpoint } from './source.tsx';
import { StateView } from './state.tsx';
import { ThreadsView, TruthsView } from './threads.tsx';
import { Transport } from './transport.tsx';

/** Where one stands: handed up, so that it becomes a link. */
export interface Standing {
  readonly run: Run;
  readonly at: number;
}

interface Given {
  readonly session: Session;
  /** Where to begin. */
  readonly start: { readonly choices: Choices; readonly at: number };
  /** What stands in the place of the run; null: the run. */
  readonly over: ((run: Run, at: number, onGo: (position: number) => void) => ComponentChildren) | null;
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

const mostSteps = 1000;

export function ClaimView({ session, start, over, onStand, onHelp, onSearch }: Given) {
  const { program } = session;
  const [runs, setRuns] = useState<readonly [Run, ...Run[]]>(() => [openRun(session, start.choices)]);
  const [run] = runs;
  const length = run.replayed.steps.length;
  const [at, setAt] = useState(() => Math.min(start.at, length));
  const [folding, setFolding] = useState<Folding>(asPrinted);
  const [all, setAll] = useState(false);
  const [object, setObject] = useState<string | null>(null);
  const [asked, setAsked] = useState<string | null>(null);
  const [pinned, setPinned] = useState<number | null>(null);
  const [pane, setPane] = useState<Pane>('run');
  const [playing, setPlaying] = useState(false);

  const lanes = useMemo(() => lanesOf(run.lanes, folding), [run, folding]);
  const state = stateAt(run.replayed, at);
  const broke = at > 0 && run.replayed.steps[at - 1]?.fault !== null;
  const picture = useMemo(() => {
    const reads = asked === null || broke ? undefined : explainedAt(program, asked, state)?.reads;
    return pictureAt(run.pictures, at, reads);
  }, [run, at, asked, state, program, broke]);
  const turns = useMemo(() => (broke ? [] : turnsAt(program, state)), [program, state, broke]);
  const truths = useMemo(() => (broke ? null : truthsAt(program, state)), [program, state, broke]);

  useEffect(() => onStand({ run, at }), [run, at, onStand]);

  const go = useCallback((to: number) => setAt(Math.max(0, Math.min(length, to))), [length]);
  const goIf = (to: number | null): void => {
    if (to !== null) go(to);
  };
  const take = (step: Step): void => {
    const next = run.choices.steps[at];
    setAsked(null);
    if (next?.thread === step.thread && next.path === step.path) return go(at + 1);
    branch({ initial: run.choices.initial, steps: [...run.choices.steps.slice(0, at), step] }, at + 1);
  };
  const branch = (choices: Choices, to: number): void => {
    const [top, ...below] = runs;
    const opened = openRun(session, choices);
    // Steps of one branch are one run: coming back leads to where it left.
    const same = below.length > 0 && isPrefix(top.choices, choices);
    setRuns(same ? [opened, ...below] : [opened, top, ...below]);
    setFolding({ ...asPrinted, level: folding.level });
    setAt(to);
  };
  const back = (): void => {
    const [top, second, ...others] = runs;
    if (second === undefined) return;
    setRuns([second, ...others]);
    setFolding({ ...asPrinted, level: folding.level });
    setAt(common(top.choices, second.choices));
  };
  const toEnd = (): void => {
    const from = { initial: run.choices.initial, steps: run.choices.steps.slice(0, at) };
    const { trace } = runOnce(program, { kind: 'round-robin', from }, at + mostSteps);
    if (trace.steps.length > at) branch(trace, trace.steps.length);
  };
  const onFold = useCallback(
    (call: number, kind: 'open' | 'folded' | 'shut') => setFolding((before) => folded(before, call, kind)),
    [],
  );
  const level = (): void => setFolding({ ...asPrinted, level: folding.level === 'story' ? 'everything' : 'story' });
  const numbered = (thread: number): void => {
    const [way] = turns[thread]?.ways ?? [];
    if (way !== undefined) take({ thread, path: way.path });
  };

  useEffect(() => {
    if (!playing) return;
    if (at >= length) {
      setPlaying(false);
      return;
    }
    const timer = setTimeout(() => go(at + 1), 450);
    return () => clearTimeout(timer);
  }, [playing, at, length, go]);

  const keys: readonly Key[] = [
    { keys: ['ArrowRight', 'j', 'l'], does: 'one step forward', run: () => go(at + 1) },
    { keys: ['ArrowLeft', 'k', 'h'], does: 'one step back', run: () => go(at - 1) },
    { keys: ['ArrowDown'], does: 'to the next row', run: () => go(rowBeside(lanes.steps, at, 1) ?? at + 1) },
    { keys: ['ArrowUp'], does: 'to the row before', run: () => go(rowBeside(lanes.steps, at, -1) ?? at - 1) },
    { keys: [']', 'n'], does: 'to the next context switch', run: () => goIf(nextSwitch(run.story, at)) },
    { keys: ['[', 'p'], does: 'to the context switch before', run: () => goIf(previousSwitch(run.story, at)) },
    {
      keys: ['t'],
      does: 'to the next touch of the chosen object',
      run: () => object !== null && goIf(nextTouch(run.story, at, object)),
    },
    {
      keys: ['T'],
      does: 'to the touch before',
      run: () => object !== null && goIf(previousTouch(run.story, at, object)),
    },
    { keys: ['d'], does: 'to the next step that the failure turns on', run: () => goIf(nextDeciding(lanes.steps, at)) },
    { keys: ['Home'], does: 'to the beginning', run: () => go(0) },
    { keys: ['End'], does: 'to the end', run: () => go(length) },
    { keys: [' '], does: 'play, and stop', run: () => setPlaying(!playing) },
    { keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], does: 'a step of that thread', run: () => {} },
    { keys: ['r'], does: 'run to the end from here, in turns', run: toEnd },
    { keys: ['Backspace', 'b'], does: 'back to the run that this one left', run: back },
    { keys: ['e'], does: 'every touch on its own row, or the story', run: level },
    { keys: ['a'], does: 'all of the state, or what the run touches', run: () => setAll(!all) },
    { keys: ['/'], does: 'search', run: onSearch },
    { keys: ['?'], does: 'this list', run: () => onHelp(keys) },
  ];
  const digits = Array.from(
    { length: 9 },
    (_, i): Key => ({ keys: [String(i + 1)], does: '', run: () => numbered(i) }),
  );
  useKeys([...digits, ...keys]);

  const moved = at === 0 ? null : (run.replayed.steps[at - 1]?.thread ?? null);
  const thread = pinned ?? moved ?? run.choices.steps[at]?.thread ?? 0;
  const stand = standpoints(program.view(state, 0).threads);
  const here = stand.find((one) => one.thread === thread) ?? lastPlace(run, at, thread);
  const { failure } = run;
  const { problem } = run.replayed;
  return (
    <div class={`claim pane-${pane}`}>
      <Heading session={session} run={run} onBack={runs.length > 1 ? back : null} />
      {problem === null ? null : (
        <p class="banner" role="alert">
          The model has changed: of this trace {counted(run.replayed.steps.length, 'step')} can be followed.{' '}
          {problem.message}.
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
            <button type="button" class="small" aria-pressed={folding.level === 'everything'} onClick={level}>
              every touch
            </button>
          </header>
          {over === null ? <LanesView lanes={lanes} position={at} onGo={go} onFold={onFold} /> : over(run, at, go)}
        </section>
        <section class="pane state" aria-label="State">
          <header>
            <h2>{at === 0 ? 'State at the beginning' : `State after step ${at}`}</h2>
            <button type="button" class="small" aria-pressed={all} onClick={() => setAll(!all)}>
              all fields
            </button>
          </header>
          <div class="scroll">
            {broke ? <p class="bad">✗ This step broke the run: the state is half of one.</p> : null}
            <GraphView graph={picture.graph} />
            <StateView
              sections={picture.sections}
              all={all}
              chosen={object}
              onChoose={(name) => setObject(object === name ? null : name)}
            />
            <Legend />
          </div>
        </section>
        <section class="pane threads-pane" aria-label="Threads">
          <header>
            <h2>What can happen next</h2>
            <button type="button" class="small" onClick={toEnd} title="r">
              run to the end
            </button>
          </header>
          <div class="scroll">
            <ThreadsView
              turns={turns}
              threads={picture.threads}
              next={run.choices.steps[at] ?? null}
              chosen={thread}
              onChoose={(one) => setPinned(pinned === one ? null : one)}
              onStep={take}
            />
            {truths === null || truths.all.length === 0 ? null : (
              <>
                <h2>What is true here</h2>
                <TruthsView truths={truths} asked={asked} onAsk={(name) => setAsked(asked === name ? null : name)} />
              </>
            )}
          </div>
        </section>
        <section class="pane source-pane" aria-label="Source">
          <header>
            <h2>Source</h2>
            <span class="faint">{program.threads[thread]?.name}</span>
          </header>
          <SourceView tree={session.about.tree} here={here} others={stand.filter((one) => one.thread !== thread)} />
        </section>
      </div>
      <Transport
        at={at}
        length={length}
        lanes={lanes}
        run={run}
        playing={playing}
        onGo={go}
        onPlay={() => setPlaying(!playing)}
        onSwitch={(way) => goIf(way < 0 ? previousSwitch(run.story, at) : nextSwitch(run.story, at))}
        object={object}
        onTouch={(way) =>
          object !== null && goIf(way < 0 ? previousTouch(run.story, at, object) : nextTouch(run.story, at, object))
        }
      />
      {failure === null && length > 0 && at === length ? (
        <p class="sr" role="status">
          Nothing is broken here.
        </p>
      ) : null}
    </div>
  );
}

function Heading({
  session,
  run,
  onBack,
}: {
  readonly session: Session;
  readonly run: Run;
  readonly onBack: (() => void) | null;
}) {
  const { claim } = session.row.question;
  const { verdict } = session.row;
  const own = verdict?.kind === 'fails' && run.failure === verdict.failure;
  const { failure } = run;
  const counts =
    verdict === null
      ? []
      : [
          counted(verdict.counts.states, 'state'),
          verdict.kind === 'unknown' ? 'not complete' : 'complete',
          seconds(verdict.counts.milliseconds),
        ];
  const meta = [claim.variant, ...counts, `model ${session.program.checksum.slice(0, 8)}`].filter(
    (part) => part !== '',
  );
  return (
    <div class="heading">
      <h1>
        <span class="id">{claim.id}</span> {claim.title}
      </h1>
      <p class="meta">
        {verdict === null ? (
          <span class="chip">not asked</span>
        ) : (
          <span class={`chip ${verdict.kind}`}>
            {verdict.kind === 'fails' ? '✗ fails' : verdict.kind === 'holds' ? '✓ holds' : '? unknown'}
          </span>
        )}{' '}
        <strong>{claim.property}</strong> <span class="faint">{meta.join(' · ')}</span>
      </p>
      {onBack === null ? null : (
        <p class="branch">
          <button type="button" onClick={onBack}>
            ← back to the run it left
          </button>{' '}
          {own
            ? 'The run of the claim.'
            : failure === null
              ? 'A run by hand: nothing is broken so far.'
              : `A run by hand: ✗ ${failure.property}: ${failure.message}.`}
        </p>
      )}
      {onBack === null && !own && failure === null && verdict?.kind === 'holds' ? (
        <p class="branch faint">No interleaving breaks it. Take the wheel, or let it run to the end.</p>
      ) : null}
    </div>
  );
}

function Legend() {
  return (
    <p class="legend faint">
      <span class="slot is-changed">→</span> changed by this step <span class="slot is-asked">?</span> the property
      looks at it <span class="slot is-stale">!</span> stale copy
    </p>
  );
}

function runText({ choices, story }: Run): string {
  const switches = story.steps.filter((step, i) => i > 0 && step.thread !== story.steps[i - 1]?.thread).length;
  return `${count(choices.steps.length)} steps, ${count(switches)} context ${switches === 1 ? 'switch' : 'switches'}`;
}

function standpoints(
  threads: ReturnType<Session['program']['view']>['threads'],
): readonly (Standpoint & { readonly thread: number })[] {
  return threads.flatMap(({ name, stack }, thread) => {
    const frame = stack.at(-1);
    return frame === undefined ? [] : [{ thread, name, place: frame.place, function: frame.function }];
  });
}

/** Of a thread that has finished with the step that was just taken: where that step was. */
function lastPlace({ story }: Run, at: number, thread: number): Standpoint | null {
  const step = story.steps[at - 1];
  const event = step?.events.at(-1);
  if (step === undefined || event === undefined || step.thread !== thread) return null;
  const name = story.threads[thread]?.name ?? '';
  return { name, place: event.place, function: step.inside.at(-1)?.function ?? name };
}

/** The position of the last step of the row above or below. */
function rowBeside(steps: ReturnType<typeof lanesOf>['steps'], at: number, way: 1 | -1): number | null {
  const own = at === 0 ? null : (steps[at - 1]?.row ?? null);
  for (let step = at - 1 + way; step >= 0 && step < steps.length; step += way)
    if ((steps[step]?.row ?? null) !== own) return step + 1;
  return way < 0 ? 0 : null;
}

function nextDeciding(steps: ReturnType<typeof lanesOf>['steps'], at: number): number | null {
  const later = steps.findIndex((step, i) => i >= at && step.decides);
  const found = later >= 0 ? later : steps.findIndex((step) => step.decides);
  return found < 0 ? null : found + 1;
}

function isSame(a: Step | undefined, b: Step | undefined): boolean {
  return a !== undefined && b !== undefined && a.thread === b.thread && a.path === b.path;
}

function common(a: Choices, b: Choices): number {
  const differs = a.steps.findIndex((step, i) => !isSame(step, b.steps[i]));
  return differs < 0 ? a.steps.length : differs;
}

function isPrefix(a: Choices, b: Choices): boolean {
  return a.initial === b.initial && common(a, b) === a.steps.length;
}

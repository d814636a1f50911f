// SPDX-License-Identifier: MIT
// Where one is in a claim, and the ways to be elsewhere. The engine answers a little later: what is drawn is the last answer, and
// steps that are taken meanwhile queue up. A run that is taken by hand lies on top of the one that it leaves.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { Choices, Step } from '../../explore/trace.ts';
import { asPrinted, type Folding, type Lanes } from '../lanes/lanes.ts';
import type { Shown, ShownRun } from '../looking.ts';
import type { Engine } from './engine.ts';
import { folded } from './lanes.tsx';

export interface Wheel {
  readonly run: ShownRun;
  readonly at: number;
  /** What there is to see; of an earlier position until the engine has answered. Null: it has not answered yet. */
  readonly shown: Shown | null;
  readonly lanes: Lanes | null;
  readonly folding: Folding;
  /** Whether the engine has something to answer. */
  readonly busy: boolean;
  /** Null: the run is the one that it began with. */
  readonly back: (() => void) | null;
  readonly go: (to: number) => void;
  /** @param path null: the first that there is */
  readonly take: (thread: number, path: number | null) => void;
  readonly toEnd: () => void;
  readonly fold: (call: number, kind: 'open' | 'folded' | 'shut') => void;
  /** Every touch on a row of its own, or the story. */
  readonly turnLevel: () => void;
}

interface Standing {
  /** The one on top is looked at. */
  readonly runs: readonly [ShownRun, ...ShownRun[]];
  readonly at: number;
}

/** @param asked the property whose reads are marked; null: the one that fails */
export function useWheel(engine: Engine, first: ShownRun, start: number, asked: string | null): Wheel {
  const [standing, setStanding] = useState<Standing>({ runs: [first], at: start });
  const [folding, setFolding] = useState<Folding>(asPrinted);
  const [working, setWorking] = useState(0);
  /** What is queued begins where the last of it ended. */
  const latest = useRef(standing);
  const queue = useRef(Promise.resolve());
  const {
    runs: [run, ...below],
    at,
  } = standing;

  const stand = useCallback((next: Standing) => {
    latest.current = next;
    setStanding(next);
  }, []);
  const go = useCallback(
    (to: number) => {
      const { runs } = latest.current;
      stand({ runs, at: Math.max(0, Math.min(runs[0].choices.steps.length, to)) });
    },
    [stand],
  );
  const queued = (work: () => Promise<void>): void => {
    setWorking((before) => before + 1);
    queue.current = queue.current.then(work).finally(() => setWorking((before) => before - 1));
  };
  const branch = (opened: ShownRun, to: number): void => {
    const [top, ...others] = latest.current.runs;
    // Steps of one branch are one run: coming back leads to where it left.
    const same = others.length > 0 && isPrefix(top.choices, opened.choices);
    stand({ runs: same ? [opened, ...others] : [opened, top, ...others], at: to });
    setFolding((before) => ({ ...asPrinted, level: before.level }));
  };
  const take = (thread: number, path: number | null): void =>
    queued(async () => {
      const { runs, at: from } = latest.current;
      const taken = await engine.ask('step', runs[0].number, from, thread, path);
      if (taken === 'next') go(from + 1);
      else if (taken !== null) branch(taken, from + 1);
    });
  const toEnd = (): void =>
    queued(async () => {
      const { runs, at: from } = latest.current;
      const finished = await engine.ask('finish', runs[0].number, from);
      if (finished !== null) branch(finished, finished.choices.steps.length);
    });
  const back = (): void =>
    queued(async () => {
      const [top, second, ...others] = latest.current.runs;
      if (second === undefined) return;
      stand({ runs: [second, ...others], at: common(top.choices, second.choices) });
      setFolding((before) => ({ ...asPrinted, level: before.level }));
    });
  const fold = useCallback(
    (call: number, kind: 'open' | 'folded' | 'shut') => setFolding((before) => folded(before, call, kind)),
    [],
  );

  const shown = useShown(engine, run, at, asked);
  const lanes = useLanes(engine, run, folding);
  useClosed(engine, standing.runs);
  return {
    run,
    at,
    shown,
    lanes: lanes?.lanes ?? null,
    folding,
    busy:
      working > 0 ||
      shown?.run !== run.number ||
      shown.at !== at ||
      shown.asked !== asked ||
      lanes?.run !== run ||
      lanes.folding !== folding,
    back: below.length > 0 ? back : null,
    go,
    take,
    toEnd,
    fold,
    turnLevel: () => setFolding({ ...asPrinted, level: folding.level === 'story' ? 'everything' : 'story' }),
  };
}

/** One question at a time: who steps faster than it is answered sees where he is, not everywhere he was. */
function useShown(engine: Engine, run: ShownRun, at: number, asked: string | null): Shown | null {
  const [shown, setShown] = useState<Shown | null>(null);
  const wanted = useRef<readonly [number, number, string | null]>([run.number, at, asked]);
  const isAsked = useRef(false);
  useEffect(() => {
    wanted.current = [run.number, at, asked];
    const look = async (): Promise<void> => {
      if (isAsked.current) return;
      isAsked.current = true;
      for (let done = false; !done; ) {
        const now = wanted.current;
        setShown(await engine.ask('at', ...now));
        done = wanted.current === now;
      }
      isAsked.current = false;
    };
    void look();
  }, [engine, run, at, asked]);
  return shown;
}

interface LanesOf {
  readonly run: ShownRun;
  readonly folding: Folding;
  readonly lanes: Lanes;
}

function useLanes(engine: Engine, run: ShownRun, folding: Folding): LanesOf | null {
  const [lanes, setLanes] = useState<LanesOf | null>(null);
  useEffect(() => {
    let isOver = false;
    void engine.ask('lanes', run.number, folding).then((found) => {
      if (!isOver) setLanes({ run, folding, lanes: found });
    });
    return () => {
      isOver = true;
    };
  }, [engine, run, folding]);
  return lanes;
}

/** What nobody comes back to is closed, once nothing is asked of it any more. */
function useClosed(engine: Engine, runs: readonly ShownRun[]): void {
  const before = useRef(runs);
  useEffect(() => {
    for (const run of before.current) if (!runs.includes(run)) void engine.ask('close', run.number);
    before.current = runs;
  }, [engine, runs]);
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

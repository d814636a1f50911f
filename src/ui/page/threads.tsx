// SPDX-License-Identifier: MIT
// The wheel: where each thread stands, what it would do next, what it waits for, and a button that lets it do so. Below it,
// what is true here.

import type { Truths } from '../../ask/stepper.ts';
import type { Step } from '../../explore/trace.ts';
import { awaited } from '../../explore/waits.ts';
import type { ShownTurn, ShownWay } from '../looking.ts';
import type { ThreadState } from '../picture/source.ts';

interface Given {
  readonly turns: readonly ShownTurn[];
  readonly threads: readonly ThreadState[];
  /** What the run goes on with; null: it ends here. */
  readonly next: Step | null;
  /** Whose source is shown. */
  readonly chosen: number;
  readonly onChoose: (thread: number) => void;
  readonly onStep: (thread: number, path: number) => void;
}

export function ThreadsView({ turns, threads, next, chosen, onChoose, onStep }: Given) {
  return (
    <ol class="threads">
      {turns.map((turn) => {
        const state = threads[turn.thread];
        if (state === undefined) return null;
        const able = turn.ways.length > 0;
        return (
          <li
            key={turn.thread}
            class={`thread ${able ? 'able' : state.standing}${chosen === turn.thread ? ' chosen' : ''}`}
          >
            <button
              type="button"
              class="name"
              aria-pressed={chosen === turn.thread}
              onClick={() => onChoose(turn.thread)}
              title="show its source"
            >
              {state.name}
              <span class="standing">{able ? roleText(state, turn) : standingText(state)}</span>
            </button>
            {state.calls.length === 0 ? null : <div class="calls">{callsText(state)}</div>}
            {turn.ways.map((way) => (
              <WayView key={way.path} turn={turn} way={way} next={next} onStep={onStep} />
            ))}
            {state.waits.map((wait) => (
              <div key={`${wait.function} ${wait.condition}`} class="waits">
                waits in {wait.function}() for <code>{awaited(wait)}</code>
                {wait.heldBy.length === 0
                  ? ', which nobody holds'
                  : `, ${wait.ownFlag ? 'set' : 'held'} by ${wait.heldBy.map((name) => (name === state.name ? 'itself' : name)).join(', ')}`}
              </div>
            ))}
          </li>
        );
      })}
    </ol>
  );
}

function WayView({
  turn,
  way,
  next,
  onStep,
}: { readonly turn: ShownTurn; readonly way: ShownWay } & Pick<Given, 'next' | 'onStep'>) {
  const { call, effects } = way;
  const isNext = next !== null && next.thread === turn.thread && next.path === way.path;
  return (
    <button
      type="button"
      class={`way${isNext ? ' is-next' : ''}${way.bad ? ' bad' : ''}`}
      onClick={() => onStep(turn.thread, way.path)}
    >
      <kbd>{turn.ways.length === 1 ? turn.thread + 1 : `${turn.thread + 1}:${way.path}`}</kbd>
      <span class="what">
        {call === null ? null : <span class="left">{call} </span>}
        <span class="right">{effects.length === 0 ? (call === null ? 'goes on' : '') : effects.join(', ')}</span>
      </span>
      {isNext ? <span class="note">next in this run</span> : null}
    </button>
  );
}

/** Only the innermost with what it was called with: the others are where it came from. */
function callsText({ calls }: ThreadState): string {
  return calls.map(({ text }, i) => (i < calls.length - 1 ? text.replace(/\(.*$/s, '()') : text)).join(' › ');
}

function roleText({ role }: ThreadState, { standing }: ShownTurn): string {
  if (role === 'thread') return '';
  return standing === 'idle' ? `${role}, may begin` : role;
}

function standingText({ standing, role }: ThreadState): string {
  if (standing === 'idle') return role === 'environment' ? 'may begin no more' : 'at rest';
  return standing === 'running' ? 'blocked' : standing;
}

const kinds = { always: 'always', atEnd: 'at the end', sometimes: 'sometimes', from: 'when', to: 'then' } as const;

interface TruthsGiven {
  readonly truths: Truths;
  /** Whose reads are marked in the picture. */
  readonly asked: string | null;
  readonly onAsk: (name: string) => void;
}

export function TruthsView({ truths, asked, onAsk }: TruthsGiven) {
  return (
    <>
      <ul class="truths">
        {truths.all.map(({ name, kind, value, fault, judged }) => {
          const bad = judged && value === false && (kind === 'always' || kind === 'atEnd');
          return (
            <li
              key={`${kind} ${name}`}
              class={`${value === null ? 'fault' : value ? 'true' : 'false'}${judged ? '' : ' unjudged'}${bad ? ' bad' : ''}`}
            >
              <button
                type="button"
                aria-pressed={asked === name}
                onClick={() => onAsk(name)}
                title={fault ?? 'mark what it looks at in the picture'}
              >
                <span class="sign" aria-hidden="true">
                  {value === null ? '!' : value ? '✓' : bad ? '✗' : '–'}
                </span>
                <span class="name">{name}</span>
                <span class="kind">
                  {kinds[kind]}
                  {judged ? '' : ', not judged here'}
                </span>
                <span class="value">{value === null ? 'cannot be evaluated' : String(value)}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {truths.rest === null ? null : <p class={truths.rest === 'end' ? 'faint' : 'bad'}>{restTexts[truths.rest]}</p>}
    </>
  );
}

const restTexts = {
  end: 'Everything has finished.',
  deadlock: '✗ Nothing can move, and a thread has not finished: deadlock.',
  stuck: 'All threads have finished; something is in flight for ever.',
} as const;

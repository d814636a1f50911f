// SPDX-License-Identifier: MIT
// What is said while a claim is decided, compiled or followed, with the button that stops it.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Progress } from '../../explore/options.ts';
import { count, counted } from '../../report/numbers.ts';
import type { Asking } from './use-answer.ts';
import type { Opened } from './use-opened.ts';

export function AskingView({ asking: { hear, bug, end } }: { readonly asking: Asking }) {
  const [progress, setProgress] = useState<Progress | null>(null);
  useEffect(() => {
    setProgress(null);
    hear(setProgress);
  }, [hear]);
  if (bug !== null) return <Bug detail={bug} />;
  const said = progress === null ? 'begins' : `${phases[progress.phase]}: ${counted(progress.counts.states, 'state')}`;
  return (
    <Working label="every interleaving is tried" onStop={end}>
      Every interleaving is tried. <span class="faint">{said}</span>
    </Working>
  );
}

/** Instead of a claim, as long as it is not open. */
export function OpeningView({ opened }: { readonly opened: Exclude<Opened, { readonly kind: 'open' }> }) {
  if (opened.kind === 'bug') return <Bug detail={opened.detail} />;
  if (opened.kind === 'trouble')
    return opened.again === null ? (
      <pre class="banner">{opened.text}</pre>
    ) : (
      <GivenUp what={opened.text} offer="try again" onAgain={opened.again} />
    );
  const { steps, of, stop } = opened;
  return (
    <Working label="it is opened" onStop={stop}>
      {steps === 0 ? 'The model is compiled …' : `The run is followed: ${count(steps)} of ${counted(of, 'step')}`}
    </Working>
  );
}

interface WorkingGiven {
  readonly label: string;
  readonly children: ComponentChildren;
  readonly onStop: () => void;
}

export function Working({ label, children, onStop }: WorkingGiven) {
  return (
    <p class="asking" role="status">
      <progress aria-label={label} /> {children}{' '}
      <button type="button" onClick={onStop}>
        stop
      </button>
    </p>
  );
}

interface GivenUpAs {
  readonly what: string;
  readonly offer: string;
  readonly onAgain: () => void;
}

/** What was stopped, or took too long, and the way to go on. */
export function GivenUp({ what, offer, onAgain }: GivenUpAs) {
  return (
    <p class="banner" role="alert">
      {what}{' '}
      <button type="button" onClick={onAgain}>
        {offer}
      </button>
    </p>
  );
}

function Bug({ detail }: { readonly detail: string }) {
  return (
    <pre class="banner">
      checker bug: this is a fault of faultline, not of the model{'\n'}
      {detail}
    </pre>
  );
}

const phases = {
  search: 'search',
  livelock: 'looking for rounds without end',
  leadsTo: 'looking for rounds without end',
  'shortest story': 'shortest story',
  telling: 'telling',
} as const;

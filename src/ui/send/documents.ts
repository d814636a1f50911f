// SPDX-License-Identifier: MIT
// A run in the form that somebody else can use: drawn, as a diagram, as a trace for a viewer, as data. The command line and the
// page send the same.

import type { Choices } from '../../explore/trace.ts';
import type { Detail, Story } from '../../report/story.ts';
import { laneSource, lanesOf } from '../lanes/lanes.ts';
import type { Form } from './forms.ts';
import { lanesMermaid } from './mermaid.ts';
import { perfetto } from './perfetto.ts';
import { runJson } from './run-json.ts';
import { lanesSvg } from './svg.ts';

export interface Sent {
  readonly story: Story;
  readonly choices: Choices;
  /** Id of the claim, or its file. */
  readonly claim: string;
  readonly title: string;
  readonly variant: string;
  /** What else is said below the title: how many steps. */
  readonly size: string;
  readonly checksum: string;
  /** The whole command: `faultline replay 2020/T20 0*12`. */
  readonly command: string;
  readonly detail: Detail;
}

/** Yields often. */
export function* documentOf(form: Form, sent: Sent): Generator<void, string> {
  const { story, claim, title, variant, size, checksum, command, choices, detail } = sent;
  const failure = story.failure === null ? '' : `  FAILS  ${story.failure.property}`;
  const heading = `${claim}  ${title}${failure}`;
  switch (form) {
    case 'svg': {
      const lanes = lanesOf(yield* laneSource(story, detail));
      return lanesSvg(lanes, { above: [heading, size], below: [`replay: ${command}`] });
    }
    case 'mermaid': {
      const lanes = lanesOf(yield* laneSource(story, detail));
      return lanesMermaid(lanes, heading);
    }
    case 'perfetto':
      return perfetto(story, { title: `${claim}  ${title}`, replay: command, checksum });
    case 'json':
      return runJson(story, { claim, title, variant, checksum, choices });
  }
}

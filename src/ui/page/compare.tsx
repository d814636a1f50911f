// SPDX-License-Identifier: MIT
// Bug and fix side by side: the run that fails, followed in the other variant as far as it goes. Steps that are the same in both
// are told in one line; what comes out otherwise is marked, and the step that is not possible there.

import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { ComparedTexts, CompareLine } from '../compare-lines.ts';
import { graphText } from '../graph-text.ts';
import type { ShownRun } from '../looking.ts';
import { aboutOf, type PackedRow } from '../pack.ts';
import type { Engine } from './engine.ts';

interface Given {
  readonly engine: Engine;
  readonly row: PackedRow;
  readonly run: ShownRun;
  readonly rows: readonly PackedRow[];
  readonly at: number;
  readonly onGo: (position: number) => void;
  readonly onClose: () => void;
}

export function CompareView({ engine, row, run, rows, at, onGo, onClose }: Given) {
  const others = useMemo(() => otherVariants(row, rows), [row, rows]);
  const [chosen, setChosen] = useState(0);
  const other = others[chosen];
  const [compared, setCompared] = useState<ComparedTexts | string | null>(null);
  useEffect(() => {
    if (other === undefined) return setCompared('No other variant of this scenario is here: edit has a field for one.');
    let isOver = false;
    setCompared(null);
    void engine.ask('compare', run.number, graphText(other)).then((found) => {
      if (!isOver) setCompared(found);
    });
    return () => {
      isOver = true;
    };
  }, [engine, run, other]);
  const own = aboutOf(row).claim.variant;
  return (
    <section class="compare" aria-label="Compare">
      <header>
        <label>
          {own || 'this'} beside{' '}
          <select value={chosen} onChange={(event) => setChosen(Number(event.currentTarget.value))}>
            {others.map((one, i) => (
              <option key={`${one.question.claim.variant} ${one.diff ?? ''}`} value={i}>
                {one.question.claim.variant} {one.verdict === null ? '' : `· ${one.verdict.kind}`}
              </option>
            ))}
          </select>
        </label>
        <button type="button" onClick={onClose}>
          close
        </button>
      </header>
      {compared === null ? (
        <p class="faint">The run is followed there …</p>
      ) : typeof compared === 'string' ? (
        <p class="banner" role="status">
          {compared}
        </p>
      ) : (
        <Table {...compared} at={at} onGo={onGo} names={[own, other?.question.claim.variant ?? '']} />
      )}
    </section>
  );
}

/** One row for each other variant, those that hold first. */
function otherVariants(row: PackedRow, rows: readonly PackedRow[]): readonly PackedRow[] {
  const { claim, scenario } = row.question;
  const same = rows.filter(
    (one) =>
      one !== row && one.question.scenario.file === scenario.file && one.question.claim.variant !== claim.variant,
  );
  const score = (one: PackedRow): number =>
    (one.question.claim.property === claim.property ? 2 : 0) +
    (one.verdict?.kind === 'holds' || one.question.claim.expect === 'holds' ? 1 : 0);
  const byVariant = new Map(
    same.toSorted((a, b) => score(a) - score(b)).map((one) => [one.question.claim.variant, one]),
  );
  return [...byVariant.values()].toSorted((a, b) => score(b) - score(a));
}

interface TableGiven extends ComparedTexts {
  readonly at: number;
  readonly names: readonly [string, string];
  readonly onGo: (position: number) => void;
}

function Table({ ending, isImpossible, lines, at, names, onGo }: TableGiven) {
  const box = useRef<HTMLDivElement>(null);
  // What one came for is where the two part.
  useEffect(() => box.current?.querySelector('.impossible, .differs')?.scrollIntoView({ block: 'center' }), [lines]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by keyboard
    <div class="scroll" tabIndex={0} ref={box}>
      <p class={isImpossible ? 'bad' : ''} role="status">
        {ending}
      </p>
      <table>
        <thead>
          <tr>
            <th scope="col">thread</th>
            <th scope="col">{names[0]}</th>
            <th scope="col">{names[1]}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line, i) => (
            <LineView key={i} line={line} at={at} onGo={onGo} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LineView({ line, at, onGo }: { readonly line: CompareLine } & Pick<TableGiven, 'at' | 'onGo'>) {
  switch (line.kind) {
    case 'same':
      return (
        <tr class="same">
          <td>{line.thread}</td>
          <td colSpan={2}>{line.text}</td>
        </tr>
      );
    case 'impossible':
      return (
        <tr class="impossible bad">
          <td>{line.thread}</td>
          <td>
            <StepButton step={line.step} text={line.text} onGo={onGo} />
          </td>
          <td>✗ {line.why}</td>
        </tr>
      );
    case 'pair':
      return (
        <tr class={`${line.bug?.step === at - 1 ? 'now' : ''}${line.differs.length > 0 ? ' differs' : ''}`}>
          <td>
            {line.turns ? <abbr title="the first step that sees something else">◆ </abbr> : null}
            {line.thread}
          </td>
          <td>{line.bug === null ? <span class="faint">–</span> : <StepButton {...line.bug} onGo={onGo} />}</td>
          <td>
            {line.fixed === null ? <span class="faint">left out</span> : line.fixed}
            {line.differs.length === 0 ? null : <em class="differs-text"> ≠ {line.differs.join(', ')}</em>}
          </td>
        </tr>
      );
  }
}

function StepButton({
  step,
  text,
  onGo,
}: {
  readonly step: number;
  readonly text: string;
  readonly onGo: (position: number) => void;
}) {
  return (
    <button type="button" class="text" onClick={() => onGo(step + 1)}>
      <span class="faint">{step + 1} </span>
      {text}
    </button>
  );
}

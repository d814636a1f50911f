// SPDX-License-Identifier: MIT
// Bug and fix side by side: the run that fails, followed in the other variant as far as it goes. Steps that are the same in both
// are told in one line; what comes out otherwise is marked, and the step that is not possible there.

import { useMemo, useState } from 'preact/hooks';
import { toEnd } from '../../explore/pace.ts';
import { ModelError } from '../../lang/diagnostic.ts';
import { counted } from '../../report/numbers.ts';
import { stepText } from '../../report/step-text.ts';
import { type Comparison, comparing, type Pair } from '../compare.ts';
import type { PackedRow } from '../pack.ts';
import { openRun, openSession, type Run, type Session } from '../session.ts';

interface Given {
  readonly session: Session;
  readonly run: Run;
  readonly rows: readonly PackedRow[];
  readonly at: number;
  readonly onGo: (position: number) => void;
  readonly onClose: () => void;
}

interface Compared {
  readonly comparison: Comparison;
  readonly fixed: Run;
}

export function CompareView({ session, run, rows, at, onGo, onClose }: Given) {
  const others = useMemo(() => otherVariants(session, rows), [session, rows]);
  const [chosen, setChosen] = useState(0);
  const other = others[chosen];
  const compared = useMemo(
    () => (other === undefined ? 'No other variant of this scenario is here.' : compare(run, other)),
    [run, other],
  );
  return (
    <section class="compare" aria-label="Compare">
      <header>
        <label>
          {session.about.claim.variant || 'this'} beside{' '}
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
      {typeof compared === 'string' ? (
        <p class="banner">{compared}</p>
      ) : (
        <Table
          {...compared}
          run={run}
          at={at}
          onGo={onGo}
          names={[session.about.claim.variant, other?.question.claim.variant ?? '']}
        />
      )}
    </section>
  );
}

/** One row for each other variant, those that hold first. */
function otherVariants({ row }: Session, rows: readonly PackedRow[]): readonly PackedRow[] {
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

/** Or why they cannot be compared. */
function compare(run: Run, other: PackedRow): Compared | string {
  try {
    const session = openSession({ ...other, traceVariant: other.question.claim.variant });
    const comparison = toEnd(comparing(run, session.program));
    return { comparison, fixed: openRun(session, comparison.choices) };
  } catch (error) {
    if (error instanceof ModelError || error instanceof RangeError) return error.message;
    throw error;
  }
}

interface TableGiven extends Compared {
  readonly run: Run;
  readonly at: number;
  readonly names: readonly [string, string];
  readonly onGo: (position: number) => void;
}

function Table({ comparison, fixed, run, at, names, onGo }: TableGiven) {
  const { pairs, impossible, ending, turns } = comparison;
  return (
    <div class="scroll">
      <p class={impossible === null ? '' : 'bad'} role="status">
        {impossible === null ? '' : `✗ step ${impossible.bug + 1} is impossible: `}
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
          {groupsOf(pairs).map((group) => {
            const [first] = group.pairs;
            if (first === undefined) return null;
            const name =
              run.story.threads.find((one) => one.name === fixed.story.threads[first.thread]?.name)?.name ?? '';
            if (group.isSame)
              return (
                <tr key={`${first.bug} ${first.fixed}`} class="same">
                  <td>{name}</td>
                  <td colSpan={2}>
                    {counted(group.pairs.length, 'step')}, the same in both: {spanOf(run, group.pairs)}
                  </td>
                </tr>
              );
            return group.pairs.map((pair) => (
              <PairRow
                key={`${pair.bug} ${pair.fixed}`}
                pair={pair}
                name={name}
                run={run}
                fixed={fixed}
                isTurn={pairs[turns ?? -1] === pair}
                at={at}
                onGo={onGo}
              />
            ));
          })}
          {impossible === null ? null : (
            <tr class="impossible bad">
              <td>{run.story.threads[run.story.steps[impossible.bug]?.thread ?? 0]?.name}</td>
              <td>
                <StepButton run={run} step={impossible.bug} onGo={onGo} />
              </td>
              <td>✗ {impossible.text}</td>
            </tr>
          )}
        </tbody>
      </table>
    </div>
  );
}

interface PairGiven {
  readonly pair: Pair;
  readonly name: string;
  readonly run: Run;
  readonly fixed: Run;
  /** Whether from here on the two see other things. */
  readonly isTurn: boolean;
  readonly at: number;
  readonly onGo: (position: number) => void;
}

function PairRow({ pair, name, run, fixed, isTurn, at, onGo }: PairGiven) {
  return (
    <tr class={`${pair.bug === at - 1 ? 'now' : ''}${pair.differs.length > 0 ? ' differs' : ''}`}>
      <td>
        {isTurn ? <abbr title="the first step that sees something else">◆ </abbr> : null}
        {name}
      </td>
      <td>{pair.bug === null ? <span class="faint">–</span> : <StepButton run={run} step={pair.bug} onGo={onGo} />}</td>
      <td>
        {pair.fixed === null ? <span class="faint">left out</span> : textOf(fixed, pair.fixed)}
        {pair.differs.length === 0 ? null : <em class="differs-text"> ≠ {pair.differs.join(', ')}</em>}
      </td>
    </tr>
  );
}

function StepButton({
  run,
  step,
  onGo,
}: {
  readonly run: Run;
  readonly step: number;
  readonly onGo: (position: number) => void;
}) {
  return (
    <button type="button" class="text" onClick={() => onGo(step + 1)}>
      <span class="faint">{step + 1} </span>
      {textOf(run, step)}
    </button>
  );
}

function textOf({ story }: Run, step: number): string {
  const told = story.steps[step];
  if (told === undefined) throw new Error(`checker bug: no step ${step}`);
  const { call, effects } = stepText(told.events);
  const where = call ?? (told.inside.at(-1) === undefined ? '' : `${told.inside.at(-1)?.function}()`);
  return [where, effects.join(', ')].filter((one) => one !== '').join('  ');
}

/** Steps in a row of one thread that are the same are worth one line. */
function groupsOf(pairs: readonly Pair[]): readonly { readonly isSame: boolean; readonly pairs: readonly Pair[] }[] {
  const groups: { isSame: boolean; pairs: Pair[] }[] = [];
  for (const pair of pairs) {
    const isSame = pair.bug !== null && pair.fixed !== null && pair.differs.length === 0;
    const last = groups.at(-1);
    if (last !== undefined && last.isSame === isSame && last.pairs[0]?.thread === pair.thread) last.pairs.push(pair);
    else groups.push({ isSame, pairs: [pair] });
  }
  return groups;
}

/** `steps 3 to 25, zap_pte_range()`: the outermost calls that they are in. */
function spanOf({ story }: Run, pairs: readonly Pair[]): string {
  const steps = pairs.flatMap(({ bug }) => (bug === null ? [] : [bug]));
  const [first = 0] = steps;
  const last = steps.at(-1) ?? first;
  const calls = new Set(steps.flatMap((step) => story.steps[step]?.inside[0]?.function ?? []));
  const where = [...calls].map((name) => `${name}()`).join(', ');
  const which = first === last ? `step ${first + 1}` : `steps ${first + 1} to ${last + 1}`;
  return where === '' ? which : `${which}, ${where}`;
}

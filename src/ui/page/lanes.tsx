// SPDX-License-Identifier: MIT
// The run as lanes. Rows are drawn once for a run and a folding; where one stands in it is a class on one row, so that
// stepping through thousands of rows touches two of them.

import { memo } from 'preact/compat';
import { useEffect, useRef } from 'preact/hooks';
import type { Folding, Lanes, LineRow } from '../lanes/lanes.ts';

interface Given {
  readonly lanes: Lanes;
  readonly position: number;
  readonly onGo: (position: number) => void;
  readonly onFold: (call: number, folding: NonNullable<LineRow['folding']>) => void;
}

export function LanesView({ lanes, position, onGo, onFold }: Given) {
  const body = useRef<HTMLElement>(null);
  useEffect(() => {
    const rows = body.current?.querySelector('.grid');
    if (body.current === null || rows === null || rows === undefined) return;
    for (const row of rows.querySelectorAll('.now')) {
      row.classList.remove('now');
      row.removeAttribute('aria-current');
    }
    const elements = rowsOfStep(lanes, position - 1).flatMap(
      (at) => rows.querySelector<HTMLElement>(`[data-row="${at}"]`) ?? [],
    );
    body.current.classList.toggle('begun', elements.length > 0);
    for (const row of elements) row.classList.add('now');
    const [first] = elements;
    first?.setAttribute('aria-current', 'step');
    if (first === undefined) body.current.scrollTo({ top: 0 });
    else for (const row of [...elements.toReversed(), first]) seen(row);
  }, [lanes, position]);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by keyboard
    <section class="lanes" ref={body} tabIndex={0} aria-label="The run, one lane per CPU">
      <Rows lanes={lanes} onGo={onGo} onFold={onFold} />
    </section>
  );
}

function seen(row: HTMLElement): void {
  (row.querySelector('.cell') ?? row).scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

/** All that tell of it; else the call that it happened in. */
function rowsOfStep({ rows, steps }: Lanes, step: number): readonly number[] {
  const place = steps[step];
  if (place === undefined) return [];
  const telling = rows.flatMap((row, i) =>
    row.kind === 'line' && row.tells && row.thread === place.thread && row.step <= step && step <= row.until ? [i] : [],
  );
  return telling.length > 0 ? telling : place.row === null ? [] : [place.row];
}

const Rows = memo(({ lanes, onGo, onFold }: Omit<Given, 'position'>) => {
  const style = { '--columns': lanes.columns.length, '--least': lanes.columns.length > 3 ? '11.5rem' : '15rem' };
  return (
    <ol class="grid" style={style}>
      <li class="heads">
        <span class="gutter" />
        {lanes.columns.map((column) => {
          const lane = lanes.lanes[column.lane];
          return (
            <span key={column.thread} class={`head ${lane?.kind ?? ''} tone${column.lane % 6}`}>
              {column.header}
            </span>
          );
        })}
      </li>
      {lanes.rows.map((row, i) => {
        const { loop } = lanes;
        const round =
          loop === null || i < loop.from || i > loop.to
            ? ''
            : i === loop.from
              ? ' round first'
              : i === loop.to
                ? ' round last'
                : ' round';
        if (row.kind === 'band')
          return (
            <li key={i} class={`row band${round}${row.text.startsWith('✗') ? ' bad' : ''}`} data-row={i}>
              <span class="gutter" />
              <span class="across">{row.text}</span>
            </li>
          );
        return (
          <Line
            key={`${i} ${row.call ?? ''}`}
            row={row}
            index={i}
            round={round}
            decisive={lanes.decisive}
            columns={lanes.columns}
            onGo={onGo}
            onFold={onFold}
          />
        );
      })}
    </ol>
  );
});

const marks = { open: '▾', folded: '▸', shut: '▸' } as const;

interface LineGiven extends Pick<Given, 'onGo' | 'onFold'> {
  readonly row: LineRow;
  readonly index: number;
  readonly round: string;
  readonly decisive: number | null;
  readonly columns: Lanes['columns'];
}

function Line({ row, index, round, decisive, columns, onGo, onFold }: LineGiven) {
  const isDecisive = row.tells && decisive !== null && row.step <= decisive && decisive <= row.until;
  const classes = [
    'row',
    row.switches ? 'switch' : '',
    row.decides ? 'decides' : '',
    isDecisive && row.decides ? 'decisive' : '',
    row.broken ? 'bad' : '',
    row.tells ? 'tells' : 'begins',
  ];
  const goes = row.folding === 'open' || row.folding === null ? row.step + 1 : row.until + 1;
  const { call, folding } = row;
  const right = row.rights[0] ?? '';
  const style = { gridColumn: row.column + 2, '--indent': row.indent };
  const lane = columns[row.column]?.lane ?? 0;
  return (
    <li class={`${classes.filter((one) => one !== '').join(' ')}${round}`} data-row={index}>
      <span class="gutter">
        {row.decides ? (
          <abbr title={isDecisive ? 'the step that decides' : 'the failure turns on this'}>
            {isDecisive ? '◆' : '◇'}
          </abbr>
        ) : null}
        {row.tells ? row.step + 1 : ''}
      </span>
      <span class={`cell tone${lane % 6}`} style={style}>
        {call !== null && folding !== null ? (
          <button
            type="button"
            class="fold"
            tabIndex={-1}
            aria-label={folding === 'open' ? `shut ${row.text}` : `open ${row.text}`}
            onClick={() => onFold(call, folding)}
          >
            {marks[folding]}
          </button>
        ) : null}
        <button type="button" class="text" tabIndex={-1} onClick={() => onGo(goes)}>
          <span class="left">{row.text}</span>
          {right === '' || row.text === '' ? null : '  '}
          {right === '' ? null : <span class="right">{right}</span>}
        </button>
      </span>
    </li>
  );
}

export function folded(before: Folding, call: number, folding: NonNullable<LineRow['folding']>): Folding {
  const opened = new Set(before.opened);
  const shut = new Set(before.shut);
  if (folding === 'folded') opened.add(call);
  else if (folding === 'shut') shut.delete(call);
  else if (opened.has(call)) opened.delete(call);
  else shut.add(call);
  return { ...before, opened, shut };
}

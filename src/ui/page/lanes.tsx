// SPDX-License-Identifier: MIT
// The run as lanes. Where one stands is a class on some rows; of a long run only the rows that are looked at are drawn.

import type { ComponentChildren } from 'preact';
import { memo } from 'preact/compat';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Folding, Lanes, LineRow, Row } from '../lanes/lanes.ts';
import { mostRows, useVirtual } from './use-virtual.ts';

interface Given {
  readonly lanes: Lanes;
  readonly position: number;
  /** Whether its pane is in view, where only one is: what is not cannot be scrolled. */
  readonly isSeen: boolean;
  readonly onGo: (position: number) => void;
  readonly onFold: (call: number, folding: NonNullable<LineRow['folding']>) => void;
}

/** In pixels, of a row that has one line, and of what stands above all. */
const sizes = { height: 19, head: 30 };

export function LanesView({ lanes, position, isSeen, onGo, onFold }: Given) {
  const body = useRef<HTMLElement>(null);
  const { rows, loop, decisive, columns } = lanes;
  const virtual = useVirtual(body, rows.length, sizes);
  const now = useMemo(() => rowsOfStep(lanes, position - 1), [lanes, position]);
  const isWhole = rows.length <= mostRows;
  useEffect(() => {
    const box = body.current;
    const [first] = now;
    if (box === null) return;
    if (first === undefined) return box.scrollTo({ top: 0 });
    // At the end, what is said of it stands below the last step.
    const last = position === lanes.steps.length ? [rows.length - 1] : [];
    const show = (): void => {
      for (const at of [...last, ...now.toReversed(), first]) {
        const row = box.querySelector<HTMLElement>(`[data-row="${at}"]`);
        if (row !== null) seen(row);
      }
    };
    if (isWhole) return show();
    virtual.scrollToIndex(first, { align: 'auto' });
    const frame = requestAnimationFrame(show);
    return () => cancelAnimationFrame(frame);
  }, [now, isWhole, virtual, isSeen]);
  const items = virtual.getVirtualItems();
  const [above, below] = isWhole
    ? [0, 0]
    : [(items[0]?.start ?? sizes.head) - sizes.head, virtual.getTotalSize() + sizes.head - (items.at(-1)?.end ?? 0)];
  const drawn = isWhole ? rows.map((_, index) => index) : items.map(({ index }) => index);
  const style = { '--columns': columns.length, '--least': columns.length > 3 ? '11.5rem' : '15rem' };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and has to by keyboard
    <section class="lanes" ref={body} tabIndex={0} aria-label="The run, one lane per CPU">
      <ol class="grid" style={style}>
        <Heads lanes={lanes} />
        {above > 0 ? <li class="rest" role="presentation" style={{ height: `${above}px` }} /> : null}
        {drawn.map((i) => {
          const row = rows[i];
          if (row === undefined) return null;
          return (
            <RowView
              key={`${i} ${row.kind === 'line' ? row.call : ''}`}
              row={row}
              index={i}
              of={isWhole ? null : rows.length}
              stands={now.includes(i) ? (i === now[0] ? 'first' : 'now') : i > (now[0] ?? Infinity) ? 'later' : ''}
              round={loop === null ? '' : roundOf(loop, i)}
              decisive={decisive}
              columns={columns}
              measure={isWhole ? null : virtual.measureElement}
              onGo={onGo}
              onFold={onFold}
            />
          );
        })}
        {below > 0 ? <li class="rest" role="presentation" style={{ height: `${below}px` }} /> : null}
      </ol>
    </section>
  );
}

function roundOf({ from, to }: NonNullable<Lanes['loop']>, row: number): string {
  if (row < from || row > to) return '';
  return row === from ? ' round first' : row === to ? ' round last' : ' round';
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

const Heads = memo(({ lanes }: Pick<Given, 'lanes'>) => (
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
));

const marks = { open: '▾', folded: '▸', shut: '▸' } as const;

interface RowGiven extends Pick<Given, 'onGo' | 'onFold'> {
  readonly row: Row;
  readonly index: number;
  /** Rows that there are; null: all of them are drawn. */
  readonly of: number | null;
  /** Whether one stands there, or before it. */
  readonly stands: 'first' | 'now' | 'later' | '';
  readonly round: string;
  readonly decisive: number | null;
  readonly columns: Lanes['columns'];
  readonly measure: ((element: HTMLElement | null) => void) | null;
}

const RowView = memo(({ row, index, of, stands, round, measure, ...given }: RowGiven) => {
  const numbered = of === null ? {} : { 'aria-setsize': of, 'aria-posinset': index + 1 };
  const classes =
    row.kind === 'band' ? `band${row.text.startsWith('✗') ? ' bad' : ''}` : lineClasses(row, isDecisive(row, given));
  const here = { first: ' now', now: ' now', later: ' later', '': '' }[stands];
  return (
    <li
      ref={measure}
      class={`row ${classes}${round}${here}`}
      data-row={index}
      aria-current={stands === 'first' ? 'step' : undefined}
      {...numbered}
    >
      {row.kind === 'band' ? (
        <>
          <span class="gutter" />
          <span class="across">{row.text}</span>
        </>
      ) : (
        <Line row={row} {...given} />
      )}
    </li>
  );
});

function isDecisive({ tells, step, until }: LineRow, { decisive }: Pick<RowGiven, 'decisive'>): boolean {
  return tells && decisive !== null && step <= decisive && decisive <= until;
}

function lineClasses(row: LineRow, decisive: boolean): string {
  const classes = [
    row.switches ? 'switch' : '',
    row.decides ? 'decides' : '',
    decisive && row.decides ? 'decisive' : '',
    row.broken ? 'bad' : '',
    row.tells ? 'tells' : 'begins',
  ];
  return classes.filter((one) => one !== '').join(' ');
}

interface LineGiven extends Pick<RowGiven, 'decisive' | 'columns' | 'onGo' | 'onFold'> {
  readonly row: LineRow;
}

function Line({ row, decisive, columns, onGo, onFold }: LineGiven) {
  const decides = isDecisive(row, { decisive });
  const goes = row.folding === 'open' || row.folding === null ? row.step + 1 : row.until + 1;
  const { call, folding } = row;
  const right = row.rights[0] ?? '';
  const style = { gridColumn: row.column + 2, '--indent': row.indent };
  const lane = columns[row.column]?.lane ?? 0;
  return (
    <>
      <span class="gutter">
        {row.decides ? (
          <abbr title={decides ? 'the step that decides' : 'the failure turns on this'}>{decides ? '◆' : '◇'}</abbr>
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
          <span class="left">{breaking(row.text)}</span>
          {right === '' || row.text === '' ? null : '  '}
          {right === '' ? null : <span class="right">{breaking(right)}</span>}
        </button>
      </span>
    </>
  );
}

/** Where there is no room, the next line begins with the arguments of a call, or with a part of a name. */
function breaking(text: string): ComponentChildren {
  const parts = text.split(/(?<=\()|(?<=\w_)(?=[a-z])|(?<=[a-z)\]])(?=\.[a-z_])/);
  return parts.length === 1 ? text : parts.flatMap((part, i) => (i === 0 ? [part] : [<wbr key={i} />, part]));
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

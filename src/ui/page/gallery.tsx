// SPDX-License-Identifier: MIT
// All that can be looked at: threads as cards, rows of claims below them, and what narrows both down. What is typed is searched
// in ids, titles, properties, variants, who said it, and the functions that a scenario calls.

import { useMemo, useRef, useState } from 'preact/hooks';
import { settingOf } from '../../report/claim.ts';
import { count, counted } from '../../report/numbers.ts';
import { contradicts, folderOf, type Gallery, type GalleryRow, type GalleryThread, kernelOf } from '../gallery.ts';
import { linkedMemory } from '../link.ts';
import { claimHash } from './hash.ts';
import { useKeys } from './keys.ts';
import { turnTheme } from './theme.ts';

interface Given {
  readonly gallery: Gallery;
  readonly search: string;
  readonly onSearch: (text: string) => void;
}

interface Filters {
  readonly kernel: string;
  readonly property: string;
  readonly verdict: string;
  readonly contradicts: boolean;
  readonly reproduced: boolean;
}

const none: Filters = { kernel: '', property: '', verdict: '', contradicts: false, reproduced: false };

export function GalleryView({ gallery, search, onSearch }: Given) {
  const [filters, setFilters] = useState(none);
  // One card alone is what somebody asked for.
  const [only, ...others] = gallery.threads;
  const [open, setOpen] = useState<ReadonlySet<string>>(
    new Set(only !== undefined && others.length === 0 ? [only.folder] : []),
  );
  const field = useRef<HTMLInputElement>(null);
  useKeys([{ keys: ['/'], does: 'search', run: () => field.current?.focus() }]);
  const isNarrowed = search !== '' || filters !== none;
  const rows = useMemo(
    () => gallery.rows.filter((row) => isWanted(row, gallery, filters, search)),
    [gallery, filters, search],
  );
  const byFolder = useMemo(() => {
    const found = new Map<string, GalleryRow[]>();
    for (const row of rows) found.set(folderOf(row.file), [...(found.get(folderOf(row.file)) ?? []), row]);
    return found;
  }, [rows]);
  const threads = gallery.threads.filter(({ folder }) => !isNarrowed || byFolder.has(folder));
  return (
    <>
      <header class="top">
        <span class="brand">faultline</span>
        <search>
          <input
            ref={field}
            type="search"
            value={search}
            placeholder="claim, function, property, name …  /"
            aria-label="search"
            onInput={(event) => onSearch(event.currentTarget.value)}
          />
        </search>
        <span class="space" />
        <button type="button" onClick={turnTheme} aria-label="dark or light" title="dark or light">
          ◐
        </button>
      </header>
      <main id="main" class="gallery">
        <h1 class="sr">Claims</h1>
        <form class="filters" onSubmit={(event) => event.preventDefault()}>
          <Choice
            label="kernel"
            value={filters.kernel}
            of={gallery.rows.map(kernelOf)}
            onChoose={(kernel) => setFilters({ ...filters, kernel })}
          />
          <Choice
            label="property"
            value={filters.property}
            of={gallery.rows.map(({ property }) => property)}
            onChoose={(property) => setFilters({ ...filters, property })}
          />
          <Choice
            label="verdict"
            value={filters.verdict}
            of={['fails', 'holds']}
            onChoose={(verdict) => setFilters({ ...filters, verdict })}
          />
          <Toggle
            label="contradicts the thread"
            on={filters.contradicts}
            onTurn={(on) => setFilters({ ...filters, contradicts: on })}
          />
          <Toggle
            label="seen on a real kernel"
            on={filters.reproduced}
            onTurn={(on) => setFilters({ ...filters, reproduced: on })}
          />
          <span class="faint" role="status">
            {counted(rows.length, 'claim')} in {counted(byFolder.size, 'folder')}
            {gallery.pending === 0 ? '' : `, ${counted(gallery.pending, 'scenario')} still to be read`}
          </span>
          {isNarrowed ? (
            <button
              type="button"
              onClick={() => {
                setFilters(none);
                onSearch('');
              }}
            >
              all
            </button>
          ) : null}
        </form>
        <div class="threads-list">
          {threads.map((thread) => (
            <ThreadCard
              key={thread.folder}
              thread={thread}
              rows={byFolder.get(thread.folder) ?? []}
              gallery={gallery}
              isOpen={isNarrowed || open.has(thread.folder)}
              onTurn={() => setOpen(turned(open, thread.folder))}
            />
          ))}
          {threads.length === 0 ? <p class="faint">Nothing here is like that.</p> : null}
        </div>
      </main>
    </>
  );
}

/** So many rows of one card are drawn; who wants to see more narrows them down. */
const mostRows = 200;

function ThreadCard({
  thread,
  rows,
  gallery,
  isOpen,
  onTurn,
}: {
  readonly thread: GalleryThread;
  readonly rows: readonly GalleryRow[];
  readonly gallery: Gallery;
  readonly isOpen: boolean;
  readonly onTurn: () => void;
}) {
  const isUnread = rows.length === 0 && gallery.pending > 0;
  const fails = rows.filter((row) => (row.verdict ?? row.expect) === 'fails').length;
  const against = rows.filter(contradicts).length;
  const real = rows.filter(({ id }) => gallery.reproduced.includes(id)).length;
  return (
    <article class="thread-card">
      <h2>
        <button type="button" aria-expanded={isOpen} onClick={onTurn}>
          {thread.title}
        </button>
      </h2>
      {thread.summary === '' ? null : <p class={`summary${isOpen ? ' whole' : ''}`}>{thread.summary}</p>}
      <p class="sums">
        <span>{isUnread ? 'its claims are still to be read' : counted(rows.length, 'claim')}</span>{' '}
        {fails === 0 ? null : <span class="bad">✗ {count(fails)} fail</span>}{' '}
        {isUnread || fails === rows.length ? null : <span class="good">✓ {count(rows.length - fails)} hold</span>}
        {against === 0 ? null : <span class="against">≠ {count(against)} against the thread</span>}
        {real === 0 ? null : <span class="real">● {count(real)} seen on a real kernel</span>}
      </p>
      {isOpen ? (
        <ul class="rows">
          {rows.slice(0, mostRows).map((row) => (
            <RowView
              key={`${row.file} ${row.id} ${row.variant} ${row.property} ${row.as} ${linkedMemory(row)}`}
              row={row}
              isReal={gallery.reproduced.includes(row.id)}
            />
          ))}
          {rows.length > mostRows ? (
            <li class="faint">and {count(rows.length - mostRows)} more: narrow them down</li>
          ) : null}
        </ul>
      ) : null}
    </article>
  );
}

function RowView({ row, isReal }: { readonly row: GalleryRow; readonly isReal: boolean }) {
  const found = row.verdict ?? row.expect;
  const sign = { fails: '✗', holds: '✓', unknown: '?' }[found];
  return (
    <li>
      <a href={claimHash({ ...row, claim: row.id, memory: linkedMemory(row) })}>
        <span class={`verdict ${found}`}>
          {sign} {found}
        </span>
        <span class="id">{row.id}</span>
        <span class="variant">{row.variant}</span>
        <span class="property">
          {row.property}
          {row.as === null ? '' : ` as ${row.as}`}
          {settingOf(row).map((one) => ` · ${one}`)}
        </span>
        <span class="title">{row.title}</span>
        <span class="extra">
          {contradicts(row) ? <abbr title={`the thread says: ${row.thread}`}>≠</abbr> : null}
          {isReal ? <abbr title="seen on a real kernel">●</abbr> : null}
          {row.states === null ? (row.verdict === null ? 'expected' : '') : `${count(row.states)} states`}
        </span>
      </a>
    </li>
  );
}

function Choice({
  label,
  value,
  of,
  onChoose,
}: {
  readonly label: string;
  readonly value: string;
  readonly of: readonly string[];
  readonly onChoose: (value: string) => void;
}) {
  const all = [...new Set(of)].filter((one) => one !== '').toSorted();
  return (
    <label>
      {label}{' '}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        <option value="">any</option>
        {all.map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}

function Toggle({
  label,
  on,
  onTurn,
}: {
  readonly label: string;
  readonly on: boolean;
  readonly onTurn: (on: boolean) => void;
}) {
  return (
    <label>
      <input type="checkbox" checked={on} onChange={(event) => onTurn(event.currentTarget.checked)} /> {label}
    </label>
  );
}

function isWanted(row: GalleryRow, gallery: Gallery, filters: Filters, search: string): boolean {
  if (filters.kernel !== '' && kernelOf(row) !== filters.kernel) return false;
  if (filters.property !== '' && row.property !== filters.property) return false;
  if (filters.verdict !== '' && (row.verdict ?? row.expect) !== filters.verdict) return false;
  if (filters.contradicts && !contradicts(row)) return false;
  if (filters.reproduced && !gallery.reproduced.includes(row.id)) return false;
  const said = [row.id, row.title, row.variant, row.property, row.by, row.file, ...(gallery.functions[row.file] ?? [])];
  const text = said.join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

function turned(set: ReadonlySet<string>, one: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(one)) next.add(one);
  return next;
}

// SPDX-License-Identifier: MIT
// What stands above a claim: which one it is, and what can be done with it.

import type { Ref } from 'preact';
import { settingOf } from '../../report/claim.ts';
import type { PackedRow } from '../pack.ts';
import { everything } from './hash.ts';
import { SaveLink } from './save.tsx';
import { turnTheme } from './theme.ts';
import { editName } from './work/messages.ts';

/** What is over the claim, or beside it. */
export type Mode = 'claim' | 'edit' | 'compare' | 'send';

interface Given {
  readonly rows: readonly PackedRow[];
  readonly index: number;
  readonly isSite: boolean;
  /** Whether there is a run to compare and to send. */
  readonly isOpen: boolean;
  readonly mode: Mode;
  readonly picker: Ref<HTMLSelectElement>;
  readonly onChoose: (index: number) => void;
  readonly onMode: (mode: Mode) => void;
  readonly onKeys: () => void;
}

export function Top({ rows, index, isSite, isOpen, mode, picker, onChoose, onMode, onKeys }: Given) {
  const diff = rows[index]?.diff;
  const turned = (one: Mode): void => onMode(mode === one ? 'claim' : one);
  return (
    <header class="top">
      {isSite ? (
        <a class="brand" href={everything} title="all claims">
          faultline
        </a>
      ) : (
        <span class="brand">faultline</span>
      )}
      <label>
        <span class="sr">claim</span>
        <select ref={picker} value={index} onChange={(event) => onChoose(Number(event.currentTarget.value))}>
          {rows.map((one, i) => (
            <option key={i} value={i}>
              {rowText(one)}
            </option>
          ))}
        </select>
      </label>
      <span class="space" />
      {diff === undefined ? null : <SaveLink name={editName} text={diff} />}
      {isOpen ? (
        <>
          <button type="button" aria-pressed={mode === 'compare'} onClick={() => turned('compare')}>
            compare
          </button>
          <button type="button" onClick={() => onMode('send')}>
            send
          </button>
        </>
      ) : null}
      {isSite ? (
        <button type="button" aria-pressed={mode === 'edit'} onClick={() => turned('edit')}>
          edit
        </button>
      ) : null}
      <button type="button" onClick={turnTheme} aria-label="dark or light" title="dark or light">
        ◐
      </button>
      <button type="button" onClick={onKeys} aria-label="keys" title="?">
        ?
      </button>
    </header>
  );
}

function rowText({ question: { claim }, verdict }: PackedRow): string {
  const file = claim.case.slice(claim.case.lastIndexOf('/') + 1).replace(/\.ts$/, '');
  return [claim.id, claim.variant, ...settingOf(claim), claim.property, verdict?.kind ?? '', file]
    .filter((part) => part !== '')
    .join(' · ');
}

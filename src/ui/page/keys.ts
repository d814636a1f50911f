// SPDX-License-Identifier: MIT
// What each key does, in one table: it is listened to, and it is what `?` shows.

import { useEffect, useRef } from 'preact/hooks';

export interface Key {
  readonly keys: readonly string[];
  readonly does: string;
  readonly run: () => void;
}

/** Keys mean nothing while somebody writes, and nothing with Ctrl or Alt: those are the browser's. */
export function useKeys(keys: readonly Key[]): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const { target } = event;
      if (target instanceof HTMLElement && target.closest('input, textarea, select, .cm-host, dialog[open]') !== null)
        return;
      // A button that has the focus is pressed by space.
      if (event.key === ' ' && target instanceof HTMLButtonElement) return;
      const found = latest.current.find((one) => one.keys.includes(event.key));
      if (found === undefined) return;
      event.preventDefault();
      found.run();
    };
    document.addEventListener('keydown', heard);
    return () => document.removeEventListener('keydown', heard);
  }, []);
}

const names: Readonly<Record<string, string>> = {
  ArrowRight: '→',
  ArrowLeft: '←',
  ArrowDown: '↓',
  ArrowUp: '↑',
  ' ': 'space',
};

export const keyName = (key: string): string => names[key] ?? key;

// SPDX-License-Identifier: MIT
// The list of keys.

import { useLayoutEffect, useRef } from 'preact/hooks';
import { type Key, keyName } from './keys.ts';

export function Help({ keys, onClose }: { readonly keys: readonly Key[]; readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  // Before it is painted: a key pressed as soon as it is seen is the dialog's.
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="help" aria-label="Keys" onClose={onClose}>
      <form method="dialog">
        <h2>Keys</h2>
        <button type="submit">close</button>
      </form>
      <dl>
        {keys.map(({ keys: names, does }) => (
          <div key={does}>
            <dt>
              {(names.length > 4 ? [`${names[0]} … ${names.at(-1)}`] : names).map((name) => (
                <kbd key={name}>{keyName(name)}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </dialog>
  );
}

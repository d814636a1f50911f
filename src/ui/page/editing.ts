// SPDX-License-Identifier: MIT
// The worker that reads edits, as something to await. It is begun when somebody edits, and loads TypeScript then.

import type { Progress } from '../../explore/options.ts';
import type { Diagnostic } from '../../lang/diagnostic.ts';
import { graphOf } from '../graph-text.ts';
import type { PackedRow } from '../pack.ts';
import { mostBytes, unpacked } from './packed.ts';
import type { Edit, EditAsked, EditTold, ModelText } from './work/messages.ts';

export interface Wrong {
  readonly diagnostics: readonly Diagnostic[];
  /** What has no place in a file. */
  readonly problems: readonly string[];
}

export type Checked =
  | { readonly kind: 'row'; readonly row: PackedRow }
  | ({ readonly kind: 'wrong' } & Wrong)
  | { readonly kind: 'bug'; readonly detail: string };

export class Editing {
  /** Every model and diff, by path. */
  readonly #texts: ReadonlyMap<string, string>;
  readonly #patched = new Map<number, (texts: Readonly<Record<string, ModelText>>) => void>();
  readonly #worker: Worker;
  #looks = 0;
  #numbers = 0;
  #onLook: (wrong: Wrong) => void = () => {};
  #onProgress: (progress: Progress) => void = () => {};
  #onChecked: ((checked: Checked) => void) | null = null;

  private constructor(text: string) {
    this.#texts = new Map(Object.entries((JSON.parse(text) as { files: Record<string, string> }).files));
    this.#worker = new Worker('edit.js');
    this.#worker.addEventListener('message', ({ data }: MessageEvent<EditTold>) => this.#hear(data));
    this.#worker.addEventListener('error', ({ message }) => this.#checked({ kind: 'bug', detail: message }));
    this.#ask({ kind: 'sources', text });
  }

  static async begin(): Promise<Editing> {
    const answer = await fetch('sources.pack');
    if (!answer.ok) throw new Error(`sources.pack: ${answer.status}`);
    return new Editing(await unpacked(new Uint8Array(await answer.arrayBuffer()), mostBytes));
  }

  #ask(asked: EditAsked): void {
    this.#worker.postMessage(asked);
  }

  #hear(told: EditTold): void {
    switch (told.kind) {
      case 'progress':
        return this.#onProgress(told.progress);
      case 'patched':
        this.#patched.get(told.number)?.(told.texts);
        this.#patched.delete(told.number);
        return;
      case 'read':
        if (told.number === null) return this.#checked({ ...told, kind: 'wrong' });
        // An older look is of an older text.
        return told.number === this.#looks ? this.#onLook(told) : undefined;
      case 'checked':
        return this.#checked({ kind: 'row', row: graphOf(told.row) as PackedRow });
      case 'bug':
        return this.#checked(told);
    }
  }

  #checked(checked: Checked): void {
    const hear = this.#onChecked;
    this.#onChecked = null;
    if (hear !== null) hear(checked);
    else if (checked.kind === 'wrong') this.#onLook(checked);
    else if (checked.kind === 'bug') this.#onLook({ diagnostics: [], problems: [`checker bug: ${checked.detail}`] });
  }

  /** Every model and diff, by path, as the patches of a variant leave it. */
  async texts(file: string, variant: string): Promise<ReadonlyMap<string, ModelText>> {
    const number = this.#numbers++;
    const patched = await new Promise<Readonly<Record<string, ModelText>>>((resolve) => {
      this.#patched.set(number, resolve);
      this.#ask({ kind: 'patched', file, variant, number });
    });
    const all = [...this.#texts].map(([path, text]) => [path, { text, called: path }] as const);
    return new Map([...all, ...Object.entries(patched)]);
  }

  /** Tells what is wrong with it, if nothing newer is looked at until then. */
  look(edit: Edit, onLook: (wrong: Wrong) => void): void {
    this.#onLook = onLook;
    this.#ask({ kind: 'look', edit, number: ++this.#looks });
  }

  check(edit: Edit, onProgress: (progress: Progress) => void): Promise<Checked> {
    this.#onProgress = onProgress;
    return new Promise((resolve) => {
      this.#onChecked = resolve;
      this.#ask({ kind: 'check', edit });
    });
  }

  /** Ends a check with what is known. */
  end(): void {
    this.#ask({ kind: 'end' });
  }

  close(): void {
    this.#worker.terminate();
  }
}

// SPDX-License-Identifier: MIT
// The editor, and a worker with a reader of models: loaded when somebody edits.

import type { ComponentType } from 'preact';
import type { Editing } from './editing.ts';
import type { EditorGiven } from './editor.tsx';

/** Built into a page that is served; an offline file has no reader of models. */
declare const SITE: boolean;

export interface Editor {
  readonly editing: Editing;
  readonly View: ComponentType<EditorGiven>;
}

export async function openEditor(): Promise<Editor> {
  if (SITE) {
    const [{ Editing }, { EditView }] = await Promise.all([import('./editing.ts'), import('./editor.tsx')]);
    return { editing: await Editing.begin(), View: EditView };
  }
  throw new Error('checker bug: an offline file is edited');
}

// SPDX-License-Identifier: MIT
// What all lowerings of one Program share, and what is one thread's own.

import type { Diagnostic, Place } from '../../lang/diagnostic.ts';
import type { DeclarationId } from '../../lang/tree.ts';
import type { Cells } from '../code/memory.ts';
import type { Linked } from '../link/link.ts';
import type { BuiltMemory } from '../memory/build-memory.ts';
import type { Via } from '../ordering/cells.ts';
import type { WordKind } from '../ordering/machine.ts';
import type { Fault } from '../program.ts';

/** Shared by all threads and properties of one Program. */
export interface Unit {
  readonly linked: Linked;
  readonly built: BuiltMemory;
  readonly faults: Fault[];
  readonly faultKeys: Map<string, number>;
  readonly diagnostics: Diagnostic[];
  readonly judgeWarnings: boolean;
  /** Whether plain accesses are what a compiler may make of them. */
  readonly compiler: boolean;
  /** How memory is reached; null: it is sequentially consistent. */
  readonly ordering: {
    readonly model: 'tso' | 'weak';
    readonly via: ReadonlyMap<Cells, Via>;
    readonly full: string;
    /** Whether a value is ordered behind the branches that decided that it is this one. */
    readonly values: boolean;
    /** Whether the barriers in front of a section that is full, and behind it, are steps of their own: others may know of what it reads and
     *  writes, and not of these, or of these, and not of what it reads. */
    readonly apart: boolean;
    /** Classes of objects that sections are about, and the number of the first of each. */
    readonly words: { readonly first: Map<DeclarationId, number>; readonly kinds: WordKind[] };
  } | null;
  /** `<class id>.<field>` of every field that anybody assigns. */
  readonly written: ReadonlySet<string>;
  readonly source: (place: Place) => string;
  readonly text: (place: Place) => string;
}

/** Who runs the code. */
export interface Self {
  readonly thread: number;
  readonly cpu: number;
  /** Whether it only looks, at memory itself. */
  readonly looks?: boolean;
}

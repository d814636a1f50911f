// SPDX-License-Identifier: MIT
// A search on a disk (explore/checkpoint.ts): files of states, written once and never changed, and a head that names them
// with their checksums. Whatever is written gets its name when it is whole and on the disk; the head before stays until the next one
// is there. So a process that is killed, a disk that is full and a file that is cut short cost what is newer than the head that
// is whole, and a head is taken for nothing that it does not name.

import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { BadInput } from '../ask/trouble.ts';
import type { Checkpoint, Marks, Records } from '../explore/checkpoint.ts';
import type { MemoryModel } from '../lang/tree.ts';
import { sha256 } from './sha256.ts';

/** What makes other models of the same files. */
export interface MakingFlags {
  readonly memory?: MemoryModel;
  readonly compiler?: boolean;
  readonly patch?: readonly string[];
}

/** What was asked, as it was typed. */
export interface Snapped {
  readonly targets: readonly string[];
  readonly variant: string | null;
  readonly property: string | null;
  readonly making: MakingFlags;
  readonly reduction: boolean;
}

/** What the states are of. */
export interface Of {
  readonly asked: Snapped;
  /** Of the checker. */
  readonly version: string;
  /** Of the model. */
  readonly checksum: string;
}

interface Part {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
}

interface Head extends Of {
  readonly schema: typeof schema;
  readonly marks: Marks;
  readonly parts: readonly Part[];
}

const schema = 'faultline.checkpoint/1';
const [heads, unfinished] = [['head', 'head-before'] as const, '.new'];
/** So that a part is read at once. */
const partBytes = 2 ** 26;

/** The newest that is whole. @throws BadInput where there is none, or only one of another version of the checker */
export function readHead(folder: string, version: string): Head {
  if (heads.every((name) => !existsSync(join(folder, name))))
    throw new BadInput(`${folder}: no snapshot`, 'it has no file `head`', 'the folder of a --checkpoint');
  for (const name of heads) {
    const head = headIn(join(folder, name));
    if (head === null || !head.parts.every((part) => statesIn(folder, part) !== null)) continue;
    if (head.version === version) return head;
    throw new BadInput(
      `${folder}: the snapshot is of another version of the checker`,
      'states of one mean nothing to another',
      'the same version and Node, or the search from the beginning',
    );
  }
  throw new BadInput(`${folder}: no snapshot is whole`, 'both are damaged', 'the search from the beginning');
}

export function refuseOccupied(folder: string): void {
  if (heads.every((name) => !existsSync(join(folder, name)))) return;
  throw new BadInput(
    `${folder}: there is a snapshot already`,
    'it would be written over',
    `faultline resume ${folder}, or another folder`,
  );
}

interface Snapshots {
  readonly folder: string;
  readonly of: Of;
  /** Where to go on. */
  readonly head: Head | null;
  /** Milliseconds. */
  readonly every: number;
  readonly now: () => number;
  /** Told in one sentence, once, that a snapshot could not be written. */
  complain(message: string): void;
}

export function openSnapshots({ folder, of, head, every, now, complain }: Snapshots): Checkpoint {
  let parts: readonly Part[] = head?.parts ?? [];
  let saved = head?.marks.count ?? 0;
  let examples = head?.marks.examples ?? false;
  let last = now();
  let hasComplained = false;
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    throw new BadInput(`${folder}: no folder for a snapshot`, codeOf(error) ?? String(error), 'another folder');
  }
  return {
    from: head?.marks ?? null,
    *states() {
      for (const part of head?.parts ?? []) {
        const bytes = statesIn(folder, part);
        if (bytes === null) throw new Error(`${part.file} has changed since it was read`);
        yield new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
      }
    },
    isDue: () => now() - last >= every,
    save(marks, records) {
      // The second search begins anew, and its states are others.
      const isSame = marks.examples === examples;
      const before = isSame ? parts : [];
      try {
        const fresh = writeParts(folder, records(isSame ? saved : 0, marks.count));
        const next = [...before, ...fresh];
        writeHead(folder, { schema, ...of, marks, parts: next });
        [parts, saved, examples] = [next, marks.count, marks.examples];
        sweep(folder);
      } catch (error) {
        const why = codeOf(error);
        if (why === null) throw error;
        if (!hasComplained) complain(`the search cannot be saved in ${folder} (${why}): it goes on, and tries again`);
        hasComplained = true;
      }
      last = now();
    },
  };
}

const codeOf = (error: unknown): string | null =>
  error instanceof Error && 'code' in error ? String(error.code) : null;

function writeParts(folder: string, records: Iterable<Records>): readonly Part[] {
  const made: Part[] = [];
  const names = new Set(readdirSync(folder));
  let number = 0;
  const waiting = records[Symbol.iterator]();
  for (let next = waiting.next(); next.done !== true; ) {
    while (names.has(`states-${number}`)) number++;
    const file = `states-${number++}`;
    const hash = createHash('sha256');
    let bytes = 0;
    writeWhole(folder, file, (handle) => {
      while (next.done !== true && bytes < partBytes) {
        // A copy: the memory may be shared with other threads, which neither the disk nor the hash takes.
        const piece = new Uint8Array(next.value.length * 4);
        new Int32Array(piece.buffer).set(next.value);
        hash.update(piece);
        bytes += piece.length;
        writeAll(handle, piece);
        next = waiting.next();
      }
    });
    made.push({ file, bytes, sha256: hash.digest('hex') });
  }
  return made;
}

function writeHead(folder: string, head: Head): void {
  const body = JSON.stringify(head);
  const [name, before] = heads;
  const text = `${sha256(body)}\n${body}`;
  writeWhole(
    folder,
    name,
    (handle) => writeAll(handle, new TextEncoder().encode(text)),
    () => {
      if (existsSync(join(folder, name))) renameSync(join(folder, name), join(folder, before));
    },
  );
}

/** @param first done when the file is whole, before it gets its name */
function writeWhole(folder: string, name: string, write: (handle: number) => void, first = (): void => {}): void {
  const made = join(folder, `${name}${unfinished}`);
  const handle = openSync(made, 'w');
  try {
    write(handle);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  first();
  renameSync(made, join(folder, name));
  const directory = openSync(folder, 'r');
  fsyncSync(directory);
  closeSync(directory);
}

function writeAll(handle: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
}

/** Takes away what neither head names. */
function sweep(folder: string): void {
  const found = heads.map((name) => headIn(join(folder, name)));
  const named = new Set(found.flatMap((head) => head?.parts.map(({ file }) => file) ?? []));
  for (const name of readdirSync(folder))
    if (/^(?:states-\d+|head)(?:\.new)?$/.test(name) && name !== 'head' && !named.has(name))
      rmSync(join(folder, name), { force: true });
}

function headIn(file: string): Head | null {
  try {
    const text = readFileSync(file, 'utf8');
    const body = text.slice(text.indexOf('\n') + 1);
    if (text.slice(0, text.indexOf('\n')) !== sha256(body)) return null;
    const head = JSON.parse(body) as Head;
    return head.schema === schema ? head : null;
  } catch {
    return null;
  }
}

function statesIn(folder: string, part: Part): Uint8Array | null {
  try {
    const bytes = readFileSync(join(folder, part.file));
    if (bytes.length !== part.bytes || sha256(bytes) !== part.sha256) return null;
    // Of its own, so that words begin where words may.
    return bytes.byteOffset % 4 === 0 ? bytes : new Uint8Array(bytes);
  } catch {
    return null;
  }
}

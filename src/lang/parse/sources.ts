// SPDX-License-Identifier: MIT
// Where the files of a model come from: whoever asks hands it in, and nothing else is read.

export interface Sources {
  /** The text of a canonical path; null where there is no such file. */
  read(path: string): string | null;
  /** Whether there is something that could not be read. Left out: no. */
  exists?(path: string): boolean;
  /** How a file reads that a diff has made: only what the diff changes stands in it. Null, or left out: as it is written. */
  linked?(path: string): LinkedText | null;
  /** What the imports of such a file mean; null, or left out: what they say. */
  edited?(path: string): EditedImports | null;
  /** Directories of all kernels, whether or not a variant has them: left out, there are no others. */
  readonly versions?: readonly string[];
}

/** In a file that a diff has made. */
export interface EditedImports {
  /** Where they are looked up from. */
  readonly origin: string;
  /** Files that mean another one here. */
  readonly instead: ReadonlyMap<string, string>;
}

/** A file that reads otherwise than it is written. */
export interface LinkedText {
  readonly text: string;
  /** So much of it is the file's own; what follows was added, and its imports are canonical paths. */
  readonly own: number;
}

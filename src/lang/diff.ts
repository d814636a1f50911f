// SPDX-License-Identifier: MIT
// Reads unified diffs as people send them: git's or plain, several files, with the mail around them. The hard part is what is
// no diff: a mail has lines that begin with `---`, `-- ` and `+`, too. So the counts of a hunk's head decide what belongs to
// it, and where they do not fit, the diff is refused and not guessed.

export interface HunkLine {
  /** In both, in the old text only, in the new text only. */
  readonly kind: ' ' | '-' | '+';
  readonly text: string;
}

export interface Hunk {
  /** Counts from 1, per file. */
  readonly number: number;
  /** Of the old text, counting from 1; 0 where the old text is empty. */
  readonly oldStart: number;
  readonly lines: readonly HunkLine[];
}

export interface FileDiff {
  /** As written; null for a file that is not there before, or after. */
  readonly from: string | null;
  readonly to: string | null;
  readonly hunks: readonly Hunk[];
}

export interface DiffProblem {
  /** A line of the diff, counting from 1. */
  readonly line: number;
  readonly what: string;
  readonly why: string;
  readonly instead: string;
}

export type ReadDiff =
  | { readonly kind: 'diff'; readonly files: readonly FileDiff[] }
  | { readonly kind: 'problem'; readonly problem: DiffProblem };

/** Line ends are no part of a line: mail turns LF into CRLF and back. */
export function linesOf(text: string): readonly string[] {
  return text.split(/\r?\n/);
}

class Broken extends Error {
  readonly problem: DiffProblem;
  constructor(at: number, what: string, why: string, instead: string) {
    super(what);
    this.problem = { line: at + 1, what, why, instead };
  }
}

export function readDiff(text: string): ReadDiff {
  try {
    return { kind: 'diff', files: filesIn(linesOf(text)) };
  } catch (error) {
    if (error instanceof Broken) return { kind: 'problem', problem: error.problem };
    throw error;
  }
}

function filesIn(lines: readonly string[]): readonly FileDiff[] {
  const files: FileDiff[] = [];
  let at = 0;
  while (at < lines.length) {
    refuseWhatIsNoText(lines, at);
    const head = headAt(lines, at);
    if (head === null) {
      at++;
      continue;
    }
    const { hunks, end } = hunksFrom(lines, at + 2);
    files.push({ ...head, hunks });
    at = end;
  }
  if (files.length === 0)
    throw new Broken(
      0,
      'no diff',
      'it has no line `--- file` with `+++ file` and `@@` below',
      'what `git diff` prints',
    );
  return files;
}

function headAt(lines: readonly string[], at: number): Pick<FileDiff, 'from' | 'to'> | null {
  const [from, to, hunk] = [lines[at], lines[at + 1], lines[at + 2]];
  if (from?.startsWith('--- ') !== true || to?.startsWith('+++ ') !== true || hunk?.startsWith('@@') !== true)
    return null;
  return { from: pathIn(from), to: pathIn(to) };
}

/** Behind a plain diff's path stands a tab and a time. */
function pathIn(line: string): string | null {
  const written = line.slice(4).split('\t')[0]?.trimEnd() ?? '';
  const path = /^".*"$/.test(written) ? written.slice(1, -1).replace(/\\(.)/g, '$1') : written;
  return path === '/dev/null' ? null : path;
}

/** A file's head that no lines belong to: the words of git that stand where the lines would. */
function refuseWhatIsNoText(lines: readonly string[], at: number): void {
  const line = lines[at] ?? '';
  const inside = lines.slice(Math.max(0, at - 12), at).some((one) => one.startsWith('diff --git '));
  if (/^Binary files .* differ$/.test(line) || (inside && line === 'GIT binary patch'))
    throw new Broken(at, 'a binary file', 'a model is text', 'a diff of .ts files');
  if (!inside) return;
  if (/^(?:rename|copy) (?:from|to) /.test(line))
    throw new Broken(
      at,
      'a file that gets another name',
      'what stands over it, and who imports it, goes by its name',
      '`git diff --no-renames`: one file that goes, and one that comes',
    );
  const next = lines[at + 1] ?? '';
  if (
    /^(?:old|new) mode |^(?:new|deleted) file mode |^index /.test(line) &&
    (next === '' || next.startsWith('diff --git '))
  )
    throw new Broken(
      at,
      'a file without lines',
      'its mode, or an empty file, is nothing to a model',
      'a diff of lines',
    );
}

function hunksFrom(lines: readonly string[], from: number): { readonly hunks: readonly Hunk[]; readonly end: number } {
  const hunks: Hunk[] = [];
  let at = from;
  while (lines[at]?.startsWith('@@') === true) {
    const { hunk, end } = hunkAt(lines, at, hunks.length + 1);
    hunks.push(hunk);
    at = end;
  }
  return { hunks, end: at };
}

function hunkAt(lines: readonly string[], head: number, number: number): { readonly hunk: Hunk; readonly end: number } {
  const counts = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/.exec(lines[head] ?? '');
  if (counts === null)
    throw new Broken(head, `hunk ${number} has no head`, `it is \`${lines[head]}\``, '`@@ -old,lines +new,lines @@`');
  let [before, after] = [Number(counts[2] ?? 1), Number(counts[4] ?? 1)];
  const found: HunkLine[] = [];
  let at = head + 1;
  for (; before > 0 || after > 0; at++) {
    // Behind the last line end there is no line.
    const line = at === lines.length - 1 && lines[at] === '' ? undefined : lines[at];
    if (line?.startsWith('\\') === true) continue; // no newline at the end of the file
    // Mail loses the blank that an empty line begins with.
    const kind = line === '' ? ' ' : line?.[0];
    if (line === undefined || (kind !== ' ' && kind !== '-' && kind !== '+'))
      throw cutShort(at, number, lines[head] ?? '');
    if (kind !== '+') before--;
    if (kind !== '-') after--;
    if (before < 0 || after < 0) throw cutShort(at, number, lines[head] ?? '');
    found.push({ kind, text: line.slice(1) });
  }
  if (lines[at]?.startsWith('\\') === true) at++;
  const rest = lines[at] ?? '';
  if (/^[+-]/.test(rest) && !/^(?:-- ?$|--- )/.test(rest)) throw cutShort(at, number, lines[head] ?? '');
  return { hunk: { number, oldStart: Number(counts[1]), lines: found }, end: at };
}

function cutShort(at: number, number: number, head: string): Broken {
  return new Broken(
    at,
    `hunk ${number} has other lines than it says`,
    `its head counts them, \`${head}\`: somebody edited it, or a mail program broke its lines`,
    'the diff as git wrote it',
  );
}

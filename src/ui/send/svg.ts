// SPDX-License-Identifier: MIT
// Lanes as a drawing: an SVG text that needs nothing beside it, for a mail, a slide, paper. Its colours are CSS variables with
// values for paper, so that a page may give it its own. Nothing is told by colour alone: what the failure turns on has a bar
// before it and is bold, context switches are lines, a loop is an arrow back. Hard case: the width of text, which only who
// draws it knows; every line says how wide it is meant to be, and is drawn so wide in whatever font there is.

import { type Block, placed } from '../../report/columns.ts';
import { widthOf } from '../../report/width.ts';
import type { Lanes, LineRow, Row } from '../lanes/lanes.ts';

export interface Caption {
  /** Lines above, the first of them large. */
  readonly above: readonly string[];
  /** Lines below: the command that shows it again. */
  readonly below: readonly string[];
}

/** In pixels, of a letter and a line. */
const letter = 7.2;
const line = 18;
/** Around everything, and within a lane beside its text. */
const edge = 16;
const inset = 10;
/** Where the loop's arrow goes back. */
const loopRoom = 22;
/** Between what one thread did and what the next did. */
const apart = 8;
/** In letters: a column becomes no wider than this if the others do not. */
const comfortable = 46;
/** Of what stands across, if the columns do not need more. */
const acrossWidth = 112;

const style = `
.paper{fill:var(--faultline-paper,#fff)}
.lane{fill:var(--faultline-lane,#f4f5f7);stroke:var(--faultline-rule,#d5d9e0)}
.lane.environment,.lane.daemon{fill:var(--faultline-lane-other,#fbf7ee);stroke-dasharray:4 3}
text{font:12px ui-monospace,"DejaVu Sans Mono",Menlo,Consolas,monospace;fill:var(--faultline-ink,#1c2430);white-space:pre}
.title{font-size:14px;font-weight:700}
.head{font-weight:700}
.faint{fill:var(--faultline-faint,#5a6472)}
.decides{font-weight:700}
.bar{fill:var(--faultline-mark,#b45309)}
.broken,.ending{fill:var(--faultline-bad,#b42318);font-weight:700}
.switch{fill:none;stroke:var(--faultline-faint,#5a6472);stroke-dasharray:2 3}
.switch-head{fill:var(--faultline-faint,#5a6472)}
.loop{fill:none;stroke:var(--faultline-loop,#1d4ed8);stroke-width:1.5}
.loop-head{fill:var(--faultline-loop,#1d4ed8)}
`.trim();

/** @param position where one stands in the run: the row of the last step that was taken is marked; left out: nowhere */
export function lanesSvg(lanes: Lanes, caption: Caption, position = 0): string {
  return new Drawing(lanes, caption, position).text();
}

class Drawing {
  readonly #lanes: Lanes;
  readonly #caption: Caption;
  readonly #here: number | null;
  readonly #left: number;
  readonly #starts: readonly number[];
  readonly #widths: readonly number[];
  readonly #heads: readonly (readonly string[])[];
  readonly #blocks: readonly Block[];
  readonly #out: string[] = [];

  constructor(lanes: Lanes, caption: Caption, position: number) {
    this.#lanes = lanes;
    this.#caption = caption;
    this.#here = lanes.steps[position - 1]?.row ?? null;
    this.#left = edge + (lanes.loop === null ? 0 : loopRoom);
    const rows = lanes.rows.map((row) =>
      row.kind === 'band'
        ? { across: row.text }
        : {
            column: row.column,
            indent: row.indent,
            left: row.text,
            short: row.short,
            rights: row.rights,
            marked: false,
          },
    );
    const headers = lanes.columns.map(({ header }) => header);
    const limit = Math.max(acrossWidth, headers.length * comfortable);
    const { starts, widths, heads, blocks } = placed(headers, rows, limit, false);
    [this.#starts, this.#widths, this.#heads, this.#blocks] = [starts, widths, heads, blocks];
  }

  text(): string {
    let y = edge;
    for (const [i, text] of this.#caption.above.entries()) {
      y += line;
      this.#text(edge, y, text, i === 0 ? 'title' : 'faint');
    }
    const top = y + edge;
    const height = Math.max(0, ...this.#heads.map((head) => head.length));
    y = top + (height + 0.6) * line;
    this.#heads.forEach((head, column) => {
      for (const [i, text] of head.entries()) this.#text(this.#x(column), top + (i + 1) * line, text, 'head');
    });
    const bottoms: number[] = [];
    const tops: number[] = [];
    let laneEnd = y;
    let before: LineRow | null = null;
    for (const [i, block] of this.#blocks.entries()) {
      const row = this.#lanes.rows[i];
      if (row === undefined) throw new Error(`checker bug: a row ${i} that there is not`);
      if (row.kind === 'band') y += this.#startsEnding(i) ? line : 0;
      else if (row.switches) y += apart;
      tops[i] = y;
      y = 'across' in block ? this.#band(row, y) : this.#lines(row, i, block.lines, y);
      bottoms[i] = y;
      if (row.kind === 'line') {
        if (row.switches && before !== null) this.#switch(before, row, tops[i] ?? y);
        before = row;
        laneEnd = y;
      } else if (row.about === 'loop ends') laneEnd = y;
    }
    const { loop } = this.#lanes;
    if (loop !== null) this.#loop((tops[loop.from] ?? 0) + line / 2, (bottoms[loop.to] ?? 0) - line / 2);
    for (const text of this.#caption.below) {
      y += line;
      this.#text(edge, y, text, 'faint');
    }
    return this.#whole(this.#laneBoxes(top, laneEnd + line / 2), y + edge);
  }

  /** Whether what goes wrong begins here: a blank line stands before it. */
  #startsEnding(i: number): boolean {
    const [before, row] = [this.#lanes.rows[i - 1], this.#lanes.rows[i]];
    const ends = (one: Row | undefined): boolean =>
      one?.kind === 'band' && (one.about === 'ending' || one.about === 'remark');
    return ends(row) && !ends(before);
  }

  #x(column: number): number {
    return this.#left + inset + (this.#starts[column] ?? 0) * letter + this.#laneOf(column) * 2 * inset;
  }

  #laneOf(column: number): number {
    return this.#lanes.columns[column]?.lane ?? 0;
  }

  #laneBoxes(top: number, bottom: number): readonly string[] {
    return this.#lanes.lanes.map(({ name, kind, columns }) => {
      const [first = 0] = columns;
      const last = columns.at(-1) ?? first;
      const x = this.#x(first) - inset;
      const width = this.#x(last) + (this.#widths[last] ?? 0) * letter + inset - x;
      return `<rect class="lane ${kind}" x="${n(x)}" y="${n(top)}" width="${n(width)}" height="${n(bottom - top)}" rx="4"><title>${escaped(name)}</title></rect>`;
    });
  }

  #lines(row: Row, index: number, lines: readonly string[], y: number): number {
    if (row.kind !== 'line') throw new Error('checker bug: a line that stands across');
    const x = this.#x(row.column);
    const kind = row.broken ? 'broken' : row.decides ? 'decides' : row.tells ? '' : 'faint';
    const here = index === this.#here ? ' aria-current="step"' : '';
    this.#out.push(`<g data-row="${index}" data-step="${row.step}"${here}>`);
    if (row.decides || row.broken)
      this.#out.push(
        `<rect class="bar" x="${n(x - inset + 3)}" y="${n(y + 3)}" width="3" height="${n(lines.length * line - 4)}"/>`,
      );
    for (const [i, text] of lines.entries()) this.#text(x, y + (i + 1) * line - 4, text, kind);
    this.#out.push('</g>');
    return y + lines.length * line;
  }

  #band(row: Row, y: number): number {
    if (row.kind !== 'band') throw new Error('checker bug: a row that stands in a lane');
    const lines = broken(row.text, this.#letters());
    const kind =
      row.about === 'ending' || row.about === 'remark' ? (row.text.startsWith('✗') ? 'ending' : '') : 'faint';
    for (const [i, text] of lines.entries()) this.#text(this.#left + inset, y + (i + 1) * line - 4, text, kind);
    return y + lines.length * line;
  }

  /** From the end of one row to the beginning of the next. */
  #switch(from: LineRow, to: LineRow, y: number): void {
    const [x1, x2] = [this.#x(from.column), this.#x(to.column)];
    const at = y - apart / 2 + 1;
    const head = x2 > x1 ? 'l-6 -3v6z' : 'l6 -3v6z';
    this.#out.push(
      `<path class="switch" d="M${n(x1)} ${n(at)}H${n(x2)}"/>`,
      `<path class="switch-head" d="M${n(x2)} ${n(at)}${head}"/>`,
    );
  }

  #loop(from: number, to: number): void {
    const [x, back] = [this.#left, this.#left - loopRoom + 6];
    this.#out.push(
      `<path class="loop" d="M${n(x)} ${n(to)}H${n(back + 8)}Q${n(back)} ${n(to)} ${n(back)} ${n(to - 8)}V${n(from + 8)}Q${n(back)} ${n(from)} ${n(back + 8)} ${n(from)}H${n(x - 5)}"><title>the loop</title></path>`,
      `<path class="loop-head" d="M${n(x)} ${n(from)}l-7 -4v8z"/>`,
    );
  }

  #text(x: number, y: number, text: string, kind: string): void {
    const blanks = text.length - text.trimStart().length;
    const told = text.trim();
    if (told === '') return;
    const name = kind === '' ? '' : ` class="${kind}"`;
    const size = kind === 'title' ? letter * (14 / 12) : letter;
    this.#out.push(
      `<text${name} x="${n(x + blanks * size)}" y="${n(y)}" textLength="${n(widthOf(told) * size)}">${escaped(told)}</text>`,
    );
  }

  /** How many letters fit across. */
  #letters(): number {
    const last = this.#widths.length - 1;
    const columns = last < 0 ? 0 : (this.#x(last) - this.#left) / letter + (this.#widths[last] ?? 0);
    return Math.max(acrossWidth, Math.floor(columns));
  }

  #whole(boxes: readonly string[], height: number): string {
    const captions = [...this.#caption.above, ...this.#caption.below].map((text) => widthOf(text) * letter * 1.2);
    const width = Math.max(this.#left + this.#letters() * letter + 2 * inset, ...captions) + edge;
    const [title = ''] = this.#caption.above;
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${n(width)} ${n(height)}" width="${n(width)}" height="${n(height)}" role="img">`,
      `<title>${escaped(title)}</title>`,
      `<style>${style}</style>`,
      `<rect class="paper" width="${n(width)}" height="${n(height)}"/>`,
      ...boxes,
      ...this.#out,
      '</svg>',
      '',
    ].join('\n');
  }
}

/** At blanks; what goes on is indented. */
function broken(text: string, width: number): readonly string[] {
  const indent = text.length - text.trimStart().length;
  const lines: string[] = [];
  let now = ' '.repeat(indent);
  for (const word of text.trimStart().split(' ')) {
    const empty = now.trim() === '';
    if (!empty && widthOf(now) + 1 + widthOf(word) > width) {
      lines.push(now);
      now = `${' '.repeat(indent + 2)}${word}`;
    } else now = empty ? now + word : `${now} ${word}`;
  }
  return [...lines, now];
}

const n = (value: number): string => String(Math.round(value * 10) / 10);

/** Signs that XML has another meaning for, or none. */
export function escaped(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/[\p{Cc}\p{Cs}\ufffe\uffff]/gu, '\ufffd');
}

// SPDX-License-Identifier: MIT
// Spoils a text: bytes as a disk or a mailer would, tokens as somebody who types would, and so that it may still be a
// model. Every edit is drawn, so that the
// same numbers spoil the same text in the same way, on every machine.

import type { Draw } from '../second/random/draw.ts';

/** A part of the text and what stands there instead. */
export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export function spoiled(text: string, draw: Draw): string {
  let now = text;
  const kinds = [ofBytes, ofTokens, ofTokens, ofSense, ofSense, ofSense] as const;
  for (let left = draw.of([1, 1, 2, 4]); left > 0; left--) {
    const edit = draw.of(kinds)(now, draw);
    now = now.slice(0, edit.from) + edit.text + now.slice(edit.to);
  }
  return now;
}

/** What no editor shows, or not as what it is: ends of lines, marks, halves of characters, what decoding leaves behind. */
const strange = ['\0', '\r', '\u2028', '\ufeff', '\ud800', '\udfff', '\u200b', '\ufffd', '\u00a0', '𝒳', 'é', '\x1b[2J'];

function ofBytes(text: string, draw: Draw): Edit {
  const from = draw.next(text.length + 1);
  const some = Math.min(text.length, from + 1 + draw.next(draw.often() ? 4 : 200));
  const piece = text.slice(from, some);
  switch (draw.next(6)) {
    case 0:
      return { from, to: Math.min(from + 1, text.length), text: String.fromCharCode(draw.next(128)) };
    case 1:
      return { from, to: from, text: draw.of(['\\', '`', ...strange]) };
    case 2:
      return { from, to: some, text: '' };
    case 3:
      return { from, to: from, text: piece.repeat(1 + draw.next(3)) };
    case 4:
      return { from: draw.often() ? from : 0, to: draw.often() ? text.length : from, text: '' };
    default:
      return { from, to: some, text: [...piece].reverse().join('') };
  }
}

/** A word, a number, a text, a comment, or a sign. */
const token =
  /\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|`[^`]*`|[A-Za-z_$][\w$]*|\d[\w.]*|=>|\.\.\.|[=!]==|&&|\|\||[-+*/%&|^<>]=|\+\+|--|<<|>>>?|[^\s\w]/g;

/** What TypeScript has and a model has not, what a model has, and numbers at ends of ranges. */
const words = [
  'async await yield var let const function class extends interface namespace enum declare abstract static get set',
  'import export default from as satisfies typeof keyof infer unique readonly public private override implements',
  'if else while do for of in switch case break continue return throw try catch finally new delete void this super',
  'null undefined true false any unknown never object string number bigint symbol bool u8 i8 u16 i32 int array ghost',
  'atomically waitUntil choose maybe pool alloc free self cpu assert warn note same scenario world threads claims',
  '0 1 -1 2 255 256 2147483647 2147483648 -2147483648 4294967296 9007199254740993 1e400 0x10 0b2 08 1n 0.5 NaN Infinity',
  '( ) [ ] { } < > ; , . : ? ! ~ @ # ?. ?? ** ... => = == === + - * / % & | ^ << >>> ++ -- += &&= `',
  '/* // /** */ #! \' " \\ /a/ <!-- <T> <any> @dec #x w. w.x [0] () (w) => {} {a:1} [...a] (a,b) ${',
].flatMap((line) => line.split(' '));

function ofTokens(text: string, draw: Draw): Edit {
  const tokens = [...text.matchAll(token)].map((match) => ({ from: match.index, to: match.index + match[0].length }));
  const at = draw.next(Math.max(1, tokens.length));
  const one = tokens[at] ?? { from: 0, to: 0 };
  const last = tokens[Math.min(tokens.length - 1, at + draw.next(draw.often() ? 3 : 40))] ?? one;
  const other = tokens[draw.next(Math.max(1, tokens.length))] ?? one;
  const range = text.slice(one.from, last.to);
  const word = words[draw.next(words.length)] ?? '';
  switch (draw.next(9)) {
    case 0:
      return { ...one, text: '' };
    case 1:
      return { from: one.from, to: last.to, text: '' };
    case 2:
      return { ...one, text: text.slice(other.from, other.to) };
    case 3:
    case 4:
      return { ...one, text: word };
    case 5:
      return { from: one.from, to: one.from, text: `${word} ` };
    case 6:
      return { from: last.to, to: last.to, text: ` ${range}` };
    case 7:
      return { from: other.from, to: other.from, text: `${range} ` };
    default:
      return { from: one.from, to: last.to, text: nested(range, draw) };
  }
}

const kindsOfTokens = [/^[A-Za-z_$]/, /^\d/, /^(?:[<>]=?|[!=]==)$/, /^[-+*/%&|^]$/, /^[-+*/%&|^]=$/] as const;
const inPlace = ['0', '1', '2', '3', '7', '255', '256', '100000', '2147483647'] as const;

/** What may still be a model, and another one: a line more or less, a name, a number or an operator for one like it. */
function ofSense(text: string, draw: Draw): Edit {
  const lines = [...text.matchAll(/^.*\n/gm)].map((match) => ({
    from: match.index,
    to: match.index + match[0].length,
  }));
  const line = lines[draw.next(Math.max(1, lines.length))];
  const how = draw.next(6);
  if (how === 0 && line !== undefined) return { ...line, text: '' };
  if (how === 1 && line !== undefined) return { from: line.to, to: line.to, text: text.slice(line.from, line.to) };
  const kind = draw.of(kindsOfTokens);
  const alike = [...text.matchAll(token)].filter(([found]) => kind.test(found));
  const one = alike[draw.next(Math.max(1, alike.length))];
  const other = alike[draw.next(Math.max(1, alike.length))];
  if (one === undefined || other === undefined) return ofTokens(text, draw);
  const instead = kind.test('1') && draw.often() ? draw.of(inPlace) : other[0];
  return { from: one.index, to: one.index + one[0].length, text: instead };
}

/** As deep or as long as nobody writes it. */
function nested(text: string, draw: Draw): string {
  const times = draw.of([1, 2, 10, 100, 1000, 5000]);
  const [open, close] = draw.of<readonly [string, string]>([
    ['(', ')'],
    ['{', '}'],
    ['[', ']'],
    ['!', ''],
    ['-', ''],
    ['if (b) {} else ', ''],
    ['() => ', ''],
    ['', ' && a'],
    ['', '.a'],
    ['', ' + 1'],
    ['', ';'],
    ['', ' | null'],
    ['array<', ', 2>'],
  ]);
  return `${open.repeat(times)}${text}${close.repeat(times)}`;
}

// SPDX-License-Identifier: MIT
// Tests in the assembler of x86, as far as `mov`, `xchg` and `mfence` go: a table with a column a process. Each process is
// rewritten as a body in C, so that everything behind this file is the same; its lines know where they come from. In both
// spellings: `MOV [x],$1` has the target first, `movq $1,(x)` last.

import type { Piece, Source } from './source.ts';

export interface Written {
  readonly name: string;
  /** A function of C. */
  readonly text: string;
  /** By line of it, the offset of the instruction. */
  readonly lines: readonly number[];
  readonly at: number;
}

interface Operand {
  readonly kind: 'memory' | 'register' | 'number';
  readonly text: string;
}

interface Cell {
  readonly text: string;
  readonly at: number;
}

/** @param observed registers that are asked about, by process */
export function processesOf(
  source: Source,
  table: Piece,
  observed: (process: number) => readonly string[],
): readonly Written[] {
  const [head = [], ...rows] = rowsOf(table);
  const [first] = head;
  if (first === undefined || !head.every(({ text }, i) => text === `P${i}`))
    source.giveUp(first?.at ?? table.at, Math.max(1, first?.text.length ?? 1), {
      what: 'a table whose first line does not name its processes',
      why: 'they are numbered from 0 on',
      instead: ' P0 | P1 ;',
    });
  return head.map(({ at, text: name }, i) => {
    const cells = rows.flatMap((row) => row[i] ?? []).filter(({ text }) => text !== '');
    const instructions = cells.map((cell) => ({ at: cell.at, ...instruction(source, cell) }));
    const variables = unique(instructions.flatMap((one) => one.memory));
    const registers = unique([...instructions.flatMap((one) => one.registers), ...observed(i)]);
    for (const register of registers) {
      const other = registers.find((one) => one !== register && machineRegister(one) === machineRegister(register));
      if (other === undefined) continue;
      const user = instructions.find((one) => one.registers.includes(register));
      source.giveUp(user?.at ?? at, register.length, {
        what: `${other} and ${register} in ${name}`,
        why: 'they are one register of the machine, under two names',
        instead: other,
      });
    }
    const parameters = variables.map((one) => `int *${one}`).join(', ');
    const begin = [`void ${name}(${parameters}) {`, ...registers.map((one) => `int ${one};`)];
    const text = [...begin, ...instructions.map((one) => one.code), '}'].join('\n');
    const lines = [...begin.map(() => at), ...instructions.map((one) => one.at), at];
    return { name, text, lines, at };
  });
}

function rowsOf({ text, at }: Piece): readonly (readonly Cell[])[] {
  const rows: Cell[][] = [];
  let offset = at;
  for (const row of text.split(';')) {
    const cells: Cell[] = [];
    for (const cell of row.split('|')) {
      const blanks = cell.length - cell.trimStart().length;
      cells.push({ text: cell.trim(), at: offset + blanks });
      offset += cell.length + 1;
    }
    if (cells.some((one) => one.text !== '')) rows.push(cells);
  }
  return rows;
}

interface Instruction {
  readonly code: string;
  readonly memory: readonly string[];
  readonly registers: readonly string[];
}

function instruction(source: Source, { text, at }: Cell): Instruction {
  const refuse = (what: string, why: string): never =>
    source.giveUp(at, text.length, { what, why, instead: 'MOV [x],$1' });
  if (/^mfence$/i.test(text)) return { code: 'smp_mb();', memory: [], registers: [] };
  const match = /^(mov|xchg)([lq]?)\s+([^,\s]+)\s*,\s*([^,\s]+)$/i.exec(text);
  if (match === null) return refuse(`the instruction \`${text}\``, 'mov, xchg and mfence are read, and no others');
  const [, name = '', , one = '', other = ''] = match;
  const [a, b] = [operand(one), operand(other)];
  if (a === null || b === null) return refuse(`\`${text}\``, 'an operand is a variable, a register or a number');
  // What AT&T writes has its target last.
  const [to, from] = /[%(]/.test(text) ? [b, a] : [a, b];
  const both = [to, from];
  const named = (kind: Operand['kind']): readonly string[] =>
    both.flatMap((one) => (one.kind === kind ? [one.text] : []));
  const made = { memory: named('memory'), registers: named('register') };
  if (made.memory.length === 2) return refuse(`\`${text}\``, 'no instruction has two operands in memory');
  if (name.toLowerCase() === 'xchg') {
    const [[cell], [register]] = [made.memory, made.registers];
    if (cell === undefined || register === undefined)
      return refuse(`\`${text}\``, 'xchg is of a register and a variable');
    return { code: `${register} = xchg(${cell}, ${register});`, ...made };
  }
  if (to.kind === 'number') return refuse(`\`${text}\``, 'a number is no target');
  if (to.kind === 'memory') return { code: `WRITE_ONCE(*${to.text}, ${from.text});`, ...made };
  return { code: `${to.text} = ${from.kind === 'memory' ? `READ_ONCE(*${from.text})` : from.text};`, ...made };
}

function operand(text: string): Operand | null {
  const memory = /^(?:\[(\w+)\]|\((\w+)\)|(\w+)\(%rip\))$/.exec(text);
  if (memory !== null) return { kind: 'memory', text: memory[1] ?? memory[2] ?? memory[3] ?? '' };
  const number = /^\$(-?\w+)$/.exec(text)?.[1];
  if (number !== undefined) return { kind: 'number', text: number };
  const register = /^%?([A-Za-z]\w*)$/.exec(text)?.[1];
  return register === undefined ? null : { kind: 'register', text: register };
}

/** What `EAX`, `rax` and `al` are a part of. */
function machineRegister(name: string): string {
  const part = /^(?:[re]?([abcd])x|([abcd])[hl]|[re]?([sd]i|[bs]p)l?|r(\d+)[dwb]?)$/.exec(name.toLowerCase());
  return part?.slice(1).find((one) => one !== undefined) ?? name.toLowerCase();
}

const unique = (names: readonly string[]): readonly string[] => [...new Set(names)];

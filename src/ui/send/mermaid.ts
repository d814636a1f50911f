// SPDX-License-Identifier: MIT
// Lanes as a Mermaid sequence diagram, which forges and wikis draw where text stands: a participant per thread, what each did
// as messages to itself, a note for what the failure turns on, a lasso as a loop. Hard case: signs that Mermaid takes for its own
// in the middle of a text. They are written as entities, by their numbers.

import { brokenAtBlanks } from '../../report/text.ts';
import type { Lanes, LineRow } from '../lanes/lanes.ts';

/** @param title stands above the diagram */
export function lanesMermaid(lanes: Lanes, title: string): string {
  const out = ['---', `title: ${JSON.stringify(title)}`, '---', 'sequenceDiagram'];
  for (const { name, columns } of lanes.lanes) {
    const several = columns.length > 1;
    if (several) out.push(`  box ${told(name)}`);
    for (const column of columns) {
      const header = lanes.columns[column]?.header ?? name;
      out.push(`  participant ${who(column)} as ${told(header)}`);
    }
    if (several) out.push('  end');
  }
  const all = lanes.columns.length === 0 ? '' : [...new Set([who(0), who(lanes.columns.length - 1)])].join(',');
  let ending: string[] = [];
  const flush = (): void => {
    if (ending.length > 0 && all !== '') out.push(`  Note over ${all}: ${ending.flatMap(noted).join('<br/>')}`);
    ending = [];
  };
  for (const row of lanes.rows) {
    if (row.kind === 'line') {
      out.push(`  ${message(row)}`);
      continue;
    }
    switch (row.about) {
      case 'loop':
        out.push('  loop for ever');
        break;
      case 'loop ends':
        out.push('  end');
        break;
      case 'due':
        out.push(`  Note over ${all}: ${told(row.text.replace(/^├── /, ''))}`);
        break;
      case 'ending':
      case 'remark':
        if (!row.text.startsWith(' ')) flush();
        ending.push(row.text);
    }
  }
  flush();
  return `${out.join('\n')}\n`;
}

/** In letters: a note is no wider. */
const widest = 90;

/** Lines of a note. */
const noted = (text: string): readonly string[] => brokenAtBlanks(text.trim(), widest).map(told);

const who = (column: number): string => `t${column}`;

/** A call is an open arrow, what happened a filled one; what the failure turns on is a note. */
function message({ column, indent, text, rights, tells, decides, broken }: LineRow): string {
  const right = rights[0] ?? '';
  const whole = `${'· '.repeat(indent)}${text}${right === '' ? '' : `  ${right}`}`;
  if (decides || broken) return `Note over ${who(column)}: ${told(whole)}`;
  return `${who(column)}${tells ? '->>' : '-->>'}${who(column)}: ${told(whole)}`;
}

/** Letters, digits, blanks and what is harmless stay; `end` alone would end a block. */
function told(text: string): string {
  return text
    .trim()
    .replace(/[^\p{L}\p{N} ._,:()[\]{}=→✗≠≤≥·…|'“”/-]/gu, (sign) => `#${sign.codePointAt(0)};`)
    .replace(/\bend\b/g, 'e#110;d');
}

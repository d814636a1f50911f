// SPDX-License-Identifier: MIT
// A small kernel, a scenario over it and its patches, and what is said of them before anything is searched.

import { readFileSync } from 'node:fs';
import { programOf } from '../../src/ask/decide.ts';
import { load } from '../../src/ask/load.ts';
import { select } from '../../src/ask/select.ts';
import { ModelError } from '../../src/lang/diagnostic.ts';
import { type Sandbox, sandbox } from './project.ts';

const vocabulary = readFileSync(new URL('../../src/lang/vocabulary.ts', import.meta.url), 'utf8');

export const scenario = (
  kernel: string,
  imports: string,
  claims = "{ variant: '+A' }",
): string => `import { scenario } from 'faultline';
${imports}
export default scenario({
  title: 't',
  ${kernel}
  world() { return { p: new page() }; },
  threads: { A(w) { store(w.p); } },
  always: { small: (w) => w.p.n < 9 },
  sometimes: { stored: (w) => w.p.n > 0 },
  claims: [${claims.replaceAll('{ ', "{ id: 'mine/1', by: 'me', property: 'small', thread: 'open', expect: 'holds', ")}],
});
`;

export const page = (version: string, more = ''): string => `import { type u8 } from 'faultline';
export class page { n: u8 = 0 }
function once(p: page): void { p.n = 1; }
export function store(p: page): void { once(p); }
export function one(p: page): void { p.n = 2; }
export const VERSION = ${version.slice(1, 2)};${more}
`;

export const base = {
  'src/lang/vocabulary.ts': vocabulary,
  'linux/v5.9/mm/page.ts': page('v5.9'),
  'linux/v6.0/mm/page.ts': "export * from 'faultline/linux/v5.9/mm/page.ts';\nexport const VERSION = 6;\n",
};
export const from59 = "import { page, store } from 'faultline/linux/v5.9/mm/page.ts';";
export const from60 = "import { page, store } from 'faultline/linux/v6.0/mm/page.ts';";
export const over =
  "export * from 'faultline/linux/v5.9/mm/page.ts';\nimport { type page } from 'faultline/linux/v5.9/mm/page.ts';\n";
export const good = `${over}export function store(p: page): void { p.n = 2; }\n`;

let made: Sandbox | null = null;
export const tidy = (): void => made?.remove();

export interface Said {
  readonly variants: readonly string[];
  /** `what | why | instead`, with the line where there is one. */
  readonly said: readonly string[];
}

export function ask(
  files: Readonly<Record<string, string>>,
  variant: string | null = null,
  file = 'cases/x/s.ts',
): Said {
  made?.remove();
  made = sandbox({ ...base, ...files });
  const { project } = made;
  const loaded = load(project, select(project, [file]).scenarios, variant);
  const said = [
    ...loaded.problems.map(({ message, why, instead }) => `${message} | ${why} | ${instead}`),
    ...loaded.diagnostics.map(
      ({ place, what, why, instead }) => `${place.file}:${place.line} ${what} | ${why} | ${instead}`,
    ),
  ];
  for (const question of loaded.questions) {
    try {
      programOf(question, false);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      said.push(...error.diagnostics.map(({ place, what, why }) => `${place.file}:${place.line} ${what} | ${why}`));
    }
  }
  return { variants: loaded.questions.map(({ claim }) => claim.variant), said };
}

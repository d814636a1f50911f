// SPDX-License-Identifier: MIT
// What a benchmark is asked. One table of its options says how they are read and what `--help` prints; what is wrong is told as the command
// line tells it, with the same status.

import { parseArgs } from 'node:util';
import { BadInput, BadModel } from '../src/ask/trouble.ts';
import { exitStatus } from '../src/cli/exit.ts';
import { openOutput } from '../src/cli/output.ts';
import { ModelError } from '../src/lang/diagnostic.ts';

interface Flag {
  readonly kind: 'flag';
  readonly about: string;
}
interface Whole {
  readonly kind: 'number';
  readonly about: string;
  readonly initial: number;
  /** 1, where nothing else is said. */
  readonly least?: number;
}
interface Text {
  readonly kind: 'text';
  readonly about: string;
  readonly initial?: string;
  /** Nothing else may be said. */
  readonly oneOf?: readonly string[];
}
export type Option = Flag | Whole | Text;
export type Options = Readonly<Record<string, Option>>;

export interface Usage<O extends Options> {
  /** As package.json calls it. */
  readonly command: string;
  readonly about: string;
  /** What stands beside options. */
  readonly words: { readonly form: string; readonly about: string; readonly least: number; readonly most: number };
  readonly options: O;
  /** What stands behind `--`. */
  readonly example: string;
}

/** Beside options, nothing. */
export const noWords = { form: '', about: '', least: 0, most: 0 };
/** As `check` takes them. */
export const targets = { form: '<target>...', about: 'files, folders or claim ids', least: 1, most: Infinity };

type Value<One extends Option> = One extends Flag
  ? boolean
  : One extends Whole
    ? number
    : One extends { readonly initial: string }
      ? string
      : string | undefined;

export interface Asked<O extends Options> {
  readonly values: { readonly [Name in keyof O]: Value<O[Name]> };
  readonly words: readonly string[];
}

/** Ends the process where help is asked for, and where something is wrong. */
export function asked<const O extends Options>(usage: Usage<O>): Asked<O> {
  return orStop(() => {
    const { values, positionals } = parsed(usage);
    if (values.help === true) {
      process.stdout.write(helpOf(usage));
      process.exit(exitStatus.expected);
    }
    const { form, least, most } = usage.words;
    if (positionals.length < least) throw wrong(usage, `${form} is missing`);
    const extra = positionals[most];
    if (extra !== undefined) throw wrong(usage, `'${extra}' is one word too many`);
    const read = Object.entries(usage.options).map(([name, option]) => [name, readAs(usage, name, option, values)]);
    return { values: Object.fromEntries(read), words: positionals };
  });
}

/** What it asks of models may be wrong as well: such an end is told, and is no fault of the benchmark. */
export function orStop<T>(ask: () => T): T {
  try {
    return ask();
  } catch (error) {
    const told = error instanceof ModelError ? new BadModel(error.diagnostics) : error;
    if (!(told instanceof BadInput || told instanceof BadModel)) throw error;
    process.exit(openOutput().trouble(told));
  }
}

export function wrong({ command }: Pick<Usage<Options>, 'command'>, what: string, why = ''): BadInput {
  return new BadInput(`npm run ${command}: ${what}`, why, `npm run ${command} -- --help says what it takes`);
}

interface Parsed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly positionals: readonly string[];
}

function parsed(usage: Usage<Options>): Parsed {
  const types = Object.entries(usage.options).map(([name, { kind }]): [string, { type: 'boolean' | 'string' }] => {
    return [name, { type: kind === 'flag' ? 'boolean' : 'string' }];
  });
  const options = { ...Object.fromEntries(types), help: { type: 'boolean', short: 'h' } } as const;
  try {
    return parseArgs({ allowPositionals: true, options });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [first = ''] = error.message.split(/\. |\n/);
    throw wrong(usage, first.charAt(0).toLowerCase() + first.slice(1));
  }
}

function readAs(
  usage: Usage<Options>,
  name: string,
  option: Option,
  values: Readonly<Record<string, unknown>>,
): boolean | number | string | undefined {
  const said = values[name];
  if (option.kind === 'flag') return said === true;
  if (typeof said !== 'string') return option.initial;
  if (option.kind === 'number') {
    const least = option.least ?? 1;
    if (!/^\d+$/.test(said) || Number(said) < least)
      throw wrong(usage, `--${name} '${said}'`, `a whole number of ${least} or more is wanted`);
    return Number(said);
  }
  if (option.oneOf?.includes(said) === false)
    throw wrong(usage, `--${name} '${said}'`, `it is one of ${option.oneOf.join(', ')}`);
  return said;
}

function helpOf({ command, about, words, options, example }: Usage<Options>): string {
  const rows = Object.entries(options).map(([name, option]): readonly [string, string] => {
    if (option.kind === 'flag') return [`--${name}`, option.about];
    const initial = option.initial === undefined || option.initial === '' ? '' : ` (${option.initial})`;
    return [`--${name} <${option.kind === 'number' ? 'n' : 'text'}>`, `${option.about}${initial}`];
  });
  const all = [...(words.form === '' ? [] : [[words.form, words.about] as const]), ...rows];
  const width = Math.max(...all.map(([form]) => form.length));
  return `${[
    `npm run ${command} -- ${[words.form, '[options]'].filter((one) => one !== '').join(' ')}`,
    `  ${about}`,
    '',
    ...all.map(([form, what]) => `  ${form.padEnd(width)}  ${what}`),
    '',
    `Example: npm run ${command}${example === '' ? '' : ` -- ${example}`}`,
  ].join('\n')}\n`;
}

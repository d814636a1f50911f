// SPDX-License-Identifier: MIT
// Options that several commands have: how they are told, and what their words mean.

import { type Command, Option } from 'commander';
import { memoryModels } from '../lang/tree.ts';
import { type Form, forms } from '../ui/send/forms.ts';
import { memoryBudget, statesBudget, timeBudget, wholeNumber } from './budget.ts';
import type { Opened } from './disk.ts';
import type { ExitStatus } from './exit.ts';
import type { Output } from './output.ts';
import type { MakingFlags } from './snapshots.ts';

/** What every command works with. */
export interface Cli {
  readonly program: Command;
  readonly opened: Opened;
  readonly output: Output;
  /** Where the built programs are. */
  readonly home: string;
  /** How the command ended. */
  readonly end: (status: ExitStatus) => void;
}

export const plain = ({ program }: Cli, name: string, description: string, examples: string): Command =>
  program
    .command(name)
    .description(description)
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', examples);

export const severalOf = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((one: string, before: readonly string[] = []) => [...before, one]);

/** Which model. */
export interface ModelFlags extends MakingFlags {
  readonly variant?: string;
}

export const memory = (): Option =>
  new Option('--memory <model>', 'what becomes visible when (docs/memory.md)').choices(memoryModels);

/** A command that is given models. */
export const ofModels = (cli: Cli, name: string, description: string, examples: string): Command =>
  plain(cli, name, description, examples)
    .option('--variant <variant>', 'only this kernel and these patches, as in v5.9+D; may be one that no claim names')
    .addOption(memory())
    .option(
      '--compiler',
      'what a compiler may make of plain accesses: read again, early or not; written early, late or not; torn (docs/memory.md)',
    )
    .addOption(severalOf('--patch <file.diff>', 'with this diff on top; may be given several times'));

export async function projectOf({ opened }: Cli, { patch = [], memory, compiler }: MakingFlags): Promise<Opened> {
  const asked = {
    ...opened,
    ...(memory === undefined ? {} : { memory }),
    ...(compiler === true ? { compiler } : {}),
  };
  if (patch.length === 0) return asked;
  return { ...asked, ...(await import('../ask/given.ts')).withDiffs(asked, patch) };
}

export const variantOf = (flags: ModelFlags): string | null => flags.variant ?? null;

/** How much is told. */
export interface DetailFlags {
  readonly full?: boolean;
  readonly ghosts?: boolean;
}

export const detail = (command: Command): Command =>
  command
    .option('--full', 'every touch of shared memory on its own line, with file and line; · begins a step')
    .option('--ghosts', 'also what costs no step: ghosts and constants');

export const detailOf = (flags: DetailFlags): { full: boolean; free: boolean } => ({
  full: flags.full === true,
  free: flags.ghosts === true,
});

/** How far a search may go, and in which order. */
export interface LimitFlags {
  readonly maxStates?: string;
  readonly maxMemory?: string;
  readonly maxTime?: string;
  readonly compress?: boolean;
  readonly reduction?: boolean;
  readonly order?: string;
  readonly seed?: string;
}

export const orders = { bfs: 'breadth-first', dfs: 'depth-first', random: 'random-walk' } as const;

export const bounds = (command: Command): Command =>
  command
    .option('--max-states <n>', 'stop a claim after so many states: 500k, 2M')
    .option(
      '--max-memory <size>',
      'stop a claim when it needs more: 800M, 2G (default: three quarters of what is free, shared by the workers)',
    )
    .option('--max-time <time>', 'stop a claim, or the telling of its story, after so long: 30s, 5m');

export interface WorkersFlag {
  readonly workers?: string;
}

export const budgets = (command: Command): Command =>
  bounds(command)
    .option('--compress', 'keep states folded: less memory, slower (default: when memory gets short)')
    .option(
      '--workers <n>',
      'how many claims are decided at a time, or threads search the only one (default: one per core; 1: no threads)',
    );

export const timeOf = ({ maxTime }: LimitFlags): number => (maxTime === undefined ? Infinity : timeBudget(maxTime));

export function limitsOf(flags: LimitFlags) {
  return {
    order: orders[flags.order === 'dfs' || flags.order === 'random' ? flags.order : 'bfs'],
    reduction: flags.reduction !== false,
    maxStates: flags.maxStates === undefined ? Infinity : statesBudget(flags.maxStates),
    maxMemory: flags.maxMemory === undefined ? null : memoryBudget(flags.maxMemory),
    maxTime: timeOf(flags),
    ...(flags.compress === true ? { fold: 'always' as const } : {}),
    seed: wholeNumber('--seed', flags.seed ?? '1'),
  };
}

/** What a list of answers is printed as. */
export interface AnswerFlags {
  readonly json?: boolean;
  readonly trace?: boolean;
}

export const answers = (command: Command, trace: string): Command =>
  command.option('--json', 'print JSON (docs/json.md) instead of text').option('--trace', trace);

export const answersOf = ({ json, trace }: AnswerFlags): { json: boolean; trace: boolean } => ({
  json: json === true,
  trace: trace === true,
});

/** Who answers. */
export interface OnFlag {
  readonly on?: string;
}

export const on = (): Option =>
  new Option('--on <server>', 'let the workers at this NATS server answer, as nats://host:4222 (docs/cluster.md)');

/** What the version is takes a look at all programs: only where somebody asks. */
export async function onOf(
  cli: Cli,
  { on }: OnFlag,
): Promise<{ readonly server: string; readonly version: string } | null> {
  if (on === undefined) return null;
  const { versionOf } = await import('./cache.ts');
  return { server: on, version: versionOf(cli.home) };
}

/** How often a search is saved. */
export interface EveryFlag {
  readonly checkpointEvery?: string;
}

export const every = (): Option =>
  new Option('--checkpoint-every <time>', 'save it so often, and when it is interrupted').default('30s');

export const everyOf = (flags: EveryFlag): number => timeBudget(flags.checkpointEvery ?? '30s', '--checkpoint-every');

/** One run, in another form. */
export interface FormFlag {
  readonly as?: Form;
}

export const form = (): Option =>
  new Option('--as <form>', 'print this instead of text, and nothing else (docs/sending.md)').choices(forms);

// SPDX-License-Identifier: MIT
// `faultline ingredients` and `faultline barriers`: what holds, asked again with something taken away.

import type { Command } from 'commander';
import { workersOf } from '../budget.ts';
import { barriersExamples, ingredientsExamples } from '../help.ts';
import {
  type AnswerFlags,
  answers,
  answersOf,
  budgets,
  type Cli,
  type DetailFlags,
  detail,
  detailOf,
  type LimitFlags,
  limitsOf,
  type ModelFlags,
  type OnFlag,
  ofModels,
  on,
  onOf,
  projectOf,
  severalOf,
  variantOf,
  type WorkersFlag,
} from '../options.ts';

interface Flags extends ModelFlags, LimitFlags, WorkersFlag, DetailFlags, AnswerFlags, OnFlag {
  readonly of?: readonly string[];
  readonly diffs?: string;
}

interface IngredientsFlags extends Flags {
  readonly pairs?: boolean;
  readonly orders?: boolean;
}

const target = (command: Command): Command =>
  budgets(detail(command)).argument(
    '<claim id | file>',
    'which claims: those of the id, or all of the file, that hold of the variant',
  );

const howOf = async (cli: Cli, flags: Flags) => ({
  variant: variantOf(flags),
  ...answersOf(flags),
  detail: detailOf(flags),
  limits: limitsOf(flags),
  workers: workersOf(flags.workers),
  on: await onOf(cli, flags),
  of: flags.of ?? [],
  diffs: flags.diffs ?? null,
});

export function ingredientsCommand(cli: Cli): void {
  const description = 'Ask what holds again without each ingredient of the patch.';
  const command = target(ofModels(cli, 'ingredients', description, ingredientsExamples))
    .addOption(severalOf('--of <function | file>', 'the ingredients of this, instead of those of the patch'))
    .option('--pairs', 'also those by twos that are not needed one by one')
    .option('--orders', 'also two statements that follow each other, the other way round')
    .addOption(on().conflicts('workers'))
    .option('--diffs <folder>', 'write each ingredient as a diff that takes it out');
  answers(command, 'print the columns of a claim that fails, for each ingredient that is needed').action(
    async (target: string, flags: IngredientsFlags) => {
      const project = await projectOf(cli, flags);
      const { ingredients } = await import('../ingredients.ts');
      const what = { target, pairs: flags.pairs === true, orders: flags.orders === true };
      cli.end(await ingredients(project, { ...what, ...(await howOf(cli, flags)) }, cli.output));
    },
  );
}

export function barriersCommand(cli: Cli): void {
  const description = 'Ask what holds again with each barrier and ordering weakened.';
  const command = target(ofModels(cli, 'barriers', description, barriersExamples))
    .addOption(severalOf('--of <function | file>', 'the barriers of this, instead of all that the scenario runs'))
    .addOption(on().conflicts('workers'))
    .option('--diffs <folder>', 'write each weakening as a diff');
  answers(command, 'print the columns of a claim that fails, for each one that is needed').action(
    async (target: string, flags: Flags) => {
      const project = await projectOf(cli, { ...flags, memory: flags.memory ?? 'weak' });
      const { barriers } = await import('../barriers.ts');
      cli.end(await barriers(project, { target, ...(await howOf(cli, flags)) }, cli.output));
    },
  );
}

// SPDX-License-Identifier: MIT
// `faultline check` and `faultline resume`: a search of claims, and one that goes on.

import { Option } from 'commander';
import { BadInput } from '../../ask/trouble.ts';
import { wholeNumber, workersOf } from '../budget.ts';
import { checkExamples, resumeExamples } from '../help.ts';
import {
  type AnswerFlags,
  answers,
  answersOf,
  budgets,
  type Cli,
  type DetailFlags,
  detail,
  detailOf,
  type EveryFlag,
  every,
  everyOf,
  type LimitFlags,
  limitsOf,
  type ModelFlags,
  type OnFlag,
  ofModels,
  on,
  onOf,
  orders,
  plain,
  projectOf,
  variantOf,
  type WorkersFlag,
} from '../options.ts';

type ResumeFlags = LimitFlags & WorkersFlag & DetailFlags & AnswerFlags & EveryFlag;

interface CheckFlags extends ResumeFlags, ModelFlags, OnFlag {
  readonly property?: string;
  readonly checkpoint?: string;
  readonly across?: string;
  readonly tries?: string;
  readonly cache?: boolean;
}

export function checkCommand(cli: Cli): void {
  const command = ofModels(
    cli,
    'check',
    'Check claims: all of them, those of files and folders, or by id.',
    checkExamples,
  );
  answers(
    budgets(detail(command)).argument('[file | folder | claim id...]', 'what to check; nothing: every case'),
    'print the columns of every failing claim, not only of unexpected ones',
  )
    .option('--property <name>', 'only rows about this property')
    .option('--checkpoint <folder>', 'save the search of one claim there, to go on with `faultline resume`')
    .addOption(every())
    .addOption(on().conflicts(['checkpoint', 'workers']))
    .addOption(
      new Option('--across <n>', 'let so many of these workers share the states of one claim, for memory').conflicts([
        'tries',
        'compress',
      ]),
    )
    .addOption(
      new Option('--tries <n>', 'search each row so often, in other orders; what decides first, counts').conflicts([
        'checkpoint',
        'order',
        'seed',
      ]),
    )
    .option('--no-cache', 'ask every claim, also those whose answers are kept from an earlier check')
    .option(
      '--no-reduction',
      'explore every interleaving, and tell apart all states, also those that a reduction proves equal',
    )
    .addOption(new Option('--order <order>', 'how to search').choices(Object.keys(orders)).default('bfs'))
    .option('--seed <n>', 'for --order random', '1')
    .action(async (targets: readonly string[], flags: CheckFlags) => {
      const project = await projectOf(cli, flags);
      const { check } = await import('../check.ts');
      const { openCache, versionOf } = await import('../cache.ts');
      const folder = flags.checkpoint;
      const tries = triesFrom(flags);
      const across = flags.across === undefined ? null : wholeNumber('--across', flags.across);
      // A search that is saved is searched, and so is what is tried or shared.
      const isSearched = folder !== undefined || tries !== null || across !== null;
      const cache = flags.cache === false || isSearched ? null : openCache(cli.home, cli.output);
      const { memory, compiler, patch } = flags;
      const making = { memory, compiler, patch };
      const saving =
        folder === undefined
          ? null
          : { folder, version: versionOf(cli.home), every: everyOf(flags), making, head: null };
      const asked = { targets, variant: variantOf(flags), property: flags.property ?? null, ...answersOf(flags) };
      const how = { detail: detailOf(flags), limits: limitsOf(flags), workers: workersOf(flags.workers) };
      const where = { cache, saving, on: await onOf(cli, flags), across, tries };
      cli.end(await check(project, { ...asked, ...how, ...where }, cli.output));
    });
}

export function resumeCommand(cli: Cli): void {
  const command = plain(cli, 'resume', 'Go on with a search that --checkpoint saved.', resumeExamples);
  answers(
    budgets(detail(command)).argument('<folder>', 'where it was saved').addOption(every()),
    'print the columns of a failing claim, also of an expected one',
  ).action(async (folder: string, flags: ResumeFlags) => {
    const { check } = await import('../check.ts');
    const { versionOf } = await import('../cache.ts');
    const { readHead } = await import('../snapshots.ts');
    const version = versionOf(cli.home);
    const head = readHead(folder, version);
    const { targets, variant, property, making, reduction } = head.asked;
    const project = await projectOf(cli, making);
    const asked = { targets, variant, property, ...answersOf(flags) };
    const limits = { ...limitsOf(flags), reduction };
    const how = { detail: detailOf(flags), limits, workers: workersOf(flags.workers) };
    const saving = { folder, every: everyOf(flags), version, making, head };
    cli.end(await check(project, { ...asked, ...how, saving, cache: null, on: null, tries: null }, cli.output));
  });
}

function triesFrom({ tries, maxStates, maxTime }: CheckFlags): number | null {
  if (tries === undefined) return null;
  const count = wholeNumber('--tries', tries);
  const instead = '--tries 16 --max-time 10m';
  if (count < 1) throw new BadInput(`--tries ${tries}`, 'somebody has to try', instead);
  if (maxStates === undefined && maxTime === undefined)
    throw new BadInput(`--tries ${tries}`, 'a random walk does not end by itself', `a budget too: ${instead}`);
  return count;
}

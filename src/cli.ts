// SPDX-License-Identifier: MIT
// The command line: words in, exit status out. Each command's work is in cli/, and is loaded only when it is asked for, so
// that --help and --version do not wait for a compiler.

import { Command, CommanderError, Option } from 'commander';
import { BadInput } from './ask/trouble.ts';
import { memoryBudget, statesBudget, timeBudget, wholeNumber, workersOf } from './cli/budget.ts';
import { type Opened, openProject } from './cli/disk.ts';
import { type ExitStatus, exitStatus } from './cli/exit.ts';
import {
  barriersExamples,
  checkExamples,
  exitExamples,
  exploreExamples,
  ingredientsExamples,
  initExamples,
  listExamples,
  litmusExamples,
  replayExamples,
  resumeExamples,
  runExamples,
  workerExamples,
} from './cli/help.ts';
import { openOutput } from './cli/output.ts';
import { type MemoryModel, memoryModels } from './lang/tree.ts';
import { problemOf } from './report/problems.ts';
import { type Form, forms } from './ui/send/forms.ts';

interface Flags {
  readonly variant?: string;
  readonly memory?: MemoryModel;
  readonly compiler?: boolean;
  readonly patch?: readonly string[];
  readonly json?: boolean;
  readonly trace?: boolean;
  readonly full?: boolean;
  readonly ghosts?: boolean;
  readonly property?: string;
  readonly reduction?: boolean;
  readonly cache?: boolean;
  readonly checkpoint?: string;
  readonly checkpointEvery?: string;
  readonly order?: string;
  readonly maxStates?: string;
  readonly maxMemory?: string;
  readonly compress?: boolean;
  readonly maxTime?: string;
  readonly workers?: string;
  readonly on?: string;
  readonly across?: string;
  readonly tries?: string;
  readonly idle?: string;
  readonly patience?: string;
  readonly seed?: string;
  readonly roundRobin?: boolean;
  readonly steps?: string;
  readonly of?: readonly string[];
  readonly pairs?: boolean;
  readonly orders?: boolean;
  readonly diffs?: string;
  readonly expect?: string;
  readonly as?: Form;
  readonly html?: string;
  readonly site?: string;
  readonly port?: string;
}

const orders = { bfs: 'breadth-first', dfs: 'depth-first', random: 'random-walk' } as const;

async function main(): Promise<ExitStatus> {
  const output = openOutput();
  try {
    const opened = openProject(import.meta.url);
    const projectOf = async ({ patch = [], memory, compiler }: Flags): Promise<Opened> => {
      const asked = {
        ...opened,
        ...(memory === undefined ? {} : { memory }),
        ...(compiler === true ? { compiler } : {}),
      };
      if (patch.length === 0) return asked;
      return { ...asked, ...(await import('./ask/given.ts')).withDiffs(asked, patch) };
    };
    let status: ExitStatus = exitStatus.expected;
    const command = commandLine(opened.version, {
      async check(targets, flags) {
        const project = await projectOf(flags);
        const { check } = await import('./cli/check.ts');
        const asked = { targets, variant: variantOf(flags), json: flags.json === true, trace: flags.trace === true };
        const how = { detail: detailOf(flags), limits: limitsOf(flags), workers: workersOf(flags.workers) };
        const { openCache, versionOf } = await import('./cli/cache.ts');
        const folder = flags.checkpoint;
        const tries = triesFrom(flags);
        const across = flags.across === undefined ? null : wholeNumber('--across', flags.across);
        // A search that is saved is searched, and so is what is tried or shared.
        const isSearched = folder !== undefined || tries !== null || across !== null;
        const cache = flags.cache === false || isSearched ? null : openCache(import.meta.url, output);
        const saving =
          folder === undefined
            ? null
            : {
                folder,
                version: versionOf(import.meta.url),
                every: everyOf(flags),
                patches: flags.patch ?? [],
                head: null,
              };
        const on = await onOf(flags);
        const property = flags.property ?? null;
        status = await check(project, { ...asked, ...how, property, cache, saving, on, across, tries }, output);
      },
      async resume(folder, flags) {
        const { check } = await import('./cli/check.ts');
        const { versionOf } = await import('./cli/cache.ts');
        const { readHead } = await import('./cli/snapshots.ts');
        const version = versionOf(import.meta.url);
        const head = readHead(folder, version);
        const { targets, variant, property, patches, reduction } = head.asked;
        const project = await projectOf({ patch: patches });
        const asked = { targets, variant, property, json: flags.json === true, trace: flags.trace === true };
        const limits = { ...limitsOf(flags), reduction };
        const how = {
          detail: detailOf(flags),
          limits,
          workers: workersOf(flags.workers),
          cache: null,
          on: null,
          tries: null,
        };
        const saving = { folder, every: everyOf(flags), version, patches, head };
        status = await check(project, { ...asked, ...how, saving }, output);
      },
      async replay(target, trace, flags) {
        const project = await projectOf(flags);
        const { replayTrace } = await import('./cli/replay.ts');
        const request = { target, trace, variant: variantOf(flags), property: flags.property ?? null };
        const how = { detail: detailOf(flags), maxTime: timeOf(flags), as: flags.as ?? null };
        status = await replayTrace(project, { ...request, ...how }, output);
      },
      async run(target, flags) {
        const project = await projectOf(flags);
        const { run } = await import('./cli/run.ts');
        const seed = flags.roundRobin === true ? null : wholeNumber('--seed', flags.seed ?? '1');
        const steps = wholeNumber('--steps', flags.steps ?? '1000');
        const request = { target, variant: variantOf(flags), seed, steps, detail: detailOf(flags) };
        status = await run(project, { ...request, maxTime: timeOf(flags), as: flags.as ?? null }, output);
      },
      async list(targets, flags) {
        const project = await projectOf(flags);
        const { list } = await import('./cli/list.ts');
        status = list(project, { targets, variant: variantOf(flags), json: flags.json === true }, output);
      },
      async ingredients(target, flags) {
        const project = await projectOf(flags);
        const { ingredients } = await import('./cli/ingredients.ts');
        const asked = { target, variant: variantOf(flags), json: flags.json === true, trace: flags.trace === true };
        const how = { detail: detailOf(flags), limits: limitsOf(flags), workers: workersOf(flags.workers) };
        const on = await onOf(flags);
        const what = { on, of: flags.of ?? [], pairs: flags.pairs === true, orders: flags.orders === true };
        const diffs = flags.diffs ?? null;
        status = await ingredients(project, { ...asked, ...how, ...what, diffs }, output);
      },
      async barriers(target, flags) {
        const project = await projectOf({ ...flags, memory: flags.memory ?? 'weak' });
        const { barriers } = await import('./cli/barriers.ts');
        const asked = { target, variant: variantOf(flags), json: flags.json === true, trace: flags.trace === true };
        const how = { detail: detailOf(flags), limits: limitsOf(flags), workers: workersOf(flags.workers) };
        const on = await onOf(flags);
        const what = { on, of: flags.of ?? [], diffs: flags.diffs ?? null };
        status = await barriers(project, { ...asked, ...how, ...what }, output);
      },
      async litmus(targets, flags) {
        const { litmus } = await import('./cli/litmus.ts');
        const how = {
          detail: detailOf(flags),
          limits: limitsOf(flags),
          memory: flags.memory ?? 'sc',
          expect: flags.expect ?? null,
        };
        const asked = { targets, json: flags.json === true, trace: flags.trace === true };
        status = await litmus(opened, { ...asked, ...how }, output);
      },
      async explore(targets, flags) {
        const project = await projectOf(flags);
        const asked = { targets, variant: variantOf(flags) };
        if (flags.html === undefined && flags.site === undefined) {
          const { serve } = await import('./cli/serve.ts');
          status = await serve(project, { ...asked, port: wholeNumber('--port', flags.port ?? '0') }, output);
          return;
        }
        const { exploreIntoFile, exploreIntoFolder } = await import('./cli/explore.ts');
        const how = { ...asked, limits: limitsOf(flags), workers: workersOf(flags.workers) };
        if (flags.html !== undefined) status = await exploreIntoFile(project, { ...how, html: flags.html }, output);
        if (flags.site !== undefined) status = await exploreIntoFolder(project, { ...how, site: flags.site }, output);
      },
      async worker(flags) {
        const { work } = await import('./cli/swarm/worker-command.ts');
        const on = await onOf(flags);
        if (on === null) throw new Error('checker bug: a worker of nobody');
        const idle = flags.idle === undefined ? Infinity : timeBudget(flags.idle, '--idle');
        const patience = timeBudget(flags.patience ?? '30s', '--patience');
        const memory = flags.maxMemory === undefined ? null : memoryBudget(flags.maxMemory);
        status = await work({ on, memory, idle, patience, workers: workersOf(flags.workers) }, output);
      },
      async init(folder) {
        const { init } = await import('./cli/init.ts');
        status = init(process.cwd(), folder, output);
      },
    });
    await command.parseAsync(process.argv);
    return status;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitStatus.expected;
    // What is wrong with an option, Commander has said.
    const misspelt = error instanceof CommanderError ? error.message.replace(/^error: /, '') : null;
    const status = misspelt === null ? output.trouble(error) : exitStatus.badInput;
    const { problems, fault } = output.said;
    const { emptyDocument } = await import('./cli/documents.ts');
    const trouble = { problems: misspelt === null ? problems : [problemOf(misspelt, '', '')], fault };
    const document = emptyDocument(process.argv.slice(2), trouble);
    if (document !== null) output.text(document);
    return status;
  }
}

interface Actions {
  check(targets: readonly string[], flags: Flags): Promise<void>;
  resume(folder: string, flags: Flags): Promise<void>;
  replay(target: string, trace: string, flags: Flags): Promise<void>;
  run(target: string, flags: Flags): Promise<void>;
  list(targets: readonly string[], flags: Flags): Promise<void>;
  ingredients(target: string, flags: Flags): Promise<void>;
  barriers(target: string, flags: Flags): Promise<void>;
  litmus(targets: readonly string[], flags: Flags): Promise<void>;
  explore(targets: readonly string[], flags: Flags): Promise<void>;
  worker(flags: Flags): Promise<void>;
  init(folder: string): Promise<void>;
}

function commandLine(version: string, actions: Actions): Command {
  const program = new Command('faultline')
    .description('Checks claims about concurrent code: every interleaving, or the one that breaks it as CPU columns.')
    .version(version, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .addHelpText('after', exitExamples);
  const plain = (name: string, description: string, examples: string): Command =>
    program
      .command(name)
      .description(description)
      .helpOption('-h, --help', 'print this help')
      .addHelpText('after', examples);
  const command = (name: string, description: string, examples: string): Command =>
    plain(name, description, examples)
      .option('--variant <variant>', 'only this kernel and these patches, as in v5.9+D; may be one that no claim names')
      .addOption(new Option('--memory <model>', 'what becomes visible when (docs/memory.md)').choices(memoryModels))
      .option('--compiler', 'a plain read may be made again wherever its value is used (docs/memory.md)')
      .addOption(severalOf('--patch <file.diff>', 'with this diff on top; may be given several times'));
  const detail = (one: Command): Command =>
    one
      .option('--full', 'every touch of shared memory on its own line, with file and line; · begins a step')
      .option('--ghosts', 'also what costs no step: ghosts and constants');

  const bounds = (one: Command): Command =>
    one
      .option('--max-states <n>', 'stop a claim after so many states: 500k, 2M')
      .option(
        '--max-memory <size>',
        'stop a claim when it needs more: 800M, 2G (default: three quarters of what is free, shared by the workers)',
      )
      .option('--max-time <time>', 'stop a claim, or the telling of its story, after so long: 30s, 5m');
  const budgets = (one: Command): Command =>
    bounds(one)
      .option('--compress', 'keep states folded: less memory, slower (default: when memory gets short)')
      .option(
        '--workers <n>',
        'how many claims are decided at a time, or threads search the only one (default: one per core; 1: no threads)',
      );

  const on = (): Option =>
    new Option('--on <server>', 'let the workers at this NATS server answer, as nats://host:4222 (docs/cluster.md)');
  const every = (): Option =>
    new Option('--checkpoint-every <time>', 'save it so often, and when it is interrupted').default('30s');
  budgets(detail(command('check', 'Check claims: all of them, those of files and folders, or by id.', checkExamples)))
    .argument('[file | folder | claim id...]', 'what to check; nothing: every case')
    .option('--json', 'print JSON (docs/json.md) instead of text')
    .option('--trace', 'print the columns of every failing claim, not only of unexpected ones')
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
    .action((targets: readonly string[], flags: Flags) => actions.check(targets, flags));
  const resumed = program
    .command('resume')
    .description('Go on with a search that --checkpoint saved.')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', resumeExamples);
  budgets(detail(resumed))
    .argument('<folder>', 'where it was saved')
    .addOption(every())
    .option('--json', 'print JSON (docs/json.md) instead of text')
    .option('--trace', 'print the columns of a failing claim, also of an expected one')
    .action((folder: string, flags: Flags) => actions.resume(folder, flags));
  const form = (): Option =>
    new Option('--as <form>', 'print this instead of text, and nothing else (docs/sending.md)').choices(forms);
  detail(command('replay', 'Run a printed trace again and show its columns and the state it ends in.', replayExamples))
    .argument('<claim id | file>', 'what the trace belongs to')
    .argument('<trace>', 'as printed: 0.0.1.2:1')
    .option('--property <name>', 'judge only this property')
    .option('--max-time <time>', 'stop after so long: 30s, 5m')
    .addOption(form())
    .action((target: string, trace: string, flags: Flags) => actions.replay(target, trace, flags));
  detail(command('run', 'Run one interleaving and show its columns and the state it ends in.', runExamples))
    .argument('<claim id | file>', 'what to run')
    .option('--seed <n>', 'which random interleaving', '1')
    .option('--round-robin', 'take turns instead, one step each')
    .option('--steps <n>', 'stop after so many steps', '1000')
    .option('--max-time <time>', 'stop after so long: 30s, 5m')
    .addOption(form())
    .action((target: string, flags: Flags) => actions.run(target, flags));
  budgets(
    detail(command('ingredients', 'Ask what holds again without each ingredient of the patch.', ingredientsExamples)),
  )
    .argument('<claim id | file>', 'which claims: those of the id, or all of the file, that hold of the variant')
    .addOption(severalOf('--of <function | file>', 'the ingredients of this, instead of those of the patch'))
    .option('--pairs', 'also those by twos that are not needed one by one')
    .option('--orders', 'also two statements that follow each other, the other way round')
    .addOption(on().conflicts('workers'))
    .option('--diffs <folder>', 'write each ingredient as a diff that takes it out')
    .option('--json', 'print JSON (docs/json.md) instead of text')
    .option('--trace', 'print the columns of a claim that fails, for each ingredient that is needed')
    .action((target: string, flags: Flags) => actions.ingredients(target, flags));
  budgets(
    detail(command('barriers', 'Ask what holds again with each barrier and ordering weakened.', barriersExamples)),
  )
    .argument('<claim id | file>', 'which claims: those of the id, or all of the file, that hold of the variant')
    .addOption(severalOf('--of <function | file>', 'the barriers of this, instead of all that the scenario runs'))
    .addOption(on().conflicts('workers'))
    .option('--diffs <folder>', 'write each weakening as a diff')
    .option('--json', 'print JSON (docs/json.md) instead of text')
    .option('--trace', 'print the columns of a claim that fails, for each one that is needed')
    .action((target: string, flags: Flags) => actions.barriers(target, flags));
  budgets(command('explore', 'Look at runs in a browser: step by step, with the state, or by hand.', exploreExamples))
    .argument('[file | folder | claim id...]', 'what to look at; nothing: every case')
    .option('--html <file>', 'write one HTML file that opens offline, instead of serving the page')
    .option('--site <folder>', 'write a static site, for any web server')
    .option('--port <n>', 'serve on this port of loopback (default: one that is free)')
    .action((targets: readonly string[], flags: Flags) => actions.explore(targets, flags));
  command('list', 'List claims, their variants, properties and expected verdicts. Runs nothing.', listExamples)
    .argument('[file | folder | claim id...]', 'what to list; nothing: every case')
    .option('--json', 'print JSON (docs/json.md) instead of text')
    .action((targets: readonly string[], flags: Flags) => actions.list(targets, flags));
  bounds(detail(plain('litmus', 'Answer litmus tests: all final states, in the form of herd.', litmusExamples)))
    .argument('<file | folder...>', "tests in C, as those of the kernel's memory model, or for x86")
    .addOption(new Option('--memory <model>', 'what becomes visible when (docs/memory.md)').choices(memoryModels))
    .option('--expect <comments | table>', 'compare with Result: comments, or with a table: test, sc, tso, weak')
    .option('--json', 'print JSON (docs/json.md) instead of text')
    .option('--trace', 'print the columns of every run that shows what is asked for')
    .action((targets: readonly string[], flags: Flags) => actions.litmus(targets, flags));
  program
    .command('worker')
    .description('Answer claims for whoever asks on the same NATS server with --on.')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', workerExamples)
    .addOption(on().makeOptionMandatory())
    .option('--workers <n>', 'how many claims at a time (default: one per core)')
    .option('--max-memory <size>', 'for each of them: 800M, 2G (default: its share of three quarters of what is free)')
    .addOption(
      new Option('--patience <time>', 'a worker that says nothing for so long has lost its row to another').default(
        '30s',
      ),
    )
    .option('--idle <time>', 'end when there was nothing to do for so long: 10m (default: never)')
    .action((flags: Flags) => actions.worker(flags));
  plain(
    'init',
    'Begin a project of your own: a first scenario, faultline.json, a tsconfig, a step for CI.',
    initExamples,
  )
    .argument('[folder]', 'for the scenarios, below this one', 'races')
    .action((folder: string) => actions.init(folder));
  return program;
}

const severalOf = (flags: string, description: string): Option =>
  new Option(flags, description).argParser((one: string, before: readonly string[] = []) => [...before, one]);

function triesFrom({ tries, maxStates, maxTime }: Flags): number | null {
  if (tries === undefined) return null;
  const count = wholeNumber('--tries', tries);
  const instead = '--tries 16 --max-time 10m';
  if (count < 1) throw new BadInput(`--tries ${tries}`, 'somebody has to try', instead);
  if (maxStates === undefined && maxTime === undefined)
    throw new BadInput(`--tries ${tries}`, 'a random walk does not end by itself', `a budget too: ${instead}`);
  return count;
}

/** What the version is takes a look at all programs: only where somebody asks. */
async function onOf({ on }: Flags): Promise<{ readonly server: string; readonly version: string } | null> {
  if (on === undefined) return null;
  const { versionOf } = await import('./cli/cache.ts');
  return { server: on, version: versionOf(import.meta.url) };
}

const variantOf = (flags: Flags): string | null => flags.variant ?? null;

const everyOf = (flags: Flags): number => timeBudget(flags.checkpointEvery ?? '30s', '--checkpoint-every');

const timeOf = (flags: Flags): number => (flags.maxTime === undefined ? Infinity : timeBudget(flags.maxTime));

const detailOf = (flags: Flags): { full: boolean; free: boolean } => ({
  full: flags.full === true,
  free: flags.ghosts === true,
});

function limitsOf(flags: Flags) {
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

process.exitCode = await main();

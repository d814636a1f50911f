// SPDX-License-Identifier: MIT
// `faultline worker` and `faultline init`: a machine that answers for others, and a project of one's own.

import { Option } from 'commander';
import { memoryBudget, timeBudget, workersOf } from '../budget.ts';
import { initExamples, workerExamples } from '../help.ts';
import { type Cli, type OnFlag, on, onOf, plain, type WorkersFlag } from '../options.ts';

interface WorkerFlags extends OnFlag, WorkersFlag {
  readonly maxMemory?: string;
  readonly idle?: string;
  readonly patience?: string;
}

export function workerCommand(cli: Cli): void {
  plain(cli, 'worker', 'Answer claims for whoever asks on the same NATS server with --on.', workerExamples)
    .addOption(on().makeOptionMandatory())
    .option('--workers <n>', 'how many claims at a time (default: one per core)')
    .option('--max-memory <size>', 'for each of them: 800M, 2G (default: its share of three quarters of what is free)')
    .addOption(
      new Option('--patience <time>', 'a worker that says nothing for so long has lost its row to another').default(
        '30s',
      ),
    )
    .option('--idle <time>', 'end when there was nothing to do for so long: 10m (default: never)')
    .action(async (flags: WorkerFlags) => {
      const { work } = await import('../swarm/worker-command.ts');
      const server = await onOf(cli, flags);
      if (server === null) throw new Error('checker bug: a worker of nobody');
      const idle = flags.idle === undefined ? Infinity : timeBudget(flags.idle, '--idle');
      const patience = timeBudget(flags.patience ?? '30s', '--patience');
      const memory = flags.maxMemory === undefined ? null : memoryBudget(flags.maxMemory);
      cli.end(await work({ on: server, memory, idle, patience, workers: workersOf(flags.workers) }, cli.output));
    });
}

export function initCommand(cli: Cli): void {
  const description = 'Begin a project of your own: a first scenario, faultline.json, a tsconfig, a step for CI.';
  plain(cli, 'init', description, initExamples)
    .argument('[folder]', 'for the scenarios, below this one', 'races')
    .action(async (folder: string) => {
      const { init } = await import('../init.ts');
      cli.end(init(process.cwd(), folder, cli.output));
    });
}

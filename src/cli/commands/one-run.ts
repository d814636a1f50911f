// SPDX-License-Identifier: MIT
// `faultline replay` and `faultline run`: one interleaving.

import { wholeNumber } from '../budget.ts';
import { replayExamples, runExamples } from '../help.ts';
import {
  type Cli,
  type DetailFlags,
  detail,
  detailOf,
  type FormFlag,
  form,
  type ModelFlags,
  ofModels,
  projectOf,
  timeOf,
  variantOf,
} from '../options.ts';

interface Flags extends ModelFlags, DetailFlags, FormFlag {
  readonly maxTime?: string;
}

interface ReplayFlags extends Flags {
  readonly property?: string;
}

interface RunFlags extends Flags {
  readonly seed?: string;
  readonly roundRobin?: boolean;
  readonly steps?: string;
}

const howOf = (flags: Flags) => ({ detail: detailOf(flags), maxTime: timeOf(flags), as: flags.as ?? null });

export function replayCommand(cli: Cli): void {
  const description = 'Run a printed trace again and show its columns and the state it ends in.';
  detail(ofModels(cli, 'replay', description, replayExamples))
    .argument('<claim id | file>', 'what the trace belongs to')
    .argument('<trace>', 'as printed: 0.0.1.2:1')
    .option('--property <name>', 'judge only this property')
    .option('--max-time <time>', 'stop after so long: 30s, 5m')
    .addOption(form())
    .action(async (target: string, trace: string, flags: ReplayFlags) => {
      const project = await projectOf(cli, flags);
      const { replayTrace } = await import('../replay.ts');
      const request = { target, trace, variant: variantOf(flags), property: flags.property ?? null };
      cli.end(await replayTrace(project, { ...request, ...howOf(flags) }, cli.output));
    });
}

export function runCommand(cli: Cli): void {
  detail(ofModels(cli, 'run', 'Run one interleaving and show its columns and the state it ends in.', runExamples))
    .argument('<claim id | file>', 'what to run')
    .option('--seed <n>', 'which random interleaving', '1')
    .option('--round-robin', 'take turns instead, one step each')
    .option('--steps <n>', 'stop after so many steps', '1000')
    .option('--max-time <time>', 'stop after so long: 30s, 5m')
    .addOption(form())
    .action(async (target: string, flags: RunFlags) => {
      const project = await projectOf(cli, flags);
      const { run } = await import('../run.ts');
      const seed = flags.roundRobin === true ? null : wholeNumber('--seed', flags.seed ?? '1');
      const steps = wholeNumber('--steps', flags.steps ?? '1000');
      cli.end(await run(project, { target, variant: variantOf(flags), seed, steps, ...howOf(flags) }, cli.output));
    });
}

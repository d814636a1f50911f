// SPDX-License-Identifier: MIT
// `faultline litmus`: tests of memory models.

import type { MemoryModel } from '../../lang/tree.ts';
import { litmusExamples } from '../help.ts';
import {
  type AnswerFlags,
  answers,
  answersOf,
  bounds,
  type Cli,
  type DetailFlags,
  detail,
  detailOf,
  type LimitFlags,
  limitsOf,
  memory,
  plain,
} from '../options.ts';

interface Flags extends LimitFlags, DetailFlags, AnswerFlags {
  readonly memory?: MemoryModel;
  readonly expect?: string;
}

export function litmusCommand(cli: Cli): void {
  const description = 'Answer litmus tests: all final states, in the form of herd.';
  const command = bounds(detail(plain(cli, 'litmus', description, litmusExamples)))
    .argument('<file | folder...>', "tests in C, as those of the kernel's memory model, or for x86")
    .addOption(memory())
    .option('--expect <comments | table>', 'compare with Result: comments, or with a table: test, sc, tso, weak');
  answers(command, 'print the columns of every run that shows what is asked for').action(
    async (targets: readonly string[], flags: Flags) => {
      const { litmus } = await import('../litmus.ts');
      const how = { detail: detailOf(flags), limits: limitsOf(flags), memory: flags.memory ?? 'sc' };
      const asked = { targets, expect: flags.expect ?? null, ...answersOf(flags) };
      cli.end(await litmus(cli.opened, { ...asked, ...how }, cli.output));
    },
  );
}

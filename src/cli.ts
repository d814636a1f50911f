// SPDX-License-Identifier: MIT
// The command line: words in, exit status out. Each command says its words in cli/commands/; its work is in cli/, and is loaded
// only when it is asked for, so that --help and --version do not wait for a compiler.

import { Command, CommanderError } from 'commander';
import { initCommand, workerCommand } from './cli/commands/beginning.ts';
import { checkCommand, resumeCommand } from './cli/commands/check.ts';
import { litmusCommand } from './cli/commands/litmus.ts';
import { exploreCommand, listCommand } from './cli/commands/looking.ts';
import { replayCommand, runCommand } from './cli/commands/one-run.ts';
import { barriersCommand, ingredientsCommand } from './cli/commands/weakened.ts';
import { openProject } from './cli/disk.ts';
import { type ExitStatus, exitStatus } from './cli/exit.ts';
import { exitExamples } from './cli/help.ts';
import { openOutput } from './cli/output.ts';
import { problemOf } from './report/problems.ts';

/** In the order in which --help lists them. */
const commands = [
  checkCommand,
  resumeCommand,
  replayCommand,
  runCommand,
  ingredientsCommand,
  barriersCommand,
  exploreCommand,
  listCommand,
  litmusCommand,
  workerCommand,
  initCommand,
];

async function main(): Promise<ExitStatus> {
  const output = openOutput();
  try {
    const opened = openProject(import.meta.url);
    const program = new Command('faultline')
      .description('Checks claims about concurrent code: every interleaving, or the one that breaks it as CPU columns.')
      .version(opened.version, '-v, --version', 'print the version')
      .helpOption('-h, --help', 'print this help')
      .helpCommand('help [command]', 'print the help of a command')
      .exitOverride()
      .addHelpText('after', exitExamples);
    let status: ExitStatus = exitStatus.expected;
    const end = (one: ExitStatus): void => {
      status = one;
    };
    for (const command of commands) command({ program, opened, output, home: import.meta.url, end });
    await program.parseAsync(process.argv);
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

process.exitCode = await main();

// SPDX-License-Identifier: MIT
// `faultline list` and `faultline explore`: what there is, and a page to look at it.

import { wholeNumber, workersOf } from '../budget.ts';
import { exploreExamples, listExamples } from '../help.ts';
import {
  budgets,
  type Cli,
  type LimitFlags,
  limitsOf,
  type ModelFlags,
  ofModels,
  projectOf,
  variantOf,
  type WorkersFlag,
} from '../options.ts';

interface ListFlags extends ModelFlags {
  readonly json?: boolean;
}

export function listCommand(cli: Cli): void {
  const description = 'List claims, their variants, properties and expected verdicts. Runs nothing.';
  ofModels(cli, 'list', description, listExamples)
    .argument('[file | folder | claim id...]', 'what to list; nothing: every case')
    .option('--json', 'print JSON (docs/json.md) instead of text')
    .action(async (targets: readonly string[], flags: ListFlags) => {
      const project = await projectOf(cli, flags);
      const { list } = await import('../list.ts');
      cli.end(list(project, { targets, variant: variantOf(flags), json: flags.json === true }, cli.output));
    });
}

interface ExploreFlags extends ModelFlags, LimitFlags, WorkersFlag {
  readonly html?: string;
  readonly site?: string;
  readonly port?: string;
}

export function exploreCommand(cli: Cli): void {
  const description = 'Look at runs in a browser: step by step, with the state, or by hand.';
  budgets(ofModels(cli, 'explore', description, exploreExamples))
    .argument('[file | folder | claim id...]', 'what to look at; nothing: every case')
    .option('--html <file>', 'write one HTML file that opens offline, instead of serving the page')
    .option('--site <folder>', 'write a static site, for any web server')
    .option('--port <n>', 'serve on this port of loopback (default: one that is free)')
    .action(async (targets: readonly string[], flags: ExploreFlags) => {
      const project = await projectOf(cli, flags);
      const { html, site } = flags;
      const asked = { targets, variant: variantOf(flags) };
      if (html === undefined && site === undefined) {
        const { serve } = await import('../serve.ts');
        cli.end(await serve(project, { ...asked, port: wholeNumber('--port', flags.port ?? '0') }, cli.output));
        return;
      }
      const { exploreIntoFile, exploreIntoFolder } = await import('../explore.ts');
      const how = { ...asked, limits: limitsOf(flags), workers: workersOf(flags.workers) };
      if (html !== undefined) cli.end(await exploreIntoFile(project, { ...how, html }, cli.output));
      if (site !== undefined) cli.end(await exploreIntoFolder(project, { ...how, site }, cli.output));
    });
}

// SPDX-License-Identifier: MIT
// `npm run mutants`: what `faultline ingredients` finds, beside the mutants of the cases, which were made by hand. Asked is whether
// one of the ingredients of the functions that a mutant changes comes to the same model: then it is needed, as the row of the
// mutant says. Never a test: it takes minutes. `npm run mutants -- cases/2022-delayed-rmap` asks less, `-- --only no-RCU` about
// one patch.

import { parseArgs } from 'node:util';
import { load } from '../../src/ask/load.ts';
import { select } from '../../src/ask/select.ts';
import { openProject } from '../../src/cli/disk.ts';
import { nameOf } from '../../src/lang/tree.ts';
import { changedBy, type Mutant, mutantsIn, waysTo } from './pairs.ts';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const project = openProject(import.meta.url);
const { scenarios } = select(project, positionals);
console.log('| scenario | variant | mutant | changes | ingredients | the same model |\n|---|---|---|---|--:|---|');
const found = scenarios.flatMap((one) =>
  mutantsIn(load(project, [one], null).questions)
    .filter(({ patch }) => (values.only ?? patch) === patch)
    .map(isFound),
);
console.log(`\n${found.length} pairs, ${found.filter((one) => one).length} with an ingredient that is the mutant`);

function isFound(pair: Mutant): boolean {
  const { case: file, variant } = pair.base.claim;
  const ways = waysTo(project, pair);
  const same = ways.find(({ isMutant }) => isMutant)?.ingredient;
  const told = same === undefined ? '' : `${same.kind}: ${same.what}`;
  const cells = [file.slice('cases/'.length), variant, pair.patch, changedBy(pair).map(nameOf).join(' '), ways.length];
  console.log(`| ${[...cells, told.replaceAll('|', '\\|')].join(' | ')} |`);
  return same !== undefined;
}

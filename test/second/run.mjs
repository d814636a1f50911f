// SPDX-License-Identifier: MIT
// npm run fuzz
import { load } from './bundle.mjs';

const { main } = await load();
process.exitCode = main(process.argv.slice(2), (text) => process.stdout.write(text));

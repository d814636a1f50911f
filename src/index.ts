// SPDX-License-Identifier: MIT
// `faultline/checker`, the checker as a library: text in, verdicts and columns out. It reads no file, no clock and no
// environment variable; the copy of TypeScript that is packed with it is loaded with `node:module`, so it runs in Node. The
// examples of its functions are one program, and a test runs it against the packed package.

import { type CompileOptions, compile as compileProgram } from './compile/compile.ts';
import type { Program } from './compile/program.ts';
import { explore as exploration } from './explore/explore.ts';
import { DEFAULTS, type Options, type Progress, type Stop } from './explore/options.ts';
import { toEnd } from './explore/pace.ts';
import { type Replay, replay as replayed } from './explore/replay.ts';
import { type Choices, parseTrace } from './explore/trace.ts';
import type { Failure, Verdict } from './explore/verdict.ts';
import type { Diagnostic } from './lang/diagnostic.ts';
import { vocabularyPath } from './lang/parse/lookup.ts';
import { parse as parseModel } from './lang/parse/parse.ts';
import type { Sources } from './lang/parse/sources.ts';
import { Views } from './lang/parse/view.ts';
import type { ScenarioDeclaration, Tree } from './lang/tree.ts';
import type { Detail } from './report/story.ts';
import { drawing } from './report/timeline.ts';
import { pictureOf, told } from './report/told.ts';

export type { Program } from './compile/program.ts';
export type { Progress, Stop } from './explore/options.ts';
export type { Replay } from './explore/replay.ts';
export { type Choices, formatTrace } from './explore/trace.ts';
export type { Bound, Counts, Failure, Trace, Verdict } from './explore/verdict.ts';
export { type Diagnostic, ModelError, type Place } from './lang/diagnostic.ts';
export type { ClaimRow, ScenarioDeclaration, Tree } from './lang/tree.ts';
export type { Detail } from './report/story.ts';

/** The text of `faultline`, the words of a model: `build.mjs` puts it here. */
declare const VOCABULARY: string;

/** A model as text. */
export interface ModelFiles {
  /** Text by path. Paths have `/` and end in `.ts`; `'./page.ts'` in `races/a.ts` is `races/page.ts`. */
  readonly files: Readonly<Record<string, string>>;
  /** Asked for what is imported and not in `files`: `kit/spinlock.ts` for `'faultline/kit/spinlock.ts'`. Null where there is no such file. Left out: there is none. */
  readonly read?: (path: string) => string | null;
  /** Directories whose files stand over each other, topmost first: patches, the folder of the scenario, those of a
   *  kernel. Left out: nothing stands over anything. */
  readonly layers?: readonly string[];
}

export interface Model {
  readonly scenarios: readonly ScenarioDeclaration[];
  readonly tree: Tree;
  readonly layers: readonly string[];
}

export interface ParsedModel {
  /** To be used only where there are no diagnostics. */
  readonly model: Model;
  /** All that is wrong with it, in the order of files and lines; empty for a model that can be compiled. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads a model and checks its types. Nothing of it is executed.
 *
 * What is wrong with the model comes back as diagnostics and is never thrown; an `Error` that is thrown is a fault of
 * the checker.
 *
 * @example
 * ```ts
 * import { compile, explore, parse, replay, tell, finish } from 'faultline/checker';
 *
 * const text = `import { scenario, type u8 } from 'faultline';
 * class counter { n: u8 = 0; }
 * export default scenario({
 *   title: 'a counter without a lock',
 *   world() { return { shared: new counter() }; },
 *   threads: { CPU0(w) { w.shared.n++; }, CPU1(w) { w.shared.n++; } },
 *   atEnd: { 'both are counted': (w) => w.shared.n === 2 },
 *   sometimes: { 'somebody counts': (w) => w.shared.n > 0 },
 * });
 * `;
 * const { model, diagnostics } = parse({ files: { 'counter.ts': text } });
 * for (const { place, what, instead } of diagnostics) console.log(`${place.line}: ${what} (${instead})`);
 * ```
 */
export function parse({ files, read = () => null, layers = [] }: ModelFiles): ParsedModel {
  const sources: Sources = {
    read: (path) => (path === vocabularyPath ? VOCABULARY : (files[path] ?? read(path))),
  };
  const paths = Object.keys(files);
  // What lies in the lowest directory stands over nothing.
  const over = paths.filter((path) => layers.slice(0, -1).some((layer) => path.startsWith(`${layer}/`)));
  const view = new Views(sources).of({ layers, overlays: over, stack: [] });
  const { tree, diagnostics } = parseModel({ files: paths, sources, view });
  return { model: { scenarios: tree.scenarios, tree, layers }, diagnostics };
}

export interface Compilation {
  /** Which scenario, where the model has several: its file. */
  readonly file?: string;
  /** Whether `warn` is judged, as for the property ASSERTS. Default: no. */
  readonly warnings?: boolean;
}

/**
 * Makes a transition system of one scenario: calls inlined, overlays linked, code cut into steps, states laid out as a
 * few 32-bit words.
 *
 * @throws ModelError with every diagnostic, where the model cannot be compiled: a loop without a step, a `world()` that
 *   goes wrong, an overlay that does not fit.
 * @throws RangeError where there is no such scenario, or several and none is named.
 *
 * @example
 * ```ts
 * const program = compile(model);
 * console.log(program.threads.map(({ name }) => name).join(', ')); // CPU0, CPU1
 * ```
 */
export function compile({ scenarios, tree, layers }: Model, { file, warnings = false }: Compilation = {}): Program {
  const [scenario, other] = scenarios.filter((one) => file === undefined || one.file === file);
  if (scenario === undefined) throw new RangeError(`there is no scenario${file === undefined ? '' : ` in ${file}`}`);
  if (other !== undefined) throw new RangeError(`there are scenarios in ${scenario.file} and in ${other.file}`);
  const options: CompileOptions = { scenario, layers, judgeWarnings: warnings };
  return compileProgram(tree, options);
}

/** Everything that may be left out has no bound, or is as `faultline check` does it. */
export interface Search {
  /** Default: breadth-first. A random walk never proves anything. */
  readonly order?: 'breadth-first' | 'depth-first' | 'random-walk';
  /** Whether steps that cannot make a difference are left out. Default: yes. */
  readonly reduction?: boolean;
  readonly maxStates?: number;
  /** Bytes, of what the search keeps. */
  readonly maxMemory?: number;
  /** Milliseconds by `now`. */
  readonly maxTime?: number;
  /** For a random walk. */
  readonly seed?: number;
  /** A clock, in milliseconds: `() => performance.now()`. Without it nothing is timed, and `maxTime` is no bound. */
  readonly now?: () => number;
}

/**
 * Searches every interleaving for one that breaks a property: a key of `always` or `atEnd`, `NO-DEADLOCK`,
 * `NO-LIVELOCK`, `ASSERTS`, or `ASSERTS: <text>` for one assertion.
 *
 * A generator, so that the caller keeps its thread: it yields its progress a few times a second (without a clock: every
 * few hundred states), ends with `'interrupt'` as `unknown` with what it knows, and returns the verdict. `finish` runs
 * it to its end. A bound is an `unknown`, never a `holds`, and nothing is thrown for it.
 *
 * @throws PropertyFault (an `Error` with `fault`), where the property itself goes wrong in some state.
 *
 * @example
 * ```ts
 * const verdict = finish(explore(program, 'both are counted'));
 * console.log(verdict.kind, verdict.counts.states); // fails, and how many states were seen until then
 * console.log(finish(explore(program, 'NO-DEADLOCK', { maxStates: 1_000_000 })).kind); // holds
 * ```
 */
export function explore(program: Program, property: string, search: Search = {}): Generator<Progress, Verdict, Stop> {
  const options: Options = { ...DEFAULTS, now: () => 0, ...search, judge: property };
  return exploration(program, options);
}

/** Runs a search to its end. */
export function finish(search: Generator<Progress, Verdict, Stop>): Verdict {
  return toEnd(search);
}

/**
 * Runs a trace once more, with all that happened: per step the thread, the state before and after as 32-bit words, and
 * its events.
 *
 * A trace that does not fit the program is a result, not an error: `problem` says at which step and why.
 *
 * @param trace as `faultline check` prints it, `'0.1.1.0'`, or the `trace` of a failure
 * @throws RangeError where the text is no trace
 *
 * @example
 * ```ts
 * const run = replay(program, '0.1.1.0');
 * console.log(run.steps.length, run.problem); // 4 null
 * console.log(replay(program, '0*9').problem?.message); // step 3: CPU0 has finished
 * ```
 */
export function replay(program: Program, trace: string | Choices): Replay {
  if (typeof trace !== 'string') return replayed(program, trace);
  const parsed = parseTrace(trace);
  if (parsed.kind === 'problem') throw new RangeError(parsed.problem);
  return replayed(program, parsed.choices);
}

const usual: Detail = { full: false, free: false };

/**
 * The columns of a failure, or of a replayed run, as lines for a terminal or a mail: one column per thread, the oldest
 * step first, `✗` where it breaks. Empty for a failure that no single run shows (a `sometimes` that is never true).
 *
 * @param detail `full`: every touch of shared memory; `free`: ghosts, constants and stack structures, too
 *
 * @example
 * ```ts
 * if (verdict.kind === 'fails') console.log(tell(program, verdict.failure).join('\n'));
 * console.log(tell(program, run, { full: true, free: false }).join('\n'));
 * ```
 */
export function tell(program: Program, what: Failure | Replay, detail: Detail = usual): readonly string[] {
  if ('trace' in what) return toEnd(pictureOf(program, what, detail));
  return toEnd(drawing(toEnd(told(program, what, null)), detail));
}

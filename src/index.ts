// SPDX-License-Identifier: MIT
// `faultline/checker`, the checker as a library: text in, verdicts and columns out. It reads no file, no clock and no
// environment variable; the copy of TypeScript that is packed with it is loaded with `node:module`, so it runs in Node. The
// examples of its functions are one program, and a test runs it against the packed package.

import { Answerer, type Trouble } from './ask/answer.ts';
import { Commands } from './ask/commands.ts';
import { programOf } from './ask/decide.ts';
import { jobsOf } from './ask/jobs.ts';
import { asItStands, type Loaded, load } from './ask/load.ts';
import type { Project } from './ask/project.ts';
import { readAll } from './ask/read-all.ts';
import { textFiles } from './ask/text-files.ts';
import type { Program } from './compile/program.ts';
import { explore as exploration } from './explore/explore.ts';
import { DEFAULTS, type Options, type Progress, type Stop } from './explore/options.ts';
import { toEnd } from './explore/pace.ts';
import { type Replay, replay as replayed } from './explore/replay.ts';
import { type Choices, parseTrace } from './explore/trace.ts';
import type { Failure, Verdict } from './explore/verdict.ts';
import { type Diagnostic, ModelError } from './lang/diagnostic.ts';
import { vocabularyPath } from './lang/parse/lookup.ts';
import type { ScenarioDeclaration } from './lang/tree.ts';
import { type Claim, type Standing, standing } from './report/claim.ts';
import { plain } from './report/paint.ts';
import type { Detail } from './report/story.ts';
import { drawing } from './report/timeline.ts';
import { pictureOf, told } from './report/told.ts';

export { BadInput } from './ask/trouble.ts';
export type { Program } from './compile/program.ts';
export type { Progress, Stop } from './explore/options.ts';
export type { Replay } from './explore/replay.ts';
export { type Choices, formatTrace } from './explore/trace.ts';
export type { Bound, Counts, Failure, Trace, Verdict } from './explore/verdict.ts';
export { type Diagnostic, ModelError, type Place } from './lang/diagnostic.ts';
export type { ClaimRow, ScenarioDeclaration } from './lang/tree.ts';
export type { Claim, Standing } from './report/claim.ts';
export type { Detail } from './report/story.ts';

/** The text of `faultline`, the words of a model: `build.mjs` puts it here. */
declare const VOCABULARY: string;

/** A model as text. */
export interface ModelFiles {
  /** Text by path. Paths have `/` and end in `.ts`; `'./page.ts'` in `races/a.ts` is `races/page.ts`. */
  readonly files: Readonly<Record<string, string>>;
  /** Asked for what is imported and not in `files`: `kit/spinlock.ts` for `'faultline/kit/spinlock.ts'`. Null where there is no such file. Left out: there is none. */
  readonly read?: (path: string) => string | null;
  /** The paths below a folder that `read` has: asked of the directories of kernels, whose files stand over each other. Left
   *  out: there are none. */
  readonly list?: (folder: string) => readonly string[];
  /** By name, the directories of a kernel, topmost first: `{ mine: ['kernel/mine', 'kernel/base'] }`. */
  readonly kernels?: Readonly<Record<string, readonly string[]>>;
}

export interface Model {
  readonly scenarios: readonly ScenarioDeclaration[];
  /** What it was read from. */
  readonly project: Project;
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
 * What is wrong with the model comes back as diagnostics and is never thrown.
 *
 * @throws BadInput where a scenario names a kernel that there is not. Any other `Error` is a fault of the checker.
 *
 * @example
 * ```ts
 * import { ask, compile, explore, finish, parse, replay, tell } from 'faultline/checker';
 *
 * const files = {
 *   'races/counter.ts': `import { atomically, type u8 } from 'faultline';
 * export class counter { n: u8 = 0; }
 * export function add(c: counter): void {
 *   c.n++;
 * }
 * `,
 *   'races/two.ts': `import { scenario } from 'faultline';
 * import { add, counter } from './counter.ts';
 * export default scenario({
 *   title: 'a counter without a lock',
 *   world() { return { shared: new counter() }; },
 *   threads: { CPU0(w) { add(w.shared); }, CPU1(w) { add(w.shared); } },
 *   atEnd: { 'both are counted': (w) => w.shared.n === 2 },
 *   sometimes: { 'somebody counts': (w) => w.shared.n > 0 },
 *   claims: [
 *     { id: 'mine/1', by: 'me', thread: 'open', property: 'both are counted', expect: { '+': 'fails', '+atomic': 'holds' } },
 *   ],
 * });
 * `,
 *   'races/patches/atomic.diff': `--- a/counter.ts
 * +++ b/counter.ts
 * @@ -3,3 +3,3 @@
 *  export function add(c: counter): void {
 * -  c.n++;
 * +  atomically(() => { c.n++; });
 *  }
 * `,
 * };
 * const { model, diagnostics } = parse({ files });
 * for (const { place, what, instead } of diagnostics) console.log(`${place.line}: ${what} (${instead})`);
 * ```
 */
export function parse({ files, read = () => null, list = () => [], kernels = {} }: ModelFiles): ParsedModel {
  const words = (path: string): string | null => (path === vocabularyPath ? VOCABULARY : read(path));
  const project: Project = { files: textFiles({ files, read: words, list }), kernels, cases: [''] };
  const { scenarios, diagnostics } = readAll(
    project,
    Object.keys(files).filter((path) => path.endsWith('.ts')),
  );
  return { model: { scenarios, project }, diagnostics };
}

export interface Compilation {
  /** Which scenario, where the model has several: its file. */
  readonly file?: string;
  /** The kernel and the patches on top, as on the command line: `'v5.9+D'`, `'+D'` on the scenario's kernel. A patch is
   *  `patches/D.diff` or the files of `patches/D/` beside the scenario. Default: its kernel without patches. */
  readonly variant?: string;
  /** Whether `warn` is judged, as for the property ASSERTS. Default: no. */
  readonly warnings?: boolean;
}

/**
 * Makes a transition system of one scenario: calls inlined, overlays linked, code cut into steps, states laid out as a
 * few 32-bit words.
 *
 * @throws ModelError with every diagnostic, where the model cannot be compiled: a loop without a step, a `world()` that
 *   goes wrong, a patch that does not fit.
 * @throws BadInput where the variant names a kernel or a patch that there is not, or a diff that does not fit.
 * @throws RangeError where there is no such scenario, or several and none is named.
 *
 * @example
 * ```ts
 * const program = compile(model);
 * console.log(program.threads.map(({ name }) => name).join(', ')); // CPU0, CPU1
 * const repaired = compile(model, { variant: '+atomic' });
 * ```
 */
export function compile(
  { scenarios, project }: Model,
  { file, variant = '+', warnings = false }: Compilation = {},
): Program {
  const [scenario, other] = scenarios.filter((one) => file === undefined || one.file === file);
  if (scenario === undefined) throw new RangeError(`there is no scenario${file === undefined ? '' : ` in ${file}`}`);
  if (other !== undefined) throw new RangeError(`there are scenarios in ${scenario.file} and in ${other.file}`);
  const loaded = load(project, [{ file: scenario.file, ids: null }], variant, true);
  refuseTrouble(loaded);
  const question = asItStands(loaded.questions);
  if (question === undefined) throw new Error(`checker bug: nothing can be asked of ${scenario.file}`);
  return programOf(question, warnings);
}

function refuseTrouble({ diagnostics, problems: [problem] }: Loaded): void {
  if (diagnostics.length > 0) throw new ModelError(diagnostics);
  if (problem !== undefined) throw problem;
}

/** Everything that may be left out has no bound, or is as `faultline check` does it. */
export interface Search {
  /** Default: breadth-first. A random walk never proves anything. */
  readonly order?: 'breadth-first' | 'depth-first' | 'random-walk';
  /** Whether steps, and memory, that cannot make a difference are left out. Default: yes. */
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
 * Searches every interleaving for one that breaks a property: a key of `always`, `atEnd` or `leadsTo`, `NO-DEADLOCK`,
 * `NO-LIVELOCK`, `NO-DATA-RACE`, `ASSERTS`, or `ASSERTS: <text>` for one assertion.
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
 * console.log(finish(explore(repaired, 'both are counted')).kind); // holds
 * ```
 */
export function explore(program: Program, property: string, search: Search = {}): Generator<Progress, Verdict, Stop> {
  const options: Options = { ...DEFAULTS, now: () => 0, ...search, judge: property };
  return exploration(program, options);
}

/** Runs a search, or a question, to its end. */
export function finish<T>(search: Generator<Progress, T, Stop>): T {
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

/** Which claims are asked. */
export interface Asked {
  /** The id of one. Left out: all of them. */
  readonly claim?: string;
  /** The scenario's file. Left out: every scenario. */
  readonly file?: string;
  /** Only this one, or one that no claim names: then what the claims say is asked of it. Left out: those that they name. */
  readonly variant?: string;
}

/** An answer to one row of a claim. */
export interface Story {
  readonly claim: Claim;
  readonly verdict: Verdict;
  /** Whether the verdict is the one that the claim expects. */
  readonly standing: Standing;
  /** The columns of a failure, as lines. */
  readonly columns: readonly string[];
  /** A failure as it is pasted into a mail: what was asked, columns, the command that prints it again; null where there is
   *  none. */
  readonly text: string | null;
  /** Why there is no verdict: the model of this variant cannot be used. */
  readonly trouble: Trouble | null;
}

/**
 * Asks what the claims of the scenarios say, as `faultline check` does: each row of its variant, judged, and failures told.
 *
 * A generator like `explore`, for all rows one after the other; `'interrupt'` ends each of them.
 *
 * @throws ModelError or BadInput, before anything is searched, where a scenario or a variant cannot be used
 *
 * @example
 * ```ts
 * for (const { claim, verdict, columns } of finish(ask(model)))
 *   console.log(claim.id, claim.variant, verdict.kind, columns.length > 0); // mine/1  fails true, mine/1 +atomic holds false
 * ```
 */
export function* ask(
  { scenarios, project }: Model,
  { claim, file, variant }: Asked = {},
  search: Search = {},
): Generator<Progress, readonly Story[], Stop> {
  const meant = scenarios.filter((one) => file === undefined || one.file === file);
  const ids = claim === undefined ? null : new Set([claim]);
  const selected = meant.filter(({ claims }) => ids === null || claims.some(({ id }) => ids.has(id)));
  const loaded = load(
    project,
    selected.map((one) => ({ file: one.file, ids })),
    variant ?? null,
  );
  refuseTrouble(loaded);
  const { now = () => 0, ...limits } = search;
  const answerer = new Answerer({ limits: { ...DEFAULTS, ...limits }, detail: usual, tells: 'all columns' }, now);
  const commands = new Commands(project);
  const stories: Story[] = [];
  for (const job of jobsOf(loaded.questions)) {
    for (const row of job.rows) {
      const answered = yield* answerer.answering(job, row);
      const { verdict, story, trouble } = answered;
      const question = { ...row.question, tree: job.tree };
      const text = commands.block(question, answered, plain);
      const result = { claim: question.claim, verdict };
      stories[row.place] = { ...result, standing: standing(result), columns: story?.picture ?? [], text, trouble };
    }
  }
  return stories;
}

// SPDX-License-Identifier: MIT
// Asks a child about inputs and waits so long: one that hangs is ended, one that dies is replaced, and both are answers.

import { type ChildProcess, fork } from 'node:child_process';
import type { Answer, Task } from './child.ts';

/** Of the clock, on a machine that may be busy with something else. */
const MOST_SECONDS = 600;
/** Of the heap; a model takes a tenth of it. */
const MOST_MEGABYTES = 1000;
/** Then another child: what TypeScript and the engine keep of each input makes the heap of one full after some hundred, and its
 *  collector takes the time that an input would be blamed for. */
const MOST_INPUTS = 250;

export class Patient {
  readonly #script: string;
  readonly #copy: string;
  #child: ChildProcess | null = null;
  #asked = 0;

  constructor(script: string, copy: string) {
    this.#script = script;
    this.#copy = copy;
  }

  ask(task: Task): Promise<Answer> {
    if (this.#asked++ % MOST_INPUTS === 0) {
      this.stop();
      this.#child = null;
    }
    const child = this.#child ?? this.#start();
    this.#child = child;
    return new Promise((resolve) => {
      const end = (answer: Answer, dead: boolean): void => {
        clearTimeout(timer);
        child.removeAllListeners();
        if (dead) {
          child.kill('SIGKILL');
          this.#child = null;
        }
        resolve(answer);
      };
      const timer = setTimeout(
        () => end({ status: -1, wrong: `no answer after ${MOST_SECONDS} seconds`, seconds: null }, true),
        MOST_SECONDS * 1000,
      );
      child.on('message', (answer: Answer) => end(answer, false));
      child.on('exit', (code, signal) =>
        end({ status: -1, wrong: `the process ended: ${signal ?? code}`, seconds: null }, true),
      );
      child.send(task);
    });
  }

  stop(): void {
    this.#child?.kill();
  }

  #start(): ChildProcess {
    return fork(this.#script, [this.#copy], {
      execArgv: [`--max-old-space-size=${MOST_MEGABYTES}`],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }
}

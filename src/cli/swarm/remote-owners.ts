// SPDX-License-Identifier: MIT
// The owners of a state space as the one who asks sees them, wherever they are: what they say is collected until it is heard.

import { PropertyFault } from '../../compile/tell/searched.ts';
import type { Heard, Order, Owners } from '../../explore/owners.ts';
import type { Coming, Letters, News, Said } from './letters.ts';

/** States in batches that the server keeps although everybody has had them: to forget them takes some milliseconds. */
const worthForgetting = 100_000;
/** Milliseconds between two words to owners, that somebody still asks. */
const often = 1000;

export class RemoteOwners implements Owners {
  /** Why nothing more can come; null: it can. */
  givenUp: string | null = null;
  /** Those of which something was heard. */
  readonly present = new Set<number>();
  readonly #letters: Letters;
  readonly #heard: (Said | News)[] = [];
  readonly #asking: NodeJS.Timeout;
  readonly #unhear: () => void;
  #reports: Coming<Said> | null = null;
  #wake: () => void = () => {};
  #saying: Promise<void> = Promise.resolve();
  #sent = 0;
  #failure: { readonly error: unknown } | null = null;
  constructor(
    letters: Letters,
    readonly count: number,
  ) {
    this.#letters = letters;
    this.#unhear = letters.hearNews((news) => {
      if (news.kind === 'progress') this.present.add(news.progress.owner);
      this.#take(news);
    });
    this.#asking = setInterval(() => letters.stillAsking(), often);
  }

  async begin(): Promise<void> {
    this.#reports = await this.#letters.reports();
    this.#collect(this.#reports).catch((error) => this.#fail(error));
  }

  say(order: Order): void {
    this.#saying = this.#saying
      .then(async () => {
        // Only a new round says that the last one is over for everybody.
        if (order.kind === 'round' && this.#sent > worthForgetting) {
          this.#sent = 0;
          await this.#letters.forgetBatches();
        }
        this.#letters.order(order);
        await this.#letters.flushed();
      })
      .catch((error) => this.#fail(error));
  }

  hear(): Heard | null {
    if (this.#failure !== null) throw this.#failure.error;
    const said = this.#heard.shift();
    if (said === undefined) return null;
    if (said.kind === 'threw') {
      const { wrong, message } = said;
      throw wrong === null ? new Error(`an owner: ${message}`) : new PropertyFault(wrong.property, wrong.fault);
    }
    if (said.kind === 'given up') {
      this.givenUp = said.why;
      return null;
    }
    if (said.kind === 'report') {
      const { sent, owner } = said.report;
      this.present.add(owner);
      this.#sent += sent.reduce((sum, one, to) => (to === owner ? sum : sum + one), 0);
    }
    return said;
  }

  dismiss(): void {
    clearInterval(this.#asking);
    this.#unhear();
    this.#reports?.stop();
  }

  /** Until something can be heard, or for so many milliseconds. */
  async news(most: number): Promise<void> {
    if (this.#heard.length > 0 || this.#failure !== null) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, most);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #collect(reports: Coming<Said>): Promise<void> {
    for await (const said of reports) this.#take(said);
  }

  #take(said: Said | News): void {
    this.#heard.push(said);
    this.#wake();
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
    this.#wake();
  }
}

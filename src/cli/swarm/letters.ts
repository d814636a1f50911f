// SPDX-License-Identifier: MIT
// What the owners of one state space and the one who asks send each other (explore/owners.ts), by a stream of NATS that is
// made for the search and taken away behind it. It keeps what it was given until nobody can want it any more: batches for
// whoever is not there yet, or has to read them again; orders and reports; and the states of every round, from which
// a part goes on that has lost its owner.
//
// A stream keeps the order of what one sender sends to one receiver, as long as the next is not sent before the last is in it.

import { endianness } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { DeliverPolicy, type JetStreamClient, type JetStreamManager } from '@nats-io/jetstream';
import { type NatsConnection, nanos } from '@nats-io/transport-node';
import type { PropertyFault } from '../../compile/tell/searched.ts';
import type { Batch, Heard, Order, Piece } from '../../explore/owners.ts';

/** What an owner says. */
export type Said =
  | Exclude<Heard, { kind: 'progress' }>
  /** It cannot go on. */
  | { readonly kind: 'threw'; readonly message: string; readonly wrong: Wrong | null }
  /** Why nobody has this part any more, or can go on with it. */
  | { readonly kind: 'given up'; readonly why: string };

/** A property that cannot be evaluated. */
type Wrong = Pick<PropertyFault, 'property' | 'fault'>;

export type News = Extract<Heard, { kind: 'progress' }> | Extract<Said, { kind: 'given up' }>;

/** What comes, until somebody stops it. */
export interface Coming<T> extends AsyncIterableIterator<T> {
  stop(): void;
}

/** What is not fetched for so long, nobody will. */
const oldest = 7 * 86_400_000;
/** Batches that are fetched ahead from each sender. */
const ahead = 16;
/** Bytes that wait to be sent. */
const most = 8 * 2 ** 20;
/** Milliseconds in which the server has to say that it has something; and attempts. */
const patience = 10_000;
const attempts = 6;

if (endianness() !== 'LE')
  throw new Error('this machine has its words the other way round: nobody else could read them');

export class Letters {
  readonly #connection: NatsConnection;
  readonly #stream: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #run: string;
  readonly #name: string;
  /** By subject, what is on its way. */
  readonly #last = new Map<string, Promise<void>>();
  #waiting = 0;
  #failure: unknown = null;

  constructor(connection: NatsConnection, stream: JetStreamClient, manager: JetStreamManager, run: string) {
    this.#connection = connection;
    this.#stream = stream;
    this.#manager = manager;
    this.#run = run;
    this.#name = `FAULTLINE_ACROSS_${run}`;
  }

  async begin(): Promise<void> {
    const subjects = [`${this.#subject('>')}`];
    await this.#manager.streams.add({ name: this.#name, subjects, max_age: nanos(oldest) });
  }

  /** Whether the search is still going on. */
  async isThere(): Promise<boolean> {
    return this.#manager.streams.info(this.#name).then(
      () => true,
      () => false,
    );
  }

  async end(): Promise<void> {
    await this.#manager.streams.delete(this.#name).catch(() => false);
  }

  order(order: Order): void {
    this.#send('order', JSON.stringify(order));
  }

  /** The last one, and all after it. */
  orders(): Promise<Coming<Order>> {
    return this.#coming('order', DeliverPolicy.Last, fromJson<Order>);
  }

  say(owner: number, said: Said): void {
    this.#send(`report.${owner}`, JSON.stringify(said));
  }

  reports(): Promise<Coming<Said>> {
    return this.#coming('report.*', DeliverPolicy.All, fromJson<Said>);
  }

  send(to: number, { round, from, index, total, records }: Batch): void {
    this.#send(`batch.${to}.${from}`, bytesOf([round, from, index, total ?? -1], records));
  }

  batches(to: number, from: number): Promise<Coming<Batch>> {
    return this.#coming(`batch.${to}.${from}`, DeliverPolicy.All, (data) => {
      const [[round = 0, sender = 0, index = 0, total = 0], records] = wordsOf(data, 4);
      return { round, from: sender, index, total: total < 0 ? null : total, records };
    });
  }

  /** What has been sent so far, everybody has had. */
  async forgetBatches(): Promise<void> {
    await this.#manager.streams.purge(this.#name, { filter: this.#subject('batch.>') });
  }

  keep(owner: number, { round, index, news, records }: Piece): void {
    this.#send(`kept.${owner}`, bytesOf([round, index, news === null ? -1 : news.length, ...(news ?? [])], records));
  }

  kept(owner: number): Promise<Coming<Piece>> {
    return this.#coming(`kept.${owner}`, DeliverPolicy.All, (data) => {
      const [[round = 0, index = 0, count = 0]] = wordsOf(data, 3);
      const [head, records] = wordsOf(data, 3 + Math.max(0, count));
      return { round, index, news: count < 0 ? null : head.slice(3), records };
    });
  }

  /** Not by the stream: how far an owner is, which nobody has to hear; or that the stream takes nothing from it. */
  tell(news: News): void {
    this.#connection.publish(`faultline.progress.${this.#run}`, JSON.stringify(news));
  }

  hearNews(hear: (news: News) => void): () => void {
    const heard = this.#connection.subscribe(`faultline.progress.${this.#run}`, {
      callback: (_error, { data }) => hear(fromJson<News>(data)),
    });
    return () => heard.unsubscribe();
  }

  stillAsking(): void {
    this.#connection.publish(`faultline.asking.${this.#run}`);
  }

  /** @returns how to stop listening, as above */
  whenAsking(hear: () => void): () => void {
    const heard = this.#connection.subscribe(`faultline.asking.${this.#run}`, { callback: hear });
    return () => heard.unsubscribe();
  }

  /** Why the stream takes nothing any more; null: it does. */
  get trouble(): string | null {
    const { message } = (this.#failure ?? {}) as { readonly message?: string };
    return this.#failure === null ? null : (message ?? String(this.#failure));
  }

  /** Until there is room for more. */
  async room(): Promise<void> {
    while (this.#waiting > most && this.#failure === null) await Promise.race(this.#last.values());
    if (this.#failure !== null) throw this.#failure;
  }

  /** Until all is where it outlives the sender. */
  async flushed(): Promise<void> {
    await Promise.all(this.#last.values());
    if (this.#failure !== null) throw this.#failure;
  }

  #subject(what: string): string {
    return `faultline.across.${this.#run}.${what}`;
  }

  #send(what: string, data: Uint8Array | string): void {
    this.#waiting += data.length;
    const before = this.#last.get(what) ?? Promise.resolve();
    const sent = before
      .then(() => (this.#failure === null ? this.#publish(this.#subject(what), data) : undefined))
      .catch((error) => {
        this.#failure ??= error;
      })
      .finally(() => {
        this.#waiting -= data.length;
        if (this.#last.get(what) === sent) this.#last.delete(what);
      });
    this.#last.set(what, sent);
  }

  /** What comes twice for that, the receiver knows by its number. */
  async #publish(subject: string, data: Uint8Array | string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#stream.publish(subject, data, { timeout: patience });
        return;
      } catch (error) {
        if (attempt === attempts) throw error;
        await setTimeout(1000);
      }
    }
  }

  async #coming<T>(what: string, deliver_policy: DeliverPolicy, read: (data: Uint8Array) => T): Promise<Coming<T>> {
    const filter_subjects = this.#subject(what);
    const consumer = await this.#stream.consumers.get(this.#name, { filter_subjects, deliver_policy });
    const messages = await consumer.consume({ max_messages: ahead });
    const iterator = messages[Symbol.asyncIterator]();
    const coming: Coming<T> = {
      stop: () => messages.stop(),
      async next() {
        const turn = await iterator.next();
        return turn.done === true ? { done: true, value: undefined } : { done: false, value: read(turn.value.data) };
      },
      [Symbol.asyncIterator]: () => coming,
    };
    return coming;
  }
}

const fromJson = <T>(data: Uint8Array): T => JSON.parse(new TextDecoder().decode(data)) as T;

function bytesOf(head: readonly number[], records: Int32Array): Uint8Array {
  const words = new Int32Array(head.length + records.length);
  words.set(head);
  words.set(records, head.length);
  return new Uint8Array(words.buffer);
}

/** A copy: a message may lie anywhere in what the socket gave. */
function wordsOf(data: Uint8Array, head: number): readonly [head: readonly number[], rest: Int32Array] {
  const words = new Int32Array(new Uint8Array(data).buffer);
  return [[...words.subarray(0, head)], words.subarray(head)];
}

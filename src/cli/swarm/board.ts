// SPDX-License-Identifier: MIT
// What whoever asks and workers on other machines have in common: a server of NATS with JetStream. Rows wait in a work queue,
// which gives one that nobody acknowledged to the next worker; answers lie in a stream until they are fetched; models, which
// are larger than a message, in an object store, which checks their digest. All of that is NATS's. Ours is what is written
// there, and that a checker meets only its own version: the names of the queues have it in them.

import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  AckPolicy,
  type Consumer,
  DeliverPolicy,
  type JetStreamClient,
  type JetStreamManager,
  type JsMsg,
  jetstream,
  jetstreamManager,
  RetentionPolicy,
} from '@nats-io/jetstream';
import { type ObjectStore, Objm } from '@nats-io/obj';
import {
  connect,
  createInbox,
  credsAuthenticator,
  type Msg,
  type NatsConnection,
  type NodeConnectionOptions,
  nanos,
  nkeyAuthenticator,
} from '@nats-io/transport-node';
import type { Answered, Setup } from '../../ask/answer.ts';
import type { Row } from '../../ask/jobs.ts';
import { BadInput } from '../../ask/trouble.ts';
import type { Progress } from '../../explore/options.ts';
import type { Tree } from '../../lang/tree.ts';
import type { Claim } from '../../report/claim.ts';
import { graphOf, graphText } from '../../ui/graph-text.ts';
import { Letters } from './letters.ts';

export interface On {
  /** `nats://host:4222`, or several with commas between them. */
  readonly server: string;
  /** Of the checker. */
  readonly version: string;
}

/** A row that waits. */
export interface Posted {
  readonly run: string;
  /** Of its model, in the store. */
  readonly model: string;
  readonly setup: Setup;
  readonly row: Row;
  /** Which part of its states; left out: it is answered by one worker. */
  readonly part?: { readonly me: number; readonly owners: number };
}

export interface Taken {
  readonly posted: Posted;
  /** How often it has been taken before. */
  readonly before: number;
  /** It is not lost: said often enough, nobody else gets it. */
  working(): void;
  /** It is answered. */
  done(): Promise<void>;
  /** Somebody else may have it. */
  giveBack(): Promise<void>;
}

/** What a worker says while it searches. */
export interface Word {
  /** Of its row. */
  readonly place: number;
  readonly claim: Claim;
  readonly progress: Progress;
}

/** Who answers when it is asked who is there. */
export interface Present {
  readonly name: string;
  readonly version: string;
  readonly workers: number;
}

/** What is not fetched for so long, nobody will. */
const oldest = 7 * 86_400_000;
/** Messages of more bytes go into the store. */
const largest = 500_000;

const rowsStream = 'FAULTLINE_ROWS';
const answersStream = 'FAULTLINE_ANSWERS';
const bucket = 'faultline';
const hello = 'faultline.hello';

export class Board {
  readonly #connection: NatsConnection;
  readonly #stream: JetStreamClient;
  readonly #manager: JetStreamManager;
  readonly #store: ObjectStore;
  readonly #version: string;
  #consumer: Consumer | null = null;

  private constructor(
    connection: NatsConnection,
    stream: JetStreamClient,
    manager: JetStreamManager,
    store: ObjectStore,
    version: string,
  ) {
    this.#connection = connection;
    this.#stream = stream;
    this.#manager = manager;
    this.#store = store;
    this.#version = version.slice(0, 16);
  }

  /** @throws BadInput where there is no such server, or one that keeps nothing */
  static async open({ server, version }: On): Promise<Board> {
    const connection = await connected(server);
    try {
      const manager = await jetstreamManager(connection);
      const kept = { max_age: nanos(oldest) };
      // With what is there already, and is the same, nothing happens.
      await manager.streams.add({
        name: rowsStream,
        subjects: ['faultline.rows.>'],
        retention: RetentionPolicy.Workqueue,
        ...kept,
      });
      await manager.streams.add({ name: answersStream, subjects: ['faultline.answers.>'], ...kept });
      const stream = jetstream(connection);
      const store = await new Objm(stream).create(bucket, { ttl: nanos(oldest) });
      return new Board(connection, stream, manager, store, version);
    } catch (error) {
      await connection.close();
      const why = error instanceof Error ? error.message : String(error);
      throw new BadInput(
        `--on ${server}`,
        `it keeps no streams: ${why}`,
        'a nats-server that was started with --jetstream',
      );
    }
  }

  /** Whoever answers within half a second. */
  async present(): Promise<readonly Present[]> {
    const found: Present[] = [];
    const reply = createInbox();
    // An answer without data is the server's own: that nobody listens.
    const callback = (_error: unknown, { data }: Msg): void => {
      if (data.length > 0) found.push(JSON.parse(new TextDecoder().decode(data)));
    };
    const heard = this.#connection.subscribe(reply, { callback });
    this.#connection.publish(hello, '', { reply });
    await setTimeout(500);
    heard.unsubscribe();
    return found;
  }

  answerTo(present: Omit<Present, 'version'>): void {
    const said: Present = { ...present, version: this.#version };
    this.#connection.subscribe(hello, {
      callback: (_error, message) => {
        message.respond(JSON.stringify(said));
      },
    });
  }

  isMine({ version }: Present): boolean {
    return version === this.#version;
  }

  // Who asks

  async keepModel(run: string, name: string, tree: Tree): Promise<void> {
    await this.#store.putBlob({ name: `${run}/${name}` }, packed(tree));
  }

  async post(posted: Posted): Promise<void> {
    const { run, row, part } = posted;
    await this.#stream.publish(`faultline.rows.${this.#version}.${run}`, packed(posted), {
      msgID: `${run} ${row.place} ${part?.me ?? ''}`,
    });
  }

  /** All that come, in whatever order; the same one perhaps twice. */
  async answers(run: string): Promise<AsyncIterable<Answered> & { stop(): void }> {
    const consumer = await this.#stream.consumers.get(answersStream, {
      filter_subjects: `faultline.answers.${run}`,
      deliver_policy: DeliverPolicy.All,
    });
    const messages = await consumer.consume();
    const store = this.#store;
    return {
      stop: () => messages.stop(),
      async *[Symbol.asyncIterator]() {
        for await (const message of messages) {
          const said = unpacked(message.data) as Answered | { readonly stored: string };
          if (!('stored' in said)) yield said;
          else {
            const bytes = await store.getBlob(said.stored);
            if (bytes !== null) yield unpacked(bytes) as Answered;
          }
        }
      },
    };
  }

  hearWords(run: string, hear: (word: Word) => void): void {
    this.#connection.subscribe(`faultline.words.${run}`, {
      callback: (_error, { data }) => hear(unpacked(data) as Word),
    });
  }

  /** Nobody takes a row of it any more, and whoever searches ends with what it knows. */
  async withdraw(run: string): Promise<void> {
    await this.#manager.streams.purge(rowsStream, { filter: `faultline.rows.${this.#version}.${run}` });
    this.#connection.publish(`faultline.stop.${run}`);
    await this.#connection.flush();
  }

  /** Takes away what the run has left. */
  async forget(run: string, models: readonly string[]): Promise<void> {
    for (const name of models) await this.#store.delete(`${run}/${name}`);
    await this.#manager.streams.purge(answersStream, { filter: `faultline.answers.${run}` });
  }

  // Who works

  /** Waits for one; null: there is none yet.
   *  @param patience milliseconds after which a worker that has said nothing has lost its row: the last one's who says */
  async take(milliseconds: number, patience: number): Promise<Taken | null> {
    this.#consumer ??= await this.#queue(patience);
    const message = await this.#consumer.next({ expires: milliseconds });
    if (message === null) return null;
    try {
      return this.#taken(message, unpacked(message.data) as Posted);
    } catch {
      // Whoever wrote that, it is no row of ours, and would be none for the next worker.
      message.term();
      return null;
    }
  }

  async #queue(patience: number): Promise<Consumer> {
    const name = `workers-${this.#version}`;
    const { consumers } = this.#manager;
    const changing = { ack_wait: nanos(patience), max_ack_pending: 100_000 };
    const known = await consumers.info(rowsStream, name).catch(() => null);
    if (known === null) {
      const filter_subject = `faultline.rows.${this.#version}.>`;
      const made = { durable_name: name, filter_subject, ack_policy: AckPolicy.Explicit, ...changing };
      await consumers.add(rowsStream, made);
    } else if (known.config.ack_wait !== changing.ack_wait) await consumers.update(rowsStream, name, changing);
    return this.#stream.consumers.get(rowsStream, name);
  }

  #taken(message: JsMsg, posted: Posted): Taken {
    return {
      posted,
      before: message.info.deliveryCount - 1,
      working: () => message.working(),
      async done() {
        await message.ackAck();
      },
      // Posted anew, for that it was taken says nothing against it.
      giveBack: async () => {
        await this.#stream.publish(message.subject, message.data);
        await message.ackAck();
      },
    };
  }

  /** Null: whoever asked has taken it away. */
  async model({ run, model }: Posted): Promise<Tree | null> {
    const bytes = await this.#store.getBlob(`${run}/${model}`);
    return bytes === null ? null : (unpacked(bytes) as Tree);
  }

  async answer({ run, row }: Posted, answered: Answered): Promise<void> {
    const bytes = packed(answered);
    let data = bytes;
    if (bytes.length > largest) {
      const stored = `${run}/answer-${row.place}`;
      await this.#store.putBlob({ name: stored }, bytes);
      data = packed({ stored });
    }
    await this.#stream.publish(`faultline.answers.${run}`, data, { msgID: `${run} ${row.place} answer` });
  }

  say(run: string, word: Word): void {
    this.#connection.publish(`faultline.words.${run}`, packed(word));
  }

  /** @returns how to stop listening */
  whenStopped(run: string, stop: () => void): () => void {
    const heard = this.#connection.subscribe(`faultline.stop.${run}`, { callback: stop });
    return () => heard.unsubscribe();
  }

  /** Of those who share the states of the run. */
  letters(run: string): Letters {
    return new Letters(this.#connection, this.#stream, this.#manager, run);
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }
}

async function connected(server: string): Promise<NatsConnection> {
  try {
    return await connect({ servers: server.split(','), name: 'faultline', maxReconnectAttempts: -1, ...whoWeAre() });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BadInput(`--on ${server}`, why, 'nats://host:4222 of a nats-server that lets you in (docs/cluster.md)');
  }
}

/** NATS's own tools read it from these variables, and so do we. */
function whoWeAre(): Partial<NodeConnectionOptions> {
  const { NATS_CREDS, NATS_NKEY, NATS_USER, NATS_PASSWORD, NATS_TOKEN, NATS_CA, NATS_CERT, NATS_KEY } = process.env;
  const files = { caFile: NATS_CA, certFile: NATS_CERT, keyFile: NATS_KEY };
  const tls = Object.fromEntries(Object.entries(files).filter(([, file]) => file !== undefined));
  return {
    ...(NATS_USER === undefined ? {} : { user: NATS_USER, pass: NATS_PASSWORD }),
    ...(NATS_TOKEN === undefined ? {} : { token: NATS_TOKEN }),
    ...(NATS_CREDS === undefined ? {} : { authenticator: credsAuthenticator(readFileSync(NATS_CREDS)) }),
    ...(NATS_NKEY === undefined ? {} : { authenticator: nkeyAuthenticator(readFileSync(NATS_NKEY)) }),
    ...(Object.keys(tls).length === 0 ? {} : { tls }),
  };
}

const packed = (value: unknown): Uint8Array => deflateRawSync(graphText(value));

/** @throws Error where somebody else wrote it, in another way */
const unpacked = (data: Uint8Array): unknown => graphOf(inflateRawSync(data).toString());

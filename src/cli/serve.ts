// SPDX-License-Identifier: MIT
// The page from this machine, for this machine: bound to loopback, for who names that address and for no page of another
// origin. There is a fixed list of addresses, and no path is ever made of what somebody asks for.

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Commands } from '../ask/commands.ts';
import { load } from '../ask/load.ts';
import { type Selected, select } from '../ask/select.ts';
import { BadInput, BadModel } from '../ask/trouble.ts';
import { type GalleryRow, galleryOf, packNames, rowOf } from '../ui/gallery.ts';
import { policy, sitePage, workerPolicy } from '../ui/html.ts';
import { packOf, packText } from '../ui/pack.ts';
import type { Opened } from './disk.ts';
import { type ExitStatus, exitStatus } from './exit.ts';
import { questionsOf } from './explore.ts';
import { listenForInterrupt } from './interrupt.ts';
import type { Output } from './output.ts';
import { packed, servedParts, sourcesText } from './page-parts.ts';

export interface ServeRequest {
  readonly targets: readonly string[];
  readonly variant: string | null;
  /** 0: any that is free. */
  readonly port: number;
}

interface Content {
  readonly type: string;
  readonly body: string | Buffer;
}

const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  cjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  pack: 'application/octet-stream',
};

export async function serve(project: Opened, request: ServeRequest, output: Output): Promise<ExitStatus> {
  const { scenarios } = select(project, request.targets);
  const site = new Site(project, scenarios, request.variant, output);
  const server = createServer((asked, answer) => answerTo(site, asked, answer, ownNames(server.address())));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        new BadInput(
          `--port ${request.port}: cannot be listened on`,
          error.code ?? error.message,
          'another port, or none',
        ),
      ),
    );
    server.listen(request.port, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  output.line(`http://127.0.0.1:${port}/  (Ctrl-C ends it)`);
  const interrupt = listenForInterrupt();
  while (!interrupt.asked) {
    site.readOne();
    await new Promise((resolve) => setTimeout(resolve, site.isRead ? 200 : 5));
  }
  interrupt.stop();
  server.close();
  server.closeAllConnections();
  return exitStatus.expected;
}

/** What a browser names the server by. Any other name was resolved to this machine by somebody else. */
function ownNames(address: string | AddressInfo | null): readonly string[] {
  return typeof address === 'object' && address !== null
    ? [`127.0.0.1:${address.port}`, `localhost:${address.port}`]
    : [];
}

function answerTo(site: Site, asked: IncomingMessage, answer: ServerResponse, names: readonly string[]): void {
  const refuse = (status: number, why: string): void => {
    answer.writeHead(status, { ...safeHeaders, 'content-type': 'text/plain; charset=utf-8' });
    answer.end(`${why}\n`);
  };
  const { method = '', url = '', headers } = asked;
  if (!names.includes(headers.host ?? '')) return refuse(403, 'this server is for this machine, by its own address');
  const { origin, 'sec-fetch-site': from } = headers;
  if (origin !== undefined && !names.some((name) => origin === `http://${name}`))
    return refuse(403, 'no page of another origin is answered');
  if (from !== undefined && from !== 'same-origin' && from !== 'none')
    return refuse(403, 'no page of another site is answered');
  if (method !== 'GET' && method !== 'HEAD') return refuse(405, 'there is nothing to change here');
  let content: Content | null;
  try {
    content = site.at(url.split('?')[0] ?? '');
  } catch (error) {
    if (!(error instanceof BadInput || error instanceof BadModel)) throw error;
    return refuse(422, error.message);
  }
  if (content === null) return refuse(404, 'there is no such page');
  const isScript = content.type === types.js;
  const own = isScript ? { 'content-security-policy': workerPolicy } : {};
  answer.writeHead(200, { ...safeHeaders, ...own, 'content-type': content.type });
  answer.end(method === 'HEAD' ? '' : content.body);
}

const safeHeaders = {
  'content-security-policy': `${policy}; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/** What there is at which address. Scenarios are read one after the other, between two answers. */
class Site {
  readonly #project: Opened;
  readonly #variant: string | null;
  readonly #output: Output;
  readonly #parts: ReadonlyMap<string, string>;
  readonly #scenarios: readonly Selected[];
  /** By address. */
  readonly #packs: ReadonlyMap<string, Selected>;
  readonly #rows: GalleryRow[] = [];
  #read = 0;

  constructor(project: Opened, scenarios: readonly Selected[], variant: string | null, output: Output) {
    this.#project = project;
    this.#variant = variant;
    this.#output = output;
    this.#parts = servedParts(project);
    this.#scenarios = scenarios;
    const names = packNames(scenarios.map(({ file }) => file));
    this.#packs = new Map(scenarios.map((one) => [`/${names[one.file]}`, one]));
  }

  get isRead(): boolean {
    return this.#read === this.#scenarios.length;
  }

  readOne(): void {
    const scenario = this.#scenarios[this.#read];
    if (scenario === undefined) return;
    this.#read++;
    const { questions, diagnostics, problems } = load(this.#project, [scenario], this.#variant, true);
    if (diagnostics.length > 0) this.#output.diagnostics(diagnostics);
    for (const problem of problems) this.#output.badInput(problem);
    this.#rows.push(...questions.map((question) => rowOf(question, undefined)));
  }

  at(path: string): Content | null {
    const files = this.#scenarios.map(({ file }) => file);
    const project = this.#project;
    const of = (ending: string, body: Content['body']): Content => ({ type: types[ending] ?? 'text/plain', body });
    if (path === '/') return of('html', sitePage());
    if (path === '/gallery.json') {
      const pending = files.length - this.#read;
      return of('json', JSON.stringify(galleryOf(project, { files, rows: this.#rows, pending })));
    }
    if (path === '/sources.pack') return of('pack', packed(sourcesText(project, files)));
    const selected = this.#packs.get(path);
    if (selected !== undefined) {
      const questions = questionsOf(project, selected, this.#variant);
      return of('pack', packed(packText(packOf(questions, new Map(), new Commands(project)))));
    }
    const part = this.#parts.get(path.slice(1));
    return part === undefined ? null : of(part.slice(part.lastIndexOf('.') + 1), readFileSync(part));
  }
}

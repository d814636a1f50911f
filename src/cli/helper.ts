// SPDX-License-Identifier: MIT
// What a helping thread runs: for each search that it is called to, it waits at the gates until it is sent home.

import { parentPort, receiveMessageOnPort } from 'node:worker_threads';
import { sent } from '../compile/tell/searched.ts';
import { Member } from '../explore/member.ts';
import { help, type News } from '../explore/team.ts';
import type { Called } from './team.ts';

const port = parentPort;
if (port === null) throw new Error('checker bug: this is no helper');

port.on('message', ({ carried, gate, me, news, ...orders }: Called) => {
  const member = new Member({ ...orders, program: sent(carried) }, me);
  const hear = (): News => {
    const message: { message: News } | undefined = receiveMessageOnPort(news);
    if (message === undefined) throw new Error('checker bug: there are no news');
    return message.message;
  };
  help(gate, hear, member);
  news.close();
});

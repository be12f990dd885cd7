import { connect, type Socket } from 'node:net';
import { HttpReader, type ReadAnswer } from './http-reader.ts';
import { readStamp, wallClockMs } from './wall-clock.ts';

/** What the bench tells a crowd; one process of many viewers. */
export type CrowdOrder =
  | {
      readonly type: 'come';
      readonly host: string;
      readonly port: number;
      readonly viewers: number;
      readonly overMs: number;
      /** Address of the rendition, with a slash at the end. */
      readonly base: string;
      readonly partsPerSegment: number;
      /** `live`: blocking reloads, then the part. `files`: both at the beat of the parts, from a server of files. */
      readonly way: 'live' | 'files';
      readonly partMs: number;
      /** The part that comes next when the crowd does. */
      readonly place: number;
    }
  | { readonly type: 'count' }
  | { readonly type: 'leave' };

export interface CrowdCount {
  /** From a part's offer to its last byte at a viewer. */
  readonly latenciesMs: readonly number[];
  readonly answers: number;
  /** By status, or `unchanged` for a reload that had nothing new, `closed` for a connection. */
  readonly troubles: Readonly<Record<string, number>>;
  readonly connected: number;
}

type Come = Extract<CrowdOrder, { type: 'come' }>;

const latenciesMs: number[] = [];
const troubles: Record<string, number> = {};
let answers = 0;
let connected = 0;
let isCounting = false;
const sockets = new Set<Socket>();
const beats: (() => void)[] = [];

const trouble = (what: string) => {
  if (isCounting) troubles[what] = (troubles[what] ?? 0) + 1;
};

/** One viewer on one connection: the playlist that has the next part, then the part, and again. */
function watch(come: Come): void {
  const { host, port, base, partsPerSegment, way } = come;
  let place = come.place;
  let isPart = false;
  let offeredAtMs = 0;
  const socket = connect({ host, port, noDelay: true });
  sockets.add(socket);
  const ask = (path: string) => {
    socket.write(`GET ${base}${path} HTTP/1.1\r\nHost: edge\r\nAccept-Encoding: gzip\r\n\r\n`);
  };
  const askPlaylist = () => {
    isPart = false;
    const [msn, part] = [Math.floor(place / partsPerSegment), place % partsPerSegment];
    ask(way === 'files' ? 'media.m3u8' : `media.m3u8?_HLS_msn=${msn}&_HLS_part=${part}&_HLS_skip=YES`);
  };
  const onAnswer = ({ status, isUncacheable, head }: ReadAnswer) => {
    if (isCounting) answers += 1;
    if (status !== 200) trouble(`${status}`);
    else if (!isPart && isUncacheable) trouble('unchanged');
    else if (isPart) {
      if (isCounting) latenciesMs.push(wallClockMs() - (way === 'files' ? offeredAtMs : readStamp(head)));
      place += 1;
    } else {
      isPart = true;
      const [msn, part] = [Math.floor(place / partsPerSegment), place % partsPerSegment];
      ask(way === 'files' ? 'part.m4s' : `1-${msn}.${part}.m4s`);
      return;
    }
    if (way === 'files') return;
    if (status === 200) askPlaylist();
    else setTimeout(askPlaylist, 500);
  };
  const reader = new HttpReader(onAnswer);
  socket.on('data', (chunk) => reader.push(chunk));
  socket.on('connect', () => {
    connected += 1;
    if (way === 'live') askPlaylist();
    else
      beats.push(() => {
        offeredAtMs = wallClockMs();
        askPlaylist();
      });
  });
  socket.on('error', (error) => trouble((error as NodeJS.ErrnoException).code ?? 'error'));
  socket.on('close', () => {
    connected -= 1;
    trouble('closed');
    sockets.delete(socket);
  });
}

function come(order: Come): void {
  const startedAtMs = performance.now();
  let started = 0;
  const timer = setInterval(() => {
    const due = Math.min(order.viewers, Math.ceil(((performance.now() - startedAtMs) / order.overMs) * order.viewers));
    for (; started < due; started += 1) {
      // Where the live edge is by now.
      const place = order.place + Math.floor((performance.now() - startedAtMs) / order.partMs);
      watch({ ...order, place });
    }
    if (started >= order.viewers) clearInterval(timer);
  }, 20);
  if (order.way === 'files')
    setInterval(() => {
      for (const beat of beats) beat();
    }, order.partMs);
}

process.on('message', (order: CrowdOrder) => {
  switch (order.type) {
    case 'come':
      come(order);
      return;
    case 'count':
      isCounting = true;
      return;
    case 'leave': {
      const count: CrowdCount = { latenciesMs, answers, troubles, connected };
      process.send?.(count, () => process.exit(0));
      return;
    }
    default:
      order satisfies never;
  }
});
process.on('disconnect', () => process.exit(0));

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lookOf, SyntheticPresenter } from '@rostrum/synthetic';
import { ControlClient } from '../../../infra/start/control-client.ts';
import { TestBrowser } from '../../support/browser.ts';
import { captureProgramme } from '../../support/media/capture.ts';
import { PlaylistWatch } from '../../support/media/playlist-watch.ts';
import { regionsOf } from '../../support/media/regions.ts';
import { Stack } from '../../support/stack.ts';
import { until } from '../../support/until.ts';
import { PartTimesWatch } from '../latency/part-times.ts';
import { median } from '../report.ts';
import { stalledSeconds } from '../takeover/frame-diary.ts';
import { openWatchPage, type Viewer } from '../takeover/viewers.ts';
import { beepAfterFlashMs } from './lip-sync.ts';
import { memoryOf } from './resident.ts';

/** A guest comes for the second half of each minute: leaks hide in what changes. The host is alone in the first half. */
const minuteMs = 60_000;
const guestComesAtMs = 30_000;
const guestGoesAtMs = 54_000;
const captureSeconds = 22;
const parts = ['control', 'sfu-1', 'mixer-1', 'origin'] as const;

/** What one minute of it looked like. */
export interface SoakMinute {
  readonly minute: number;
  /** Megabytes of each part of the product, by its name. */
  readonly memory: Readonly<Record<string, number>>;
  /** A delta update of the picture's playlist, and the whole of it, in bytes. */
  readonly deltaBytes: number;
  readonly playlistBytes: number;
  /** From the capture of a part's last frame until it could be fetched; the median of the minute's, milliseconds. */
  readonly partLateMs: number;
  /** How long the viewer's picture stood still. */
  readonly stallSeconds: number;
}

export interface LiveSoak {
  readonly minutes: readonly SoakMinute[];
  /** How long after the host's flash their beep is heard, at the beginning and at the end, milliseconds. */
  readonly offsetsMs: readonly [first: number, last: number];
  readonly discontinuities: number;
}

export interface LiveSoakOptions {
  readonly minutes: number;
  readonly say: (line: string) => void;
}

/** The whole product at real time: somebody who stays, somebody who comes and goes, and a viewer's page. */
export async function runLiveSoak({ minutes, say }: LiveSoakOptions): Promise<LiveSoak> {
  const closing = new AsyncDisposableStack();
  await using _ = closing;
  const dir = await mkdtemp(join(tmpdir(), 'rostrum-live-soak-'));
  closing.defer(() => rm(dir, { recursive: true }));
  const stack = await Stack.start({ without: ['recorder'] });
  closing.defer(() => stack.close());
  const client = new ControlClient({ url: stack.url, secret: stack.secret });
  const { webinar } = await client.demo();
  const host = SyntheticPresenter.start({ link: webinar.syntheticUrl, name: 'Ada', look: 0 });
  closing.defer(() => host.close());
  await host.onStage;
  const index = await until(() => client.playlistUrl(webinar.viewerUrl), 20_000);
  const media = index.replace('index.m3u8', 'video/media.m3u8');
  const watch = new PlaylistWatch(media);
  closing.defer(() => watch.close());
  const times = new PartTimesWatch(media);
  closing.defer(() => times.close());
  const browser = await TestBrowser.open();
  closing.defer(() => browser.close());
  const viewer = await openWatchPage(browser, webinar.viewerUrl);

  const looks: SoakMinute[] = [];
  const found: number[] = [];
  const beganMs = Date.now();
  for (let minute = 1; minute <= minutes; minute++) {
    const minuteBeganMs = beganMs + (minute - 1) * minuteMs;
    const isMeasured = minute === 1 || minute === minutes;
    if (isMeasured) found.push(await lipSync({ url: index, file: join(dir, `${minute}.nut`) }));
    await guestVisit(webinar.syntheticUrl, minuteBeganMs);
    const look = { minute, ...(await lookAround({ stack, media, viewer, times, minuteBeganMs })) };
    looks.push(look);
    say(describe(look));
    await sleep(Math.max(0, minuteBeganMs + minuteMs - Date.now()));
  }
  watch.assertOrder();
  const [first = Number.NaN, last = Number.NaN] = [found[0], found.at(-1)];
  return { minutes: looks, offsetsMs: [first, last], discontinuities: watch.newest.discontinuities };
}

async function guestVisit(link: string, minuteBeganMs: number): Promise<void> {
  await sleep(Math.max(0, minuteBeganMs + guestComesAtMs - Date.now()));
  const guest = SyntheticPresenter.start({ link, name: 'Grace', look: 1 });
  try {
    await guest.onStage;
    await sleep(Math.max(0, minuteBeganMs + guestGoesAtMs - Date.now()));
  } finally {
    await guest.close();
  }
}

async function lipSync({ url, file }: { url: string; file: string }): Promise<number> {
  await captureProgramme({ url, seconds: captureSeconds, file });
  const [tile] = regionsOf(1);
  if (!tile) throw new TypeError('nobody has a tile');
  return beepAfterFlashMs({ name: 'live', video: file, audio: file, look: lookOf(0), tile });
}

async function lookAround(of: {
  stack: Stack;
  media: string;
  viewer: Viewer;
  times: PartTimesWatch;
  minuteBeganMs: number;
}): Promise<Omit<SoakMinute, 'minute'>> {
  const { stack, media, viewer, times, minuteBeganMs } = of;
  const bytesOf = async (query: string) => (await (await fetch(media + query)).arrayBuffer()).byteLength;
  const { playhead } = await viewer.takeDiary();
  const late = times
    .since(minuteBeganMs)
    .map(({ announcedMs, captureMs, durationMs }) => announcedMs - captureMs - durationMs);
  return {
    memory: memoryOf(stack, parts),
    playlistBytes: await bytesOf(''),
    deltaBytes: await bytesOf('?_HLS_skip=YES'),
    partLateMs: median(late),
    stallSeconds: stalledSeconds({ playhead }, minuteBeganMs, Date.now()),
  };
}

const describe = ({ minute, memory, deltaBytes, playlistBytes, partLateMs, stallSeconds }: SoakMinute) =>
  `minute ${minute}: ${Object.entries(memory)
    .map(([name, megabytes]) => `${name} ${megabytes.toFixed(0)} MB`)
    .join(', ')}; delta ${deltaBytes} of ${playlistBytes} bytes; parts ${partLateMs.toFixed(0)} ms late; ` +
  `stood still ${stallSeconds.toFixed(2)} s`;

import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type EpochMaterial, readProgramme } from '@rostrum/hls';
import type { ProgrammeId, Recording, Webinar } from '@rostrum/protocol';
import { FolderStorage } from '@rostrum/storage';
import { ControlApi } from '../../support/control-api.ts';
import { run } from '../../support/media/command.ts';
import { Stack } from '../../support/stack.ts';
import { StageCaller } from '../../support/stage-caller.ts';
import { until } from '../../support/until.ts';
import { QuickMixer } from './quick-mixer.ts';

/** What follows the host's click on End, in seconds. */
export interface EndTimes {
  readonly minutes: number;
  /** Until a player that opens the viewer's link has the whole programme, with its end. */
  readonly replaySeconds: number;
  /** Until the MP4 can be downloaded. */
  readonly fileSeconds: number;
  /** One ffmpeg command that makes an MP4 of the same segments, index first. */
  readonly ffmpegSeconds: number;
}

/** Together less than what one address may ask of the API. */
const [replayEveryMs, fileEveryMs] = [50, 200];

/** Ends programmes of some lengths, and sees how long it takes until they can be had. */
export async function measureEnds(lengths: readonly number[], say: (line: string) => void): Promise<EndTimes[]> {
  const stack = await Stack.start({ pages: 'blank', without: ['mixer-1'] });
  let mixer: QuickMixer | undefined;
  try {
    mixer = await QuickMixer.open(stack);
    const { api } = await ControlApi.open(stack);
    const times: EndTimes[] = [];
    for (const minutes of lengths) {
      const one = await endOnce({ stack, api, mixer }, minutes);
      const of = (seconds: number) => seconds.toFixed(2);
      say(
        `${minutes} min: replay ${of(one.replaySeconds)} s, MP4 ${of(one.fileSeconds)} s, ffmpeg ${of(one.ffmpegSeconds)} s`,
      );
      times.push(one);
    }
    return times;
  } finally {
    await mixer?.close();
    await stack.close();
  }
}

interface Parts {
  readonly stack: Stack;
  readonly api: ControlApi;
  readonly mixer: QuickMixer;
}

async function endOnce({ stack, api, mixer }: Parts, minutes: number): Promise<EndTimes> {
  const fields = { title: `${minutes} minutes`, startsAt: '2030-01-01T10:00:00Z', timeZone: 'UTC' };
  const webinar: Webinar = (await api.call('POST', '/api/webinars', fields)).body;
  const host = await StageCaller.open(stack);
  await host.hello((await api.join(webinar.links.host)).session);
  await host.peer.request('goLive', {});
  const programmeId = await mixer.broadcast(minutes * 60);
  const endedMs = performance.now();
  const since = () => (performance.now() - endedMs) / 1000;
  const replay = untilReplay(api, webinar, (minutes * 60) / 2).then(since);
  const file = untilFile(api, webinar).then(since);
  await host.peer.request('end', {});
  const [replaySeconds, fileSeconds] = await Promise.all([replay, file]);
  host.close();
  const ffmpegSeconds = await remuxOnce(stack, programmeId);
  await api.call('DELETE', `/api/webinars/${webinar.id}`);
  return { minutes, replaySeconds, fileSeconds, ffmpegSeconds };
}

/** As a page does it: the link, the playlist, the first and the last segment. */
async function untilReplay(api: ControlApi, webinar: Webinar, segments: number): Promise<void> {
  await until(
    async () => {
      const { state, programme } = (await api.join(webinar.links.viewer)).webinar;
      if (state !== 'ended' || !programme) return false;
      const url = programme.url.replace('index.m3u8', 'video/media.m3u8');
      const playlist = await (await fetch(url)).text();
      const names = playlist.split('\n').filter((line) => line.includes('.m4s') && !line.startsWith('#'));
      if (!playlist.includes('#EXT-X-ENDLIST')) return false;
      if (Math.abs(names.length - segments) > 1) throw new Error(`${names.length} segments of ${segments}`);
      const ends = [names[0], names.at(-1)].map((name) => fetch(new URL(name ?? '', url)));
      return (await Promise.all(ends)).every(({ ok }) => ok);
    },
    60_000,
    replayEveryMs,
  );
}

async function untilFile(api: ControlApi, webinar: Webinar): Promise<void> {
  await until(
    async () => {
      const list = await api.call('GET', `/api/recordings?webinar=${webinar.id}`);
      const recording: Recording | undefined = list.body.recordings[0];
      if (recording?.state === 'failed') throw new Error(recording.failure);
      if (recording?.state !== 'ready' || !recording.downloadUrl) return false;
      return (await api.fetch(recording.downloadUrl, { range: 'bytes=0-99' })).status === 206;
    },
    600_000,
    fileEveryMs,
  );
}

async function remuxOnce(stack: Stack, programmeId: ProgrammeId): Promise<number> {
  const media = join(stack.dir, 'media');
  const { renditions } = await readProgramme(await FolderStorage.open(media), programmeId);
  const beganMs = performance.now();
  const files = await Promise.all(
    renditions.map(async ({ rendition, epochs }) => {
      const path = join(stack.dir, `${rendition}.mp4`);
      await pipeline(piecesOf(media, epochs[0]), createWriteStream(path));
      return path;
    }),
  );
  const output = join(stack.dir, 'plain.mp4');
  const inputs = files.flatMap((file) => ['-i', file]);
  const maps = files.flatMap((_, index) => ['-map', `${index}`]);
  const args = ['-v', 'error', '-y', ...inputs, ...maps, '-c', 'copy', '-movflags', '+faststart', output];
  await run({ command: 'ffmpeg', args, timeoutMs: 300_000 });
  const seconds = (performance.now() - beganMs) / 1000;
  await Promise.all([...files, output].map((file) => rm(file)));
  return seconds;
}

async function* piecesOf(media: string, epoch: EpochMaterial | undefined): AsyncGenerator<Buffer> {
  if (!epoch) return;
  for (const key of [epoch.initKey, ...epoch.segments.map((segment) => segment.key)]) {
    yield* createReadStream(join(media, key));
  }
}

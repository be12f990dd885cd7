import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ProgrammeMaterial, readProgramme } from '@rostrum/hls';
import type { Recording } from '@rostrum/protocol';
import { FolderStorage } from '@rostrum/storage';
import { SyntheticPresenter } from '@rostrum/synthetic';
import { ControlClient } from '../../../infra/start/control-client.ts';
import { ControlApi } from '../../support/control-api.ts';
import { programmeProcess } from '../../support/programme-process.ts';
import { Stack } from '../../support/stack.ts';
import { StageCaller } from '../../support/stage-caller.ts';
import { until } from '../../support/until.ts';
import { compareSamples, type Kept } from './kept-samples.ts';

/**
 * From one death to the next: more than what makes the room patient with a mixer that dies again and again, and not a whole
 * number of segments, so that they die at every place of one.
 */
const betweenMs = 11_370;

export interface KilledRun {
  /** Between what one mixer published last and the next one first, seconds. */
  readonly gapsSeconds: readonly number[];
  readonly video: Kept;
  readonly audio: Kept;
}

/** A programme whose mixer is killed again and again, and what its recording has of it. */
export async function measureKills(kills: number, say: (line: string) => void): Promise<KilledRun> {
  const stack = await Stack.start({ pages: 'blank', mixers: 2 });
  const dir = await mkdtemp(join(tmpdir(), 'rostrum-bench-'));
  let presenter: SyntheticPresenter | undefined;
  try {
    const { webinar } = await new ControlClient({ url: stack.url, secret: stack.secret }).demo();
    presenter = SyntheticPresenter.start({ link: webinar.syntheticUrl, name: 'Ada', look: 0 });
    await presenter.onStage;
    for (let n = 1; n <= kills; n += 1) {
      await sleep(betweenMs);
      process.kill(programmeProcess(stack, 2), 'SIGKILL');
      say(`kill ${n}`);
    }
    await sleep(betweenMs);
    const recording = await endAndWait(stack, webinar.hostUrl);
    const media = join(stack.dir, 'media');
    const material = await readProgramme(await FolderStorage.open(media), recording.programmeId);
    const file = join(media, 'recordings', recording.id, 'programme.mp4');
    const [video, audio] = [
      await compareSamples(material, { media, dir, file, kind: 'video' }),
      await compareSamples(material, { media, dir, file, kind: 'audio' }),
    ];
    const gapsSeconds = gapsOf(material);
    if (gapsSeconds.length !== kills) throw new Error(`${gapsSeconds.length} gaps after ${kills} kills`);
    return { gapsSeconds, video, audio };
  } finally {
    await presenter?.close();
    await stack.close();
    await rm(dir, { recursive: true });
  }
}

async function endAndWait(stack: Stack, hostUrl: string): Promise<Recording> {
  const { api } = await ControlApi.open(stack);
  const host = await StageCaller.open(stack);
  const { session, webinar } = await api.join(hostUrl);
  await host.hello(session);
  await host.peer.request('end', {});
  host.close();
  const recording = await until(async () => {
    const [found]: Recording[] = (await api.call('GET', `/api/recordings?webinar=${webinar.id}`)).body.recordings;
    if (found?.state === 'failed') throw new Error(found.failure);
    return found?.state === 'ready' ? found : undefined;
  }, 120_000);
  return recording;
}

function gapsOf({ renditions }: ProgrammeMaterial): number[] {
  const epochs = renditions.find(({ kind }) => kind === 'video')?.epochs ?? [];
  return epochs.slice(1).map(({ segments: [first] }, index) => {
    const last = epochs[index]?.segments.at(-1);
    if (!first || !last) return Number.NaN;
    return (first.programDateTimeMs - last.programDateTimeMs) / 1000 - last.durationSeconds;
  });
}

import { randomBytes } from 'node:crypto';
import { readConfig } from '@rostrum/config';
import { newId, undirected } from '@rostrum/protocol';
import { createLogger } from '@rostrum/service';
import { mixerSettings } from '@rostrum/worker-mixer/config';
import { ProgrammeRun, type ProgrammeStats } from '@rostrum/worker-mixer/programme-run';
import type { Clip } from './clip.ts';
import { PartSink } from './part-sink.ts';
import { RtpFeed } from './rtp-feed.ts';

export interface Work {
  readonly clip: Clip;
  readonly sources: number;
  /** Heights of the renditions below the canvas. */
  readonly ladder: readonly number[];
  /** How long is measured, after it has settled; a multiple of 5. */
  readonly seconds: number;
}

/** What was used over what came out. */
export interface Usage {
  readonly cpuSeconds: number;
  readonly outputSeconds: number;
}

export interface OurUsage extends Usage {
  /** More than none: the machine was too busy for a fair figure. */
  readonly repeatedFrames: number;
  /** The same; 0 is fair. */
  readonly governorLevel: number;
}

/** The first report comes after 5 s, when everybody is shown. */
const settleReports = 1;
const reportSeconds = 5;

const config = readConfig(mixerSettings, {
  ROSTRUM_SECRET: randomBytes(24).toString('hex'),
  ROSTRUM_PORT: '0',
  ROSTRUM_NODE_ID: 'bench',
  ROSTRUM_LOG_LEVEL: 'silent',
  REDIS_URL: 'redis://127.0.0.1', // Of the node, which is not started.
});

/** The product's own programme process, as a mixer node starts it. */
export async function measureOurMixer({ clip, sources, ladder, seconds }: Work): Promise<OurUsage> {
  const sink = await PartSink.open();
  const feed = new RtpFeed(clip, sources);
  const run = ProgrammeRun.start(
    {
      programmeId: newId('programme'),
      epoch: 1,
      leaseEpoch: 1,
      canvas: { width: 1280, height: 720, frameRate: 30 },
      ladder: [...ladder],
      origin: { url: sink.url, token: 'none' },
      state: {
        revision: 1,
        participants: [...feed.participants],
        slate: { title: 'Bench', message: '' },
        ...undirected,
      },
    },
    {
      config,
      log: createLogger('bench', 'error'),
      childEnv: { PATH: process.env.PATH ?? '' },
    },
  );
  try {
    feed.start(await run.rtp);
    const reports = await collectReports(run, settleReports + seconds / reportSeconds);
    const [first, last] = [reports[settleReports - 1], reports.at(-1)];
    if (!first || !last || last.sources < sources * 2) throw new Error(`the mixer has ${last?.sources} streams`);
    return {
      cpuSeconds: last.cpuSeconds - first.cpuSeconds,
      outputSeconds: last.outputSeconds - first.outputSeconds,
      repeatedFrames: last.repeatedFrames - first.repeatedFrames,
      governorLevel: Math.max(...reports.map(({ governorLevel }) => governorLevel)),
    };
  } finally {
    feed.close();
    await run.close();
    await sink.close();
  }
}

function collectReports(run: ProgrammeRun, count: number): Promise<ProgrammeStats[]> {
  const { promise, resolve, reject } = Promise.withResolvers<ProgrammeStats[]>();
  const reports: ProgrammeStats[] = [];
  run.onStats((report) => {
    reports.push(report);
    if (reports.length > count) resolve(reports);
  });
  void run.ended.then((reason) => reject(new Error(`the programme's process ended: ${reason}`)));
  return promise;
}

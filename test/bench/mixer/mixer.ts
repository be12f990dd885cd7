import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BenchOptions, type BenchResult, comparison } from '../report.ts';
import { makeClip } from './clip.ts';
import { measureOurMixer, type OurUsage, type Usage, type Work } from './our-mixer.ts';
import { measureStaticFfmpeg } from './static-ffmpeg.ts';

interface Sample {
  readonly round: number;
  readonly sources: number;
  readonly ours: OurUsage;
  readonly baseline: Usage;
}

const perSecond = ({ cpuSeconds, outputSeconds }: Usage): number => cpuSeconds / outputSeconds;

/** A machine that is late shows pictures again, which is cheaper than drawing them: such a figure flatters. */
const fairRepeatedShare = 0.01;
const tries = 3;

async function measureFairly(work: Work): Promise<OurUsage> {
  let best = await measureOurMixer(work);
  for (let attempt = 1; attempt < tries && best.repeatedFrames > work.seconds * 30 * fairRepeatedShare; attempt++) {
    const again = await measureOurMixer(work);
    if (again.repeatedFrames < best.repeatedFrames) best = again;
  }
  return best;
}

/** What a second of programme costs, beside one ffmpeg command that does the same work with fixed inputs. */
export async function benchMixer({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const [rounds, seconds] = isQuick ? [1, 10] : [3, 20];
  const dir = await mkdtemp(join(tmpdir(), 'rostrum-bench-'));
  try {
    // The layers that the mixer asks for: the whole picture for one alone, half of its height for a grid.
    const alone = await makeClip(dir, { width: 1280, height: 720, kbitsPerSecond: 1700 });
    const inGrid = await makeClip(dir, { width: 640, height: 360, kbitsPerSecond: 700 });
    const samples: Sample[] = [];
    for (let round = 0; round < rounds; round++) {
      for (const sources of [1, 2, 4, 9]) {
        const work = { clip: sources === 1 ? alone : inGrid, sources, seconds };
        const ours = await measureFairly(work);
        const baseline = await measureStaticFfmpeg(work);
        samples.push({ round, sources, ours, baseline });
        say(
          `round ${round + 1}: ${sources} sources ${perSecond(ours).toFixed(3)} (${ours.repeatedFrames} repeated), ` +
            `ffmpeg ${perSecond(baseline).toFixed(3)}`,
        );
      }
    }
    const cases = [1, 2, 4, 9].map((count) => {
      const own = samples.filter(({ sources }) => sources === count);
      return comparison(`${count} sources`, {
        values: own.map(({ ours }) => perSecond(ours)),
        baselines: own.map(({ baseline }) => perSecond(baseline)),
      });
    });
    return { report: { bench: 'mixer', unit: 'CPU seconds per second of output', cases }, samples };
  } finally {
    await rm(dir, { recursive: true });
  }
}

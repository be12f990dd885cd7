import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ControlStack } from '../../support/control-stack.ts';
import { type Clip, makeClip } from '../mixer/clip.ts';
import { type BenchOptions, type BenchResult, comparison, figure } from '../report.ts';
import { openBareStage } from './bare-stage.ts';
import { cpuSeconds } from './cpu.ts';
import { LoopedSender } from './looped-sender.ts';
import { type OpenStage, openOurStage } from './our-stage.ts';

/** What a tile of a full grid is sent with, about. */
const clip = { width: 640, height: 360, kbitsPerSecond: 400 } as const;
const settleMs = 1500;

interface Sample {
  readonly presenters: number;
  readonly forwardedMbit: number;
  readonly seconds: number;
  readonly sfuCpuSeconds: number;
  readonly controlCpuSeconds: number;
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);

/** Forwards for a while, and reads what that has cost. */
async function measure(
  open: (sender: LoopedSender, count: number) => Promise<OpenStage>,
  { count, material, lastsMs }: { count: number; material: Clip; lastsMs: number },
): Promise<Sample> {
  const sender = await LoopedSender.open(material);
  let stage: OpenStage | undefined;
  try {
    stage = await open(sender, count);
    const { receivers, pids } = stage;
    sender.start();
    await sleep(settleMs);
    const read = () => ({
      bytes: sum(receivers.map(({ bytes }) => bytes)),
      sfu: sum(pids.sfu.map(cpuSeconds)),
      control: sum(pids.control.map(cpuSeconds)),
      atMs: performance.now(),
    });
    const before = read();
    await sleep(lastsMs);
    const after = read();
    return {
      presenters: count,
      forwardedMbit: ((after.bytes - before.bytes) * 8) / 1e6,
      seconds: (after.atMs - before.atMs) / 1000,
      sfuCpuSeconds: after.sfu - before.sfu,
      controlCpuSeconds: after.control - before.control,
    };
  } finally {
    sender.close();
    await stage?.close();
  }
}

/** Milliseconds of CPU for each megabit that went out. @throws Error when nothing did: the figure would be worth nothing */
function costOf({ sfuCpuSeconds, forwardedMbit }: Sample): number {
  if (forwardedMbit < 0.1) throw new Error('nothing was forwarded');
  return (sfuCpuSeconds * 1000) / forwardedMbit;
}

const shareOf = ({ sfuCpuSeconds, controlCpuSeconds }: Sample) =>
  controlCpuSeconds / Math.max(1e-6, sfuCpuSeconds + controlCpuSeconds);

/**
 * What forwarding costs, for stages on which each receives all others: CPU of the SFU's processes (node and worker) for
 * each megabit, beside a bare router with the same streams, and how much of all CPU is control's.
 */
export async function benchStage({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const dir = await mkdtemp(join(tmpdir(), 'rostrum-bench-'));
  const lastsMs = isQuick ? 3000 : 6000;
  const rounds = isQuick ? 1 : 3;
  const samples: { ours: Sample; bare: Sample }[] = [];
  const stack = await ControlStack.start();
  const openOurs = (sender: LoopedSender, count: number) => openOurStage(stack, sender, count);
  try {
    const material = await makeClip(dir, clip);
    const cases = [];
    for (const count of [2, 4, 8, 16]) {
      const of: { ours: Sample; bare: Sample }[] = [];
      for (let round = 0; round < rounds; round += 1) {
        const ours = await measure(openOurs, { count, material, lastsMs });
        const bare = await measure(openBareStage, { count, material, lastsMs });
        of.push({ ours, bare });
        const mbps = (ours.forwardedMbit / ours.seconds).toFixed(1);
        say(
          `${count} presenters: ${mbps} Mbit/s, ${costOf(ours).toFixed(2)} ms/Mbit (bare ${costOf(bare).toFixed(2)}), ` +
            `control ${(shareOf(ours) * 100).toFixed(1)} %`,
        );
      }
      samples.push(...of);
      const names = { values: of.map(({ ours }) => costOf(ours)), baselines: of.map(({ bare }) => costOf(bare)) };
      cases.push(comparison(`${count} presenters`, names));
      cases.push(
        figure(
          `control’s share, ${count}`,
          of.map(({ ours }) => shareOf(ours)),
        ),
      );
    }
    return { report: { bench: 'stage', unit: 'ms CPU/Mbit', cases }, samples };
  } finally {
    await stack.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

import { readdir } from 'node:fs/promises';
import { finishRecording, type JobDefinition, JobQueue, makeAudio, makeThumbnails, trimRecording } from '@rostrum/jobs';
import { newId, type ProgrammeId, type RecordingId } from '@rostrum/protocol';
import { keepProgramme } from '../../support/programme-material.ts';
import { RecorderStack } from '../../support/recorder-stack.ts';
import { until } from '../../support/until.ts';
import { type BenchOptions, type BenchResult, figure } from '../report.ts';
import { Killer } from './killer.ts';
import { VisibleFiles } from './visible-files.ts';

const seconds = 12;
const seed = 20261127;
/** Of each recording: its MP4, its sound, its pictures, and two parts of it. */
const jobsOfEach = 5;
const withinMs = 480_000;

interface Ends {
  readonly completed: Set<string>;
  /** With the sentence that a person reads. */
  readonly failed: Map<string, string>;
}

async function openQueues(redisUrl: string, ends: Ends, onFinished: (id: RecordingId) => void) {
  const open = <D extends JobDefinition>(definition: D) =>
    JobQueue.open({
      definition,
      redisUrl,
      listeners: {
        progress: () => undefined,
        completed: (id) => {
          if (ends.completed.has(id)) return;
          ends.completed.add(id);
          if (definition.name === finishRecording.name) onFinished(id as RecordingId);
        },
        failed: (id, fault) => void ends.failed.set(id, fault.publicMessage),
      },
      onError: () => undefined,
    });
  return {
    finish: await open(finishRecording),
    audio: await open(makeAudio),
    thumbnails: await open(makeThumbnails),
    trim: await open(trimRecording),
  };
}

type Queues = Awaited<ReturnType<typeof openQueues>>;

/** What is made of a recording as soon as there is one. */
async function askForOutputs(queues: Queues, recordingId: RecordingId): Promise<void> {
  const source = () => ({
    ...{ outputId: newId('output'), recordingId, title: 'T', fileKey: `recordings/${recordingId}/programme.mp4` },
  });
  const [audio, thumbnails] = [source(), source()];
  await queues.audio.enqueue(audio.outputId, audio);
  await queues.thumbnails.enqueue(thumbnails.outputId, thumbnails);
  for (const trim of [
    { startSeconds: 0.5, endSeconds: 6 },
    { startSeconds: 3.3, endSeconds: 11 },
  ]) {
    const part = source();
    await queues.trim.enqueue(part.outputId, { ...part, trim });
  }
}

interface Run {
  readonly ends: Ends;
  readonly kills: ReadonlyMap<string, number>;
  readonly looked: number;
  readonly halves: readonly string[];
  readonly tookSeconds: number;
  /** Folders of jobs that are over. */
  readonly leftovers: readonly string[];
}

async function killJobs(recordings: number, kills: number): Promise<Run> {
  const stack = await RecorderStack.start();
  const ends: Ends = { completed: new Set(), failed: new Map() };
  const asked: Promise<void>[] = [];
  const queues = await openQueues(stack.redisUrl, ends, (id) => asked.push(askForOutputs(queues, id)));
  try {
    const began = performance.now();
    const files = new VisibleFiles(stack, seconds);
    const killer = await Killer.start(stack, { seed, kills });
    const startMs = Date.UTC(2030, 0, 1);
    for (let n = 0; n < recordings; n += 1) {
      const [recordingId, programmeId] = [newId('recording'), newId('programme') as ProgrammeId];
      await keepProgramme(stack.storage, programmeId, [{ seconds, startMs }]);
      await queues.finish.enqueue(recordingId, { recordingId, programmeId, title: 'T' });
    }
    await until(() => hasAllEnded(ends, recordings), withinMs, 100);
    const tookSeconds = (performance.now() - began) / 1000;
    await Promise.all(asked);
    await killer.stop();
    await files.close();
    return { ends, kills: killer.kills, ...files.found, tookSeconds, leftovers: await readdir(stack.workDir) };
  } finally {
    await Promise.all(Object.values(queues).map((queue) => queue.close()));
    await stack.stop();
  }
}

/** One that could not be finished has no outputs. */
function hasAllEnded({ completed, failed }: Ends, recordings: number): boolean {
  const ofFailed = [...failed.keys()].filter((id) => id.startsWith('r_')).length;
  return completed.size + failed.size >= (recordings - ofFailed) * jobsOfEach + ofFailed;
}

/**
 * Fifty jobs while recorders, their jobs' processes and ffmpeg get SIGKILL at random moments of one seed.
 * @throws Error when a half file could be seen, or a job ended without a result and without a reason
 */
export async function benchJobs({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const [recordings, kills] = isQuick ? [3, 8] : [10, 40];
  const { ends, kills: killed, looked, halves, tookSeconds, leftovers } = await killJobs(recordings, kills);
  for (const [id, reason] of ends.failed) say(`${id} failed: ${reason}`);
  for (const half of halves) say(`half a file: ${half}`);
  if (halves.length > 0) throw new Error(`${halves.length} half files could be seen`);
  if ([...ends.failed.values()].some((reason) => reason === '')) throw new Error('a job failed without a reason');
  const cases = [
    figure('jobs that ended right', [ends.completed.size]),
    figure('failed with a reason', [ends.failed.size]),
    ...[...killed].map(([victim, count]) => figure(`killed: ${victim}`, [count])),
    figure('files looked at', [looked]),
    figure('half files seen', [halves.length]),
    figure('folders left behind', [leftovers.length]),
    figure('seconds', [tookSeconds]),
  ];
  const samples = { seed, completed: [...ends.completed], failed: [...ends.failed], leftovers };
  return { report: { bench: 'jobs', unit: 'count', cases }, samples };
}

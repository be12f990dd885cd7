import { availableParallelism } from 'node:os';
import { type Channel, LinkPeer, parse } from '@rostrum/link';
import { Fault, nothing, type RequestOf, toFault } from '@rostrum/protocol';
import type { Log, Running } from '@rostrum/service';
import { openStorage } from '@rostrum/storage';
import type { RecorderConfig } from '../config.ts';
import { jobKinds } from '../job-kinds.ts';
import { workDirOf } from '../work-folder.ts';
import { jobLink } from './job-link.ts';

type Job = RequestOf<typeof jobLink, 'run'>;

/** The process of one job: does it when it is told, and answers what came of it. */
export function openJob(config: RecorderConfig, { channel, log }: { channel: Channel; log: Log }): Running {
  const closed = new AbortController();
  let working: Promise<unknown> = Promise.resolve();
  const work = async ({ kind, jobId, payload, isLastTry }: Job): Promise<unknown> => {
    const found = jobKinds.find(({ definition }) => definition.name === kind);
    if (!found) throw new Fault('MESSAGE_UNKNOWN', { detail: kind });
    return found.run(parse(found.definition.payload, payload), {
      storage: await openStorage(config),
      workDir: workDirOf(config),
      threads: config.jobThreads || Math.max(1, availableParallelism() >> 1),
      log: log.child({ job: jobId }),
      jobId,
      signal: closed.signal,
      isLastTry,
      progress: (done) => peer.emit('progress', { done }),
    });
  };
  const run = async (job: Job) => {
    const done = work(job);
    working = done.catch(() => undefined); // Answered below.
    try {
      return { result: await done };
    } catch (error) {
      const { code, publicMessage, message, cause } = toFault(error);
      const detail = code === 'INTERNAL' && cause instanceof Error ? (cause.stack ?? message) : message;
      return { failure: { code, publicMessage, detail } };
    }
  };
  const peer = new LinkPeer({ channel, local: jobLink, remote: nothing, handlers: { run } });
  return {
    close: async () => {
      closed.abort(new Fault('SHUTTING_DOWN'));
      await working;
    },
  };
}

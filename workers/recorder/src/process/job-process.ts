import type { JobContext, JobDefinition } from '@rostrum/jobs';
import { Child } from '@rostrum/lifecycle';
import { LinkPeer } from '@rostrum/link';
import { Fault, isFaultCode, nothing } from '@rostrum/protocol';
import { type Log, logFault } from '@rostrum/service';
import { jobLink } from './job-link.ts';

export interface JobProcessOptions {
  readonly definition: JobDefinition;
  readonly jobId: string;
  readonly payload: unknown;
  readonly context: JobContext;
  /** The settings that the process reads, as the recorder does. */
  readonly childEnv: Readonly<Record<string, string>>;
  readonly log: Log;
}

const module = new URL('./main.ts', import.meta.url);
const nodeArgs = ['--max-old-space-size=512'];
/** How long a process may take to stop its work and to clear up, when it is not wanted any more. */
const graceMs = 2000;

/**
 * Does one job in a process of its own, which goes after everything live: what it does to memory and processor ends with
 * it, and its death is a failed try.
 * @throws Fault as the job failed, JOB_DIED when its process did, or the signal's reason
 */
export async function runInProcess(options: JobProcessOptions): Promise<unknown> {
  const { definition, jobId, payload, context, childEnv, log } = options;
  const { signal } = context;
  signal.throwIfAborted();
  const child = Child.start({ module, nodeArgs, env: childEnv, ownGroup: true });
  const peer = new LinkPeer({
    channel: child.channel,
    local: nothing,
    handlers: {},
    remote: jobLink,
    listeners: { progress: ({ done }) => context.progress(done) },
    requestTimeoutMs: definition.timeoutMs + graceMs,
    onFault: (fault, about) => logFault(log, fault, { about, job: jobId }),
  });
  const stop = () => child.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  try {
    const answer = peer.request('run', { kind: definition.name, jobId, payload, isLastTry: context.isLastTry });
    const { result, failure } = await Promise.race([answer, untilGivenUp(signal)]);
    if (failure) throw toFault(failure);
    return result;
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof Fault && error.code === 'LINK_CLOSED' ? await toDeath(child) : error;
  } finally {
    signal.removeEventListener('abort', stop);
    peer.close();
    await child.close(graceMs);
    // ffmpeg of a process that was killed.
    child.killGroup();
  }
}

function untilGivenUp(signal: AbortSignal): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  return promise;
}

const toFault = ({ code, publicMessage, detail }: { code: string; publicMessage: string; detail: string }): Fault =>
  new Fault(isFaultCode(code) ? code : 'INTERNAL', { publicMessage, detail });

async function toDeath(child: Child): Promise<Fault> {
  const { code, signal } = await child.ended;
  return new Fault('JOB_DIED', { detail: `ended with ${signal ?? code}` });
}

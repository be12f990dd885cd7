import { Child } from '@rostrum/lifecycle';
import type { MixerConfig } from './config.ts';

export interface ProgrammeProcessOptions {
  readonly config: MixerConfig;
  /** What the process needs of this one's environment. */
  readonly childEnv: Readonly<Record<string, string>>;
}

/** One thread for each encoder, and some for files and names. */
const threadPoolSize = 8;

/**
 * The heap is small (30 MB) and hardly grows, so V8 lets it grow by little before it looks through all of it again: with
 * nine people once or twice a second, a tenth of the processor. At four times its size it does so once in half a minute.
 */
const heapArgs = ['--heap-growing-percent=300'];

/** Starts a process that is for one programme, and waits to be told which. */
export const startProgrammeProcess = ({ config, childEnv }: ProgrammeProcessOptions): Child =>
  Child.start({
    module: new URL('./programme/main.ts', import.meta.url),
    nodeArgs: heapArgs,
    env: {
      ...childEnv,
      UV_THREADPOOL_SIZE: String(threadPoolSize),
      ROSTRUM_LOG_LEVEL: config.logLevel,
      ROSTRUM_NODE_ID: config.nodeId,
      ROSTRUM_RTP_ADDRESS: config.rtpAddress,
    },
  });

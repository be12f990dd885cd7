import { Child } from '@rostrum/lifecycle';
import type { MixerConfig } from './config.ts';

export interface ProgrammeProcessOptions {
  readonly config: MixerConfig;
  /** What the process needs of this one's environment. */
  readonly childEnv: Readonly<Record<string, string>>;
}

/** One thread for each encoder, and some for files and names. */
const threadPoolSize = 8;

/** Starts a process that is for one programme, and waits to be told which. */
export const startProgrammeProcess = ({ config, childEnv }: ProgrammeProcessOptions): Child =>
  Child.start({
    module: new URL('./programme/main.ts', import.meta.url),
    env: {
      ...childEnv,
      UV_THREADPOOL_SIZE: String(threadPoolSize),
      ROSTRUM_LOG_LEVEL: config.logLevel,
      ROSTRUM_NODE_ID: config.nodeId,
      ROSTRUM_RTP_ADDRESS: config.rtpAddress,
    },
  });

import type { JobContext } from '@rostrum/jobs';
import type { Log } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';

/** What every job has to work with. */
export interface Workshop extends JobContext {
  readonly storage: Storage;
  /** Folders for work at hand are made in it. */
  readonly workDir: string;
  /** How many threads a decoder or encoder may have. */
  readonly threads: number;
  readonly log: Log;
}

import { type ConfigOf, common, dataDir, redis, setting, storage } from '@rostrum/config';
import Type from 'typebox';

export const recorderSettings = {
  ...common,
  ...redis,
  ...storage,
  dataDir,
  jobThreads: setting('ROSTRUM_JOB_THREADS', Type.Integer({ minimum: 0, maximum: 64 }), {
    about:
      'How many threads a decoder or encoder of a job may have; default 0: half of the cores. Live programmes go first.',
    fallback: '0',
  }),
} as const;

export type RecorderConfig = ConfigOf<typeof recorderSettings>;

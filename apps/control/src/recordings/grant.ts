import type { RecordingAccess } from '@rostrum/protocol';

/** By what somebody asks to see a recording: a link of its webinar, a share of its own, or nothing. */
export type Grant = 'host' | 'presenter' | 'viewer' | 'share' | 'none';

const opens: Readonly<Record<RecordingAccess, readonly Grant[]>> = {
  host: ['share', 'host'],
  presenters: ['share', 'host', 'presenter'],
  registered: ['share', 'host', 'presenter', 'viewer'],
  public: ['share', 'host', 'presenter', 'viewer', 'none'],
};

export const maySee = (access: RecordingAccess, grant: Grant): boolean => opens[access].includes(grant);

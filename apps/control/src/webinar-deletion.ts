import { Fault, type WebinarId } from '@rostrum/protocol';
import type { Assets } from './assets/assets.ts';
import type { Recordings } from './recordings/recordings.ts';
import type { WebinarStore } from './store/webinar-store.ts';

/** All that there is of a webinar. */
export const webinarDeletion =
  (of: { webinars: WebinarStore; recordings: Recordings; assets: Assets }) =>
  async (id: WebinarId): Promise<void> => {
    const row = await of.webinars.get(id);
    if (row.state === 'live') {
      const publicMessage = 'The webinar is live. End it before you delete it.';
      throw new Fault('WEBINAR_ALREADY_LIVE', { publicMessage });
    }
    await of.recordings.deleteOf(row);
    await of.assets.deleteOf(id);
    await of.webinars.delete(id);
  };

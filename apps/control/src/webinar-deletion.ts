import { Fault, type WebinarId } from '@rostrum/protocol';
import type { Bin } from './recordings/bin.ts';
import type { WebinarStore } from './store/webinar-store.ts';

/** Run where the room is, so that it cannot go live meanwhile. */
export const webinarDeletion =
  (webinars: WebinarStore, bin: Bin) =>
  async (id: WebinarId): Promise<void> => {
    const row = await webinars.get(id);
    if (row.state === 'live') {
      const publicMessage = 'The webinar is live. End it before you delete it.';
      throw new Fault('WEBINAR_ALREADY_LIVE', { publicMessage });
    }
    await bin.putWebinar(id);
  };

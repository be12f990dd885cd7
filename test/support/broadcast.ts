import type { Webinar } from '@rostrum/protocol';
import type { ControlApi } from './control-api.ts';
import { StageCaller } from './stage-caller.ts';

/** A webinar that goes live and ends. */
export async function broadcast(stack: { url: string }, api: ControlApi, title: string): Promise<Webinar> {
  const fields = { title, startsAt: '2030-01-01T10:00:00Z', timeZone: 'Europe/Berlin' };
  const webinar: Webinar = (await api.call('POST', '/api/webinars', fields)).body;
  const host = await StageCaller.open(stack);
  await host.hello((await api.join(webinar.links.host)).session);
  await host.peer.request('goLive', {});
  await host.peer.request('end', {});
  host.close();
  return webinar;
}

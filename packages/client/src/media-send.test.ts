import type { types } from 'mediasoup-client';
import { test } from 'tap';
import { MediaSend } from './media-send.ts';

const track = (id: string) => ({ id, contentHint: '' }) as MediaStreamTrack;

/** A transport that makes producers at once. `refuse` is set while the socket is away. */
function fixture() {
  const asked: string[] = [];
  const room = { isAway: false };
  const ask = (name: string) => async () => {
    if (room.isAway) throw new Error('away');
    asked.push(name);
  };
  const transport = {
    closed: false,
    on: () => undefined,
    produce: async ({ track }: { track: MediaStreamTrack }) => {
      const producer = {
        track,
        paused: false,
        pause: () => Object.assign(producer, { paused: true }),
        resume: () => Object.assign(producer, { paused: false }),
        replaceTrack: async (one: { track: MediaStreamTrack }) => Object.assign(producer, one),
        close: () => undefined,
      };
      asked.push('produce');
      return producer;
    },
  } as unknown as types.Transport;
  const send = new MediaSend(transport, {
    connectTransport: ask('connect'),
    produce: async () => ({ producerId: 'p' }),
    pauseProducer: ask('pause'),
    resumeProducer: ask('resume'),
    closeProducer: ask('close'),
  });
  return { send, asked, room };
}

test('what a host has muted while the socket was away stays muted', async (t) => {
  const { send, asked } = fixture();
  await send.send('microphone', { track: track('voice') });
  t.same(await send.reconcile([{ source: 'microphone', paused: true }]), ['microphone']);
  t.same(asked, ['produce'], 'and is not turned on again');
});

test('what the person did while the socket was away is made good', async (t) => {
  const { send, asked, room } = fixture();
  const voice = track('voice');
  await send.send('microphone', { track: voice });
  room.isAway = true;
  await t.rejects(send.send('microphone', { track: null }));
  room.isAway = false;
  t.same(await send.reconcile([{ source: 'microphone', paused: false }]), []);
  t.same(asked, ['produce', 'pause']);
  room.isAway = true;
  await t.rejects(send.send('microphone', { track: voice }));
  room.isAway = false;
  t.same(await send.reconcile([{ source: 'microphone', paused: true }]), []);
  t.same(asked, ['produce', 'pause', 'resume'], 'they turned it on themselves');
});

test('another track takes the place of the one before, without a word to the room', async (t) => {
  const { send, asked } = fixture();
  await send.send('camera', { track: track('blank') });
  await send.send('camera', { track: track('picture') });
  t.same(asked, ['produce']);
});

import type { types } from 'mediasoup-client';
import { test } from 'tap';
import { MediaSend } from './media-send.ts';

const track = (id: string) => ({ id, contentHint: '', getSettings: () => ({}) }) as unknown as MediaStreamTrack;

type Produce = (
  facts: { rtpParameters: object; appData: object },
  done: (made: { id: string }) => void,
  failed: (error: Error) => void,
) => void;

/** A transport that makes one producer at a time, as soon as it is told to. `isAway`: the socket is. */
function fixture(produce: () => Promise<{ producerId: string }> = async () => ({ producerId: 'p' })) {
  const asked: string[] = [];
  const room = { isAway: false };
  const handlers: { produce?: Produce } = {};
  const ask = (name: string) => async () => {
    if (room.isAway) throw new Error('away');
    asked.push(name);
  };
  const transport = {
    closed: false,
    on: (name: 'produce', handler: Produce) => Object.assign(handlers, { [name]: handler }),
    produce: async ({ track, appData }: { track: MediaStreamTrack; appData: object }) => {
      const facts = { rtpParameters: { codecs: [] }, appData };
      await new Promise((done, failed) => handlers.produce?.(facts, done, failed));
      const producer = {
        track,
        paused: false,
        pause: () => Object.assign(producer, { paused: true }),
        resume: () => Object.assign(producer, { paused: false }),
        replaceTrack: async (one: { track: MediaStreamTrack }) => Object.assign(producer, one),
        close: () => asked.push('closed'),
      };
      asked.push('produce');
      return producer;
    },
  } as unknown as types.Transport;
  const send = new MediaSend(transport, {
    connectTransport: ask('connect'),
    produce,
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

test('the next source does not wait for the answer to the one before', async (t) => {
  const answers: (() => void)[] = [];
  const { send, asked } = fixture(() => new Promise((resolve) => answers.push(() => resolve({ producerId: 'p' }))));
  const both = Promise.all([
    send.send('microphone', { track: track('voice') }),
    send.send('camera', { track: track('picture') }),
  ]);
  await new Promise(setImmediate);
  t.same(asked, ['produce', 'produce']);
  t.equal(answers.length, 2);
  for (const answer of answers) answer();
  await both;
});

test('what the room refuses is closed, and told', async (t) => {
  const { send, asked } = fixture(() => Promise.reject(new Error('in use')));
  await t.rejects(send.send('microphone', { track: track('voice') }), /in use/);
  t.same(asked, ['produce', 'closed']);
});

test('a source that is held sends nothing, and begins without being agreed on again', async (t) => {
  const { send, asked } = fixture();
  const picture = track('picture');
  await send.hold('camera', { track: picture });
  await send.hold('camera', { track: picture });
  t.same(asked, ['produce'], 'once');
  await send.send('camera', { track: picture });
  t.same(asked, ['produce', 'resume'], 'and the room hears that it flows');
});

test('a source that is held and muted stays paused', async (t) => {
  const { send, asked } = fixture();
  await send.hold('microphone', { track: track('voice') });
  await send.send('microphone', { track: null });
  t.same(asked, ['produce', 'pause']);
  await send.send('microphone', { track: track('voice') });
  t.same(asked, ['produce', 'pause', 'resume']);
});

import { Observable } from '@rostrum/lifecycle/observable';
import type { ConsumerFacts } from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import { test } from 'tap';
import { MediaReceive, type RemoteTrack } from './media-receive.ts';

const facts = (consumerId: string, more: Partial<ConsumerFacts> = {}): ConsumerFacts => ({
  consumerId,
  producerId: `producer of ${consumerId}`,
  participantId: `person of ${consumerId}` as ConsumerFacts['participantId'],
  source: 'camera',
  kind: 'video',
  rtpParameters: {} as ConsumerFacts['rtpParameters'],
  paused: false,
  ...more,
});

/** A transport that makes consumers at once, and remembers which are open. */
function fixture() {
  const open = new Set<string>();
  const asked: string[] = [];
  const transport = {
    closed: false,
    on: () => undefined,
    consume: async ({ id }: { id: string }) => {
      open.add(id);
      return { track: { id }, close: () => open.delete(id) };
    },
  } as unknown as types.Transport;
  const tracks = new Observable<readonly RemoteTrack[]>([]);
  const receive = new MediaReceive(
    transport,
    {
      connectTransport: async () => undefined,
      resumeConsumer: async ({ consumerId }) => void asked.push(`resume ${consumerId}`),
    },
    tracks,
  );
  const ids = () => tracks.value.map(({ consumerId }) => consumerId).toSorted();
  return { receive, open, asked, ids };
}

test('after a resumed socket, exactly what the room has is received', async (t) => {
  const { receive, open, asked, ids } = fixture();
  await receive.open([facts('a'), facts('b')]);
  await receive.reconcile([facts('b'), facts('c', { paused: true })]);
  t.same(ids(), ['b', 'c']);
  t.same([...open].toSorted(), ['b', 'c'], 'what was closed meanwhile is closed');
  t.same(asked, ['resume c'], 'what was opened meanwhile is asked to flow');
});

test('a consumer that could not be asked to flow is asked again', async (t) => {
  const { receive, asked, ids } = fixture();
  await receive.open([facts('a', { paused: true })]);
  await receive.reconcile([facts('a', { paused: true })]);
  t.same(asked, ['resume a', 'resume a']);
  t.same(ids(), ['a'], 'and is not made twice');
});

test("a person's newer camera takes the place of the older one", async (t) => {
  const { receive, ids } = fixture();
  const participantId = 'u' as ConsumerFacts['participantId'];
  await receive.open([facts('a', { participantId })]);
  await receive.add(facts('b', { participantId }));
  t.same(ids(), ['b']);
});

test('what was made ahead is neither shown nor asked to flow before the stage is entered', async (t) => {
  const { receive, open, asked, ids } = fixture();
  await receive.add(facts('a', { paused: true }));
  await receive.add(facts('b', { paused: true }));
  t.same(ids(), []);
  t.same(asked, []);
  await receive.open([facts('b'), facts('c')]);
  t.same(ids(), ['b', 'c'], 'what ended meanwhile is gone, what came meanwhile is there');
  t.same([...open].toSorted(), ['b', 'c']);
  t.same(asked, [], 'the room has let it flow already');
});

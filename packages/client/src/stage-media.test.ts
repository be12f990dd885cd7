import { mock } from 'node:test';
import { Observable } from '@rostrum/lifecycle/observable';
import { type ConsumerFacts, Fault, type Source } from '@rostrum/protocol';
import type { types } from 'mediasoup-client';
import { type Test, test } from 'tap';
import type { RemoteTrack } from './media-receive.ts';
import type { HelloAnswer } from './signaling.ts';
import { StageMedia, type StageTransports } from './stage-media.ts';

const track = (kind = 'audio') => ({ kind, contentHint: '', getSettings: () => ({}) }) as unknown as MediaStreamTrack;
const facts = (consumerId: string, more: Partial<ConsumerFacts> = {}) =>
  ({
    consumerId,
    producerId: `p ${consumerId}`,
    participantId: consumerId,
    source: 'camera',
    kind: 'video',
    ...more,
  }) as ConsumerFacts;
const transports = { send: { id: 'send' }, receive: { id: 'receive' } } as unknown as StageTransports;

/** A WebRTC transport that does at once what it is asked for, and connects with the first thing that goes over it. */
class FakeTransport {
  readonly id: string;
  closed = false;
  connectionState = 'new';
  readonly producers: { readonly source: Source; track: MediaStreamTrack | null; paused: boolean }[] = [];
  readonly restarted: unknown[] = [];
  report: readonly (readonly [string, object])[] = [];
  readonly #handlers = new Map<string, (...about: never[]) => void>();
  constructor({ id }: { readonly id: string }) {
    this.id = id;
  }
  on = (name: string, handler: (...about: never[]) => void) => void this.#handlers.set(name, handler);
  emit = (name: string, ...about: unknown[]) => this.#handlers.get(name)?.(...(about as never[]));
  becomes(state: string) {
    this.connectionState = state;
    this.emit('connectionstatechange', state);
  }
  async #connect() {
    if (this.connectionState !== 'new') return;
    this.connectionState = 'connecting';
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.emit('connect', { dtlsParameters: { fingerprints: [] } }, resolve, reject);
    await promise;
    this.connectionState = 'connected';
  }
  async produce({ track, appData }: { track: MediaStreamTrack; appData: { source: Source } }) {
    await this.#connect();
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.emit('produce', { rtpParameters: {}, appData }, resolve, reject);
    await promise;
    const producer = {
      ...{ source: appData.source, track: track as MediaStreamTrack | null, paused: false },
      pause: () => Object.assign(producer, { paused: true }),
      resume: () => Object.assign(producer, { paused: false }),
      replaceTrack: async (one: { track: MediaStreamTrack | null }) => void Object.assign(producer, one),
      close: () => Object.assign(producer, { track: null }),
    };
    this.producers.push(producer);
    return producer;
  }
  async consume({ id }: { id: string }) {
    await this.#connect();
    return { track: { id }, close: () => undefined };
  }
  getStats = async () => this.report;
  updateIceServers = async (wanted: object) => void this.restarted.push(wanted);
  restartIce = async (wanted: object) => void this.restarted.push(wanted);
  close = () => {
    this.closed = true;
  };
}

/** Media between two fake transports and a room that answers what `answers` says, or nothing. */
function fixture({ isSpare = false } = {}) {
  const made: FakeTransport[] = [];
  const create = (options: { id: string }) => {
    made.push(new FakeTransport(options));
    return made.at(-1);
  };
  const device = { createSendTransport: create, createRecvTransport: create, rtpCapabilities: { codecs: [] } };
  const asked: { readonly method: string; readonly data: Record<string, unknown> }[] = [];
  const answers: Record<string, (data: Record<string, unknown>) => unknown> = {};
  const gone: string[] = [];
  const problems: unknown[] = [];
  let doubts = 0;
  const tracks = new Observable<readonly RemoteTrack[]>([]);
  const media = new StageMedia({
    device: device as unknown as types.Device,
    transports,
    isSpare,
    tracks,
    signaling: {
      request: async (method: string, data: Record<string, unknown>) => {
        asked.push({ method, data });
        return answers[method]?.(data) ?? { producerId: 'p' };
      },
      doubt: () => {
        doubts += 1;
      },
    } as never,
    onGone: ({ code }) => gone.push(code),
    onReceiveFault: (error) => problems.push(error),
  });
  const [receive, send] = made;
  if (!(receive && send)) throw new Error('two transports');
  const of = (method: string) => asked.filter((one) => one.method === method).map(({ data }) => data);
  const shown = () => tracks.value.map(({ consumerId }) => consumerId);
  return { media, send, receive, asked, of, answers, gone, problems, shown, doubts: () => doubts };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const hello = (more: object = {}) =>
  ({ participantId: 'me', state: { participants: [] }, consumers: [], ...more }) as unknown as HelloAnswer;
const fail = (code: 'LINK_CLOSED' | 'TRANSPORT_NOT_FOUND' | 'SOURCE_IN_USE') => () => {
  throw new Fault(code);
};

/** Time that is turned by hand, from before the media is made until the test is over. */
function withTimers(t: Test) {
  mock.timers.enable({ apis: ['setTimeout'] });
  t.teardown(() => mock.timers.reset());
  return async (ms: number, times = 1) => {
    for (let count = 0; count < times; count += 1) {
      mock.timers.tick(ms);
      await turn();
    }
  };
}

test('what the page connects is told, and not waited for', async (t) => {
  const { media, of, answers } = fixture();
  t.teardown(() => media.close());
  answers.connectTransport = () => new Promise(() => undefined);
  await media.send('microphone', { track: track() });
  t.match(of('connectTransport'), [{ transportId: 'send' }]);
  t.match(of('produce'), [{ source: 'microphone', paused: false }]);
});

test('a socket that was away hears of it when it is back; a room that has lost it says so once', async (t) => {
  const { media, of, answers, gone } = fixture();
  t.teardown(() => media.close());
  answers.connectTransport = fail('LINK_CLOSED');
  await media.send('microphone', { track: track() });
  await turn();
  t.same(gone, []);
  delete answers.connectTransport;
  const here = { state: { participants: [{ id: 'me', producers: [{ source: 'microphone', paused: false }] }] } };
  await media.reconcile(hello(here));
  t.equal(of('connectTransport').length, 2);
  await media.reconcile(hello(here));
  t.equal(of('connectTransport').length, 2, 'it is known now');

  answers.connectTransport = fail('TRANSPORT_NOT_FOUND');
  media.receive(facts('a'));
  await turn();
  t.same(gone, ['TRANSPORT_NOT_FOUND']);
  await media.reconcile(hello(here));
  t.equal(gone.length, 1);
});

test('a source that the room refuses fails alone', async (t) => {
  const { media, send, answers } = fixture();
  t.teardown(() => media.close());
  answers.produce = ({ source }) => (source === 'camera' ? fail('SOURCE_IN_USE')() : { producerId: 'p' });
  const [camera, voice] = await Promise.allSettled([
    media.send('camera', { track: track('video') }),
    media.send('microphone', { track: track() }),
  ]);
  t.match(camera, { status: 'rejected', reason: { code: 'SOURCE_IN_USE' } });
  t.equal(voice.status, 'fulfilled');
  t.same(
    send.producers.filter((producer) => producer.track).map(({ source }) => source),
    ['microphone'],
  );
});

test('what a host has muted meanwhile is answered; who is not on the stage has nothing to make good', async (t) => {
  const { media, send } = fixture();
  t.teardown(() => media.close());
  await media.send('microphone', { track: track() });
  t.same(await media.reconcile(hello()), []);
  const producers = [{ source: 'microphone', paused: true }];
  t.same(await media.reconcile(hello({ state: { participants: [{ id: 'other', producers }] } })), []);
  t.same(await media.reconcile(hello({ state: { participants: [{ id: 'me', producers }] } })), ['microphone']);
  t.equal(send.producers.length, 1, 'nothing was sent anew');
});

test('before the yes nothing is shown and nothing heard, and with it all is there', async (t) => {
  const silent = { ...track(), stop: () => undefined };
  let contexts = 0;
  class FakeAudioContext {
    suspend = async () => undefined;
    createMediaStreamDestination = () => ({ stream: { getAudioTracks: () => [silent] } });
    close = async () => {
      contexts -= 1;
    };
    constructor() {
      contexts += 1;
    }
  }
  Object.assign(globalThis, { AudioContext: FakeAudioContext });
  t.teardown(() => Reflect.deleteProperty(globalThis, 'AudioContext'));
  const { media, send, of, answers, shown } = fixture();
  answers.prepareConsumers = () => ({ consumers: [facts('a', { paused: true }), facts('b', { paused: true })] });
  await media.prepare('microphone', { toReceive: true });
  t.equal(send.producers[0]?.track, silent);
  t.same(of('prepareConsumers'), [{ rtpCapabilities: { codecs: [] } }]);
  t.same(shown(), []);
  t.same(of('resumeConsumer'), []);
  const voice = track();
  await media.send('microphone', { track: voice });
  media.open([facts('a'), facts('b')]);
  await turn();
  t.equal(send.producers[0]?.track, voice);
  t.equal(of('produce').length, 1, 'what was agreed on counts');
  t.same(shown().toSorted(), ['a', 'b']);
  media.close();
  t.equal(contexts, 0, 'the browser has its sound back');
});

test('a spare agrees with the node that waits, and speaks to the one in use only from then on', async (t) => {
  const tick = withTimers(t);
  const { media, send, of } = fixture({ isSpare: true });
  t.teardown(() => media.close());
  const voice = track();
  await media.hold('microphone', { track: voice });
  t.match(of('produceSpare'), [{ source: 'microphone' }]);
  t.notOk('paused' in (of('produceSpare')[0] ?? {}));
  t.equal(send.producers[0]?.track, null);
  send.report = [['path', { type: 'transport', packetsSent: 0, packetsReceived: 0 }]];
  await tick(300, 10);
  t.equal(of('tellLayers').length, 0);
  media.takeOver(undefined);
  await media.send('microphone', { track: voice });
  await media.send('camera', { track: track('video') });
  t.equal(send.producers[0]?.track, voice);
  t.match(of('produce'), [{ source: 'camera' }], 'only what was not held');
});

const layers = (...bits: number[]) =>
  bits.map((targetBitrate, rid) => [`layer ${rid}`, { type: 'outbound-rtp', rid: `${rid}`, targetBitrate }] as const);

test('a layer that the network has stopped is told, also when it was sent on the transport before', async (t) => {
  const tick = withTimers(t);
  const { media, send, of } = fixture();
  t.teardown(() => media.close());
  send.report = layers(100, 100, 100);
  await tick(300, 2);
  t.same(of('tellLayers'), []);
  send.report = layers(100, 100, 0);
  await tick(300, 2);
  t.same(of('tellLayers'), [{ source: 'camera', maxSpatialLayer: 1 }], 'once');

  const spare = fixture({ isSpare: true });
  t.teardown(() => spare.media.close());
  spare.media.takeOver(media);
  spare.send.report = layers(100, 0, 0);
  await tick(300);
  t.same(spare.of('tellLayers'), [{ source: 'camera', maxSpatialLayer: 0 }]);
});

test('a path that is dead is found out by what comes back, and both transports get a new one', async (t) => {
  const tick = withTimers(t);
  const { media, send, receive, of, answers, doubts } = fixture();
  t.teardown(() => media.close());
  for (const transport of [send, receive]) transport.connectionState = 'connected';
  answers.restartIce = ({ transportId }) => ({ iceParameters: { of: transportId }, iceServers: [] });
  let sent = 0;
  send.getStats = async () => {
    sent += 50;
    return [['path', { type: 'transport', packetsSent: sent, packetsReceived: 7 }]];
  };
  await tick(300, 2);
  t.equal(doubts(), 1, 'the socket is asked for a sign of life first');
  t.same(of('restartIce'), []);
  await tick(300, 2);
  t.same(of('restartIce'), [{ transportId: 'send' }, { transportId: 'receive' }]);
  for (const { id, restarted } of [send, receive])
    t.match(restarted, [{ iceServers: [] }, { iceParameters: { of: id } }]);
});

test('a path that breaks is restarted, until the room says that it has lost the transport', async (t) => {
  const tick = withTimers(t);
  const { media, send, of, answers, gone, doubts } = fixture();
  t.teardown(() => media.close());
  answers.restartIce = fail('LINK_CLOSED');
  send.becomes('disconnected');
  await turn();
  t.equal(doubts(), 1);
  t.equal(of('restartIce').length, 1);
  await tick(2000);
  t.equal(of('restartIce').length, 2, 'and again while it stays so');
  answers.restartIce = fail('TRANSPORT_NOT_FOUND');
  await media.reconcile(hello());
  await turn();
  t.same(gone, ['TRANSPORT_NOT_FOUND']);
});

test('what was replaced says and shows nothing any more, and is closed a little later', async (t) => {
  const tick = withTimers(t);
  const { media, send, receive, asked, answers, shown } = fixture();
  await media.send('microphone', { track: track() });
  media.open([facts('a')]);
  await turn();
  t.same(shown(), ['a']);
  media.retire();
  t.equal(send.producers[0]?.track, null);
  const before = asked.length;
  answers.restartIce = () => t.fail('a restart of what is not in use');
  send.becomes('disconnected');
  await media.send('camera', { track: track('video') });
  t.equal(asked.length, before, 'the room is not asked for anything');
  t.notOk(send.closed);
  await tick(3000);
  t.ok(send.closed && receive.closed);
});

test('left in the middle: what was under way ends without a word', async (t) => {
  const { media, send, receive, answers, gone, problems, shown } = fixture();
  const late = Promise.withResolvers<unknown>();
  answers.connectTransport = () => late.promise;
  const consumed = Promise.withResolvers<void>();
  const { consume } = receive;
  receive.consume = async (options) => {
    await consumed.promise;
    return consume.call(receive, options);
  };
  media.open([facts('a')]);
  await media.send('microphone', { track: track() });
  media.close();
  media.close();
  consumed.resolve();
  await turn();
  t.ok(send.closed && receive.closed);
  t.same([gone, problems, shown()], [[], [], []]);
});

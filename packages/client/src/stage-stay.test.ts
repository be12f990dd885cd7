import { Observable } from '@rostrum/lifecycle/observable';
import { type ConsumerFacts, Fault, type IceServer, type Source, type StageState } from '@rostrum/protocol';
import { test } from 'tap';
import { LocalMedia } from './local-media.ts';
import type { SocketState } from './resume-policy.ts';
import type { HelloAnswer } from './signaling.ts';
import type { StageMedia, StageTransports } from './stage-media.ts';
import { StageStay } from './stage-stay.ts';

const transports = (name: string, iceServers?: readonly IceServer[]): StageTransports =>
  ({
    send: { id: `${name} send` },
    receive: { id: `${name} receive` },
    ...(iceServers ? { iceServers } : {}),
  }) as never;
const facts = (consumerId: string) => ({ consumerId }) as ConsumerFacts;

/** A device's track; `end` is what an unplugged one does. */
class FakeTrack extends EventTarget {
  readonly label = 'device';
  readonly kind: string;
  constructor(kind: string) {
    super();
    this.kind = kind;
  }
  getSettings = () => ({ deviceId: this.kind });
  stop = () => undefined;
  end = () => this.dispatchEvent(new Event('ended'));
}

/** Devices that are there, or refused. */
class FakeDevices extends EventTarget {
  readonly refused = new Set<string>();
  readonly opened: FakeTrack[] = [];
  enumerateDevices = async () => [];
  async getUserMedia({ audio }: MediaStreamConstraints) {
    const kind = audio ? 'audio' : 'video';
    if (this.refused.has(kind)) throw new DOMException('no', 'NotAllowedError');
    const track = new FakeTrack(kind);
    this.opened.push(track);
    return { getTracks: () => [track] };
  }
}

/** Writes down what it is asked; `refused` sources are not sent. */
class FakeMedia {
  readonly transports: StageTransports;
  readonly isSpare: boolean;
  readonly said: string[] = [];
  readonly sent = new Map<Source, boolean>();
  readonly held = new Map<Source, boolean>();
  readonly limits = new Map<Source, number>();
  readonly rtpCapabilities = {};
  refused: Partial<Record<Source, Fault>> = {};
  muted: Source[] = [];
  constructor(of: StageTransports, isSpare = false) {
    this.transports = of;
    this.isSpare = isSpare;
  }
  get iceServers() {
    return this.transports.iceServers;
  }
  isOn = ({ send, receive }: StageTransports) =>
    send.id === this.transports.send.id && receive.id === this.transports.receive.id;
  open = (consumers: readonly ConsumerFacts[]) => this.said.push(`open ${consumers.map((one) => one.consumerId)}`);
  receive = ({ consumerId }: ConsumerFacts) => this.said.push(`receive ${consumerId}`);
  drop = (consumerId: string) => this.said.push(`drop ${consumerId}`);
  takeOver = (before: FakeMedia) => this.said.push(`take over from ${before.transports.send.id}`);
  retire = () => this.said.push('retire');
  close = () => this.said.push('close');
  reconcile = async () => this.muted;
  async send(source: Source, { track }: { track: unknown }) {
    const fault = track ? this.refused[source] : undefined;
    if (fault) throw fault;
    this.sent.set(source, track !== null);
  }
  async hold(source: Source, { track }: { track: unknown }) {
    if (track) this.held.set(source, true);
  }
  async limit(source: Source, layer: number) {
    this.limits.set(source, layer);
  }
  get isSending() {
    return [...this.sent].flatMap(([source, isSent]) => (isSent ? [source] : []));
  }
}

type Answer = StageTransports & { consumers: ConsumerFacts[]; state: StageState };

function fixture() {
  const devices = new FakeDevices();
  const local = new LocalMedia({ mediaDevices: devices as unknown as MediaDevices });
  const socket = new Observable<SocketState>({ name: 'open' });
  const room = {
    joins: [] as { readonly name: string; readonly send?: Source[] }[],
    answer: async (): Promise<Answer> => ({ ...transports('first'), consumers: [facts('a')], state: {} as StageState }),
  };
  const made: FakeMedia[] = [];
  const problems: { readonly code: string; readonly source: Source | undefined }[] = [];
  const muted: Source[] = [];
  let onMade: (media: FakeMedia) => void = () => undefined;
  const stay = new StageStay({
    signaling: {
      socket,
      request: ((_method: 'join', request: { name: string }) => {
        room.joins.push(request);
        return room.answer();
      }) as never,
    },
    device: { loaded: async () => ({ rtpCapabilities: {} }) } as never,
    local,
    newMedia: (_device, of, isSpare) => {
      const media = new FakeMedia(of, isSpare);
      made.push(media);
      onMade(media);
      return media as unknown as StageMedia;
    },
    onRoom: () => undefined,
    onMuted: (source) => muted.push(source),
    onProblem: (error, source) => problems.push({ code: error instanceof Fault ? error.code : `${error}`, source }),
  });
  local.state.subscribe(() => void stay.sendAll());
  stay.dispatch({ type: 'greeted', resumed: false });
  const last = () => {
    const media = made.at(-1);
    if (!media) throw new Error('no media');
    return media;
  };
  const whenMade = (run: typeof onMade) => {
    onMade = run;
  };
  const moved = (name: string, more: { isPrepared?: boolean } = {}) =>
    stay.mediaMoved({ ...transports(name), consumers: [facts(name)], ...more } as never);
  return { stay, local, devices, socket, room, made, last, whenMade, problems, muted, moved };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));
const refusal = new Fault('RTP_PARAMETERS_INVALID');

test('who has no camera, or was refused it, is on stage with what there is', async (t) => {
  const { stay, local, devices, last, problems } = fixture();
  devices.refused.add('video');
  await Promise.all([local.start('camera'), local.start('microphone')]);
  await stay.join({ name: 'Ada' });
  await turn();
  t.match(stay.phase.value, { name: 'on-stage', media: 'flowing' });
  t.same(last().isSending, ['microphone']);
  t.same(last().said, ['open a']);
  t.same(problems, []);
});

test('a source that the room refuses is told once, by its name, and the others are sent', async (t) => {
  const { stay, local, last, whenMade, problems } = fixture();
  await Promise.all([local.start('camera'), local.start('microphone')]);
  whenMade((media) => {
    media.refused = { camera: refusal };
  });
  await stay.join({ name: 'Ada' });
  await turn();
  t.same(last().isSending, ['microphone']);
  t.same(problems, [{ code: refusal.code, source: 'camera' }]);
});

test('what fails because the socket is away is no problem: it is sent when that is back', async (t) => {
  const { stay, local, socket, last, problems } = fixture();
  await stay.join({ name: 'Ada' });
  const answer = { resumed: true } as HelloAnswer;
  socket.set({ name: 'reconnecting', attempt: 0, retryInMs: 0, sinceMs: 0 });
  last().refused = { microphone: new Fault('LINK_CLOSED') };
  await local.start('microphone');
  await turn();
  t.same(problems, []);
  last().refused = {};
  socket.set({ name: 'open' });
  stay.greeted(answer);
  await turn();
  t.same(last().isSending, ['microphone']);
});

test('a track that ends is sent no more, and one that is being opened is waited for', async (t) => {
  const { stay, local, devices, last } = fixture();
  await Promise.all([local.start('camera'), local.start('microphone')]);
  await stay.join({ name: 'Ada' });
  await turn();
  t.same(last().isSending.toSorted(), ['camera', 'microphone']);
  devices.opened.find(({ kind }) => kind === 'video')?.end();
  await turn();
  t.same(last().isSending, ['microphone']);

  const opening = Promise.withResolvers<never>();
  devices.getUserMedia = () => opening.promise;
  const other = local.start('microphone', 'another');
  await turn();
  t.same(last().isSending, ['microphone'], 'the old one until the new one is there');
  opening.reject(new DOMException('gone', 'NotFoundError'));
  await other;
  await turn();
  t.same(last().isSending, []);
});

test('what was opened ahead is taken over, and the voice goes ahead of the answer', async (t) => {
  const { stay, local, room, made } = fixture();
  await Promise.all([local.start('camera'), local.start('microphone')]);
  const prepared = new FakeMedia(transports('first'));
  const late = Promise.withResolvers<Answer>();
  const { answer } = room;
  room.answer = () => late.promise;
  const joined = stay.join({ name: 'Ada' }, async () => prepared as unknown as StageMedia);
  await turn();
  t.same(prepared.isSending, ['microphone'], "the own camera waits for the others' pictures");
  t.match(room.joins, [{ name: 'Ada', send: ['microphone', 'camera'] }]);
  late.resolve(await answer());
  await joined;
  await turn();
  t.equal(stay.media, prepared as unknown as StageMedia);
  t.same(made, [], 'nothing else was opened');
  t.same(prepared.isSending.toSorted(), ['camera', 'microphone']);
  t.same(prepared.said, ['open a']);
});

test('what was opened ahead is closed when the room answers with something else, or refuses', async (t) => {
  const { stay, room, made } = fixture();
  const [lost, refused] = [new FakeMedia(transports('lost')), new FakeMedia(transports('first'))];
  room.answer = async () => {
    throw new Fault('STAGE_FULL');
  };
  await stay.join({ name: 'Ada' }, async () => refused as unknown as StageMedia);
  t.match(stay.phase.value, { name: 'lobby', problem: { code: 'STAGE_FULL' } });
  t.same(refused.said, ['close']);
  room.answer = async () => ({ ...transports('first'), consumers: [], state: {} as StageState });
  await stay.join({ name: 'Ada' }, async () => lost as unknown as StageMedia);
  t.same(lost.said, ['close']);
  t.equal(stay.media, made[0] as unknown as StageMedia);
});

test('who leaves while the room answers is not on stage, and nothing of it stays open', async (t) => {
  for (const isPrepared of [true, false]) {
    const { stay, room, made } = fixture();
    const prepared = new FakeMedia(transports('first'));
    const late = Promise.withResolvers<Answer>();
    const { answer } = room;
    room.answer = () => late.promise;
    const joined = stay.join({ name: 'Ada' }, isPrepared ? async () => prepared as unknown as StageMedia : undefined);
    await turn();
    stay.dispatch({ type: 'left' });
    stay.closeMedia();
    late.resolve(await answer());
    await joined;
    t.same(stay.phase.value, { name: 'left' });
    t.equal(stay.media, undefined);
    t.same(made, []);
    t.same(prepared.said, isPrepared ? ['close'] : []);
  }
});

test('moved to other transports: the same devices are sent over them, with the same TURN servers', async (t) => {
  const { stay, local, room, made, last, moved } = fixture();
  const iceServers = [{ urls: ['turn:one'], username: 'u', credential: 'c' }];
  room.answer = async () => ({ ...transports('first', iceServers), consumers: [], state: {} as StageState });
  await local.start('microphone');
  await stay.join({ name: 'Ada' });
  await turn();
  moved('second');
  t.match(stay.phase.value, { media: 'restoring' });
  await turn();
  t.match(stay.phase.value, { media: 'flowing' });
  t.same(last().transports, transports('second', iceServers));
  t.same(last().isSending, ['microphone']);
  t.same(last().said, ['open second']);
  t.same(made[0]?.said, ['open ', 'retire'], 'what was in use is closed a little later');

  moved('third');
  await turn();
  t.same(made[0]?.said.slice(-1), ['close'], 'at the latest when the next one retires');
  t.equal(room.joins.length, 1, 'nobody had to join again');
});

test('moved again before all is sent: only the last one makes it whole', async (t) => {
  const { stay, local, whenMade, moved } = fixture();
  await local.start('microphone');
  await stay.join({ name: 'Ada' });
  await turn();
  const [slow, slower] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const waits = [slow, slower];
  whenMade((media) => {
    const wait = waits.shift();
    media.send = async () => wait?.promise;
  });
  moved('second');
  await turn();
  moved('third');
  await turn();
  slow.resolve();
  await turn();
  t.match(stay.phase.value, { media: 'restoring' });
  slower.resolve();
  await turn();
  t.match(stay.phase.value, { media: 'flowing' });
});

test('a spare holds microphone and camera as they are sent, and goes on with them', async (t) => {
  const { stay, local, made, last, moved } = fixture();
  await Promise.all([local.start('camera'), local.start('microphone')]);
  await stay.join({ name: 'Ada' });
  await turn();
  stay.limit('camera', 1);
  await stay.spareOpened({ ...transports('spare'), consumers: [facts('b')] } as never);
  const [inUse, spare] = made;
  t.ok(spare?.isSpare);
  t.same([...(spare?.held.keys() ?? [])], ['microphone', 'camera']);
  t.same([...(spare?.limits ?? [])], [['camera', 1]]);
  t.same(spare?.isSending, [], 'nothing flows yet');
  stay.limit('camera', 0);
  t.equal(spare?.limits.get('camera'), 0);
  stay.spareConsumer(facts('c'));

  moved('spare', { isPrepared: true });
  await turn();
  t.equal(made.length, 2);
  t.equal(stay.media, last() as unknown as StageMedia);
  t.same(spare?.said, ['receive b', 'receive c', 'take over from first send', 'open spare']);
  t.same(spare?.isSending.toSorted(), ['camera', 'microphone']);
  t.same(inUse?.said.slice(-1), ['retire']);
});

test('what was prepared for another page of the same person is not ours: it joins again', async (t) => {
  const { stay, room, made, moved } = fixture();
  await stay.join({ name: 'Ada' });
  moved('unknown', { isPrepared: true });
  await turn();
  t.equal(room.joins.length, 2);
  t.same(made[0]?.said.slice(-1), ['close']);
  t.match(stay.phase.value, { name: 'on-stage', media: 'flowing' });
});

test('a spare that is gone is closed, and nothing of what is in use', async (t) => {
  const { stay, made } = fixture();
  await stay.join({ name: 'Ada' });
  await stay.spareOpened({ ...transports('spare'), consumers: [] } as never);
  const [inUse, spare] = made as unknown as [StageMedia, StageMedia];
  t.notOk(stay.spareGone(inUse));
  t.ok(stay.spareGone(spare));
  t.same(made[1]?.said, ['close']);
  t.same(made[0]?.said, ['open a']);
  t.match(stay.phase.value, { media: 'flowing' });
});

test('media that is lost is joined for again until it works; not once the person has left', async (t) => {
  const { stay, local, room, last, made } = fixture();
  await local.start('microphone');
  await stay.join({ name: 'Ada' });
  const { answer } = room;
  let failures = 1;
  room.answer = async () => {
    failures -= 1;
    if (failures >= 0) throw new Fault('SFU_UNAVAILABLE');
    return answer();
  };
  stay.mediaLost();
  stay.mediaLost();
  t.same(made[0]?.said.slice(-1), ['close']);
  await turn();
  t.match(stay.phase.value, { media: 'restoring' });
  await new Promise((resolve) => setTimeout(resolve, 300)); // The first pause is 200 ms.
  t.match(stay.phase.value, { media: 'flowing' });
  t.equal(room.joins.length, 3, 'told twice, asked once at a time');
  t.same(last().isSending, ['microphone']);

  failures = 100;
  stay.mediaLost();
  await turn();
  stay.dispatch({ type: 'left' });
  const asked = room.joins.length;
  await new Promise((resolve) => setTimeout(resolve, 300));
  t.equal(room.joins.length, asked);
});

test('a refusal that will not change ends the stay', async (t) => {
  const { stay, room } = fixture();
  await stay.join({ name: 'Ada' });
  room.answer = async () => {
    throw new Fault('WEBINAR_ENDED');
  };
  stay.mediaLost();
  await turn();
  t.match(stay.phase.value, { name: 'refused', fault: { code: 'WEBINAR_ENDED' } });
});

test('a resumed socket tells what a host has muted meanwhile; one that was not resumed joins again', async (t) => {
  const { stay, room, last, muted } = fixture();
  await stay.join({ name: 'Ada' });
  last().muted = ['microphone'];
  stay.greeted({ resumed: true } as HelloAnswer);
  await turn();
  t.same(muted, ['microphone']);
  t.equal(room.joins.length, 1);
  stay.greeted({ resumed: false } as HelloAnswer);
  t.match(stay.phase.value, { media: 'restoring' });
  await turn();
  t.equal(room.joins.length, 2);
  t.match(stay.phase.value, { media: 'flowing' });
});

import { FakeClock, KeyedQueue } from '@rostrum/lifecycle';
import {
  defaultBranding,
  Fault,
  type NodeId,
  newId,
  type ParticipantId,
  type Role,
  type RtpParameters,
  type StandbyPolicy,
  type WebinarFacts,
} from '@rostrum/protocol';
import { emptyRoom, type RoomRecord } from '@rostrum/room';
import { createLogger } from '@rostrum/service';
import { ExpectedLoads } from '../nodes/expected-loads.ts';
import { Room } from './room.ts';
import type { MediaNodeLinks, RoomDeps } from './room-deps.ts';
import type { Seat } from './seats.ts';

export const [anew, resume] = [{ isWanted: false }, { isWanted: true }];

type Answer = (method: string, data: Record<string, unknown>) => unknown;

export const opus: RtpParameters = {
  codecs: [{ mimeType: 'audio/opus', payloadType: 111, clockRate: 48_000, channels: 2 }],
  encodings: [{ ssrc: 1 }],
};
const transport = (id: string) => ({
  id,
  iceParameters: { usernameFragment: 'u', password: 'p' },
  iceCandidates: [],
  dtlsParameters: { fingerprints: [{ algorithm: 'sha-256', value: 'f' }] },
});

/** Nodes of one kind that write down what they are asked, in memory. `refuse` may answer a fault instead. */
export function fakeNodes(kind: 'sfu' | 'mixer', ids: string[], answer: Answer) {
  const asked: { node: string; method: string; data: Record<string, unknown> }[] = [];
  const fake = {
    asked,
    alive: new Set(ids),
    refuse: (_node: string, _method: string): Fault | undefined | Promise<Fault> => undefined,
    of: (method: string) => asked.filter((one) => one.method === method),
    links: {
      nodes: async () =>
        ids.map((id, index) => ({
          id: id as NodeId,
          kind,
          region: id.startsWith('west') ? 'west' : 'local',
          linkUrl: 'ws://nowhere',
          version: '0',
          load: index / 10,
          draining: false,
        })),
      to: async (node: NodeId) => {
        if (!fake.alive.has(node)) throw new Fault('LINK_CLOSED', { detail: node });
        return {
          request: async (method: string, data: Record<string, unknown>) => {
            asked.push({ node, method, data });
            const fault = await fake.refuse(node, method);
            if (fault) throw fault;
            return answer(method, data);
          },
        };
      },
      doubt: () => undefined,
    } as unknown as MediaNodeLinks<never>,
  };
  return fake;
}

/** A room on nodes in memory, with a clock that is turned by hand. */
export async function openRoom(
  record?: Partial<RoomRecord>,
  { standby = 'off', sfus = ['sfu-1', 'sfu-2'] }: { standby?: StandbyPolicy; sfus?: string[] } = {},
) {
  const id = newId('webinar');
  const clock = new FakeClock();
  const queue = new KeyedQueue<string>();
  let made = 0;
  let epoch = 0;
  const isNew = { value: false };
  const policy = { value: standby };
  const sfu = fakeNodes('sfu', sfus, (method, data) => {
    made += 1;
    if (method === 'room.open') return { rtpCapabilities: {}, isNew: isNew.value };
    if (method === 'transport.openWebRtc') return transport(`transport-${made}`);
    if (method === 'transport.openPlain') return { id: `plain-${made}`, local: { ip: '127.0.0.1', port: 5 } };
    if (method === 'pipe.open') return { id: `pipe-${made}`, local: { ip: '127.0.0.1', port: 6 }, srtp: {} };
    if (method === 'pipe.send')
      return { consumerId: `piped-${made}`, kind: 'audio', rtpParameters: opus, producerPaused: false };
    if (method === 'producer.open') return { producerId: `producer-${made}` };
    if (method === 'consumer.open') {
      return { consumerId: `consumer-${made}`, kind: 'audio', rtpParameters: opus, producerPaused: false, ...data };
    }
    return {};
  });
  const mixer = fakeNodes('mixer', ['mixer-1', 'mixer-2'], (method) => {
    if (method === 'programme.start') return { rtp: { ip: '127.0.0.1', port: 9 } };
    return method === 'programme.stop' ? { durationSeconds: 1 } : {};
  });
  let facts: WebinarFacts = { id, title: 'T', description: '', startsAt: '', timeZone: 'UTC', state: 'scheduled' };
  const deps: RoomDeps = {
    sfus: sfu.links,
    mixers: mixer.links,
    epochs: { next: async () => ++epoch },
    snapshots: { save: async () => undefined },
    chats: { append: async () => undefined, load: async () => [] },
    lease: { epoch: 1, assertHeld: async () => undefined, lose: () => undefined },
    clock,
    region: 'local',
    distances: new Map(),
    standby: async () => policy.value,
    loads: new ExpectedLoads(clock),
    canvas: { width: 1280, height: 720, frameRate: 30 },
    emptyStageMs: 60_000,
    ladder: [],
    log: createLogger('test', 'silent'),
    facts: async () => facts,
    timelines: { put: async () => undefined },
    look: { branding: async () => defaultBranding, captions: async () => null, picture: async () => new Uint8Array() },
  };
  const room = await Room.open(
    { ...emptyRoom(id, { name: 'scheduled' }), ...record },
    {
      deps,
      run: (task) => queue.run(id, task),
      keepPhase: async ({ name }) => {
        facts = { ...facts, state: name };
        return facts;
      },
      record: async () => undefined,
      originAccess: async () => ({ url: 'http://nowhere', token: 't' }),
      endAtOrigin: async () => undefined,
      isPlaying: async () => true,
      dropProgramme: async () => undefined,
    },
  );
  /** All that was asked of the room, and what followed from it, is done. */
  const settle = async () => {
    for (let turn = 0; turn < 5; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await queue.run(id, () => undefined);
    }
  };
  return { room, sfu, mixer, clock, settle, isNew, policy };
}

export function person(role: Role, participantId: ParticipantId = newId('participant'), region?: string) {
  const heard: { event: string; data: unknown }[] = [];
  const closed: string[] = [];
  const socket = {
    isOpen: true,
    emit: (event: string, data: unknown) => void heard.push({ event, data }),
    closeWith: (fault: Fault) => void closed.push(fault.code),
  };
  const seat: Seat = { participantId, role, plain: false, socket, region };
  return { seat, socket, heard, closed, states: () => heard.filter((one) => one.event === 'state').length };
}

export async function onStage(room: Room, role: Role = 'host', region?: string) {
  const one = person(role, undefined, region);
  await room.attendance.hello(one.seat, anew);
  await room.join(one.seat, { name: role, rtpCapabilities: {} });
  return one;
}

export const produce = (room: Room, seat: Seat) =>
  room.act(seat, 'present', ({ stage }, { id }) =>
    stage.produce(id, { source: 'microphone', rtpParameters: opus, paused: false }),
  );

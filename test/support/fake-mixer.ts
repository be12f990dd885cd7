import { NodeRegistry, RedisConnection } from '@rostrum/cluster';
import { type Handlers, LinkPeer } from '@rostrum/link';
import {
  mixerLink,
  type NodeId,
  nothing,
  type ProgrammeId,
  type ProgrammeState,
  type RequestOf,
} from '@rostrum/protocol';
import { createLogger, NodeServer } from '@rostrum/service';
import { freePort } from './control-stack.ts';

export type StartRequest = RequestOf<typeof mixerLink, 'programme.start'>;

export interface FakeMixerOptions {
  readonly secret: string;
  readonly redisUrl: string;
  /** Control has asked for the programme's end; it is over when this is done. */
  readonly onStop: (programmeId: ProgrammeId) => Promise<void>;
  /** Control has placed a programme; it begins when this is done. */
  readonly onStart?: (request: StartRequest) => Promise<void>;
  /** Where it says that it takes RTP; default: nowhere. */
  readonly rtpPort?: number;
  /** Default `fake-mixer`. */
  readonly nodeId?: string;
}

/** A mixer node that control cannot tell from a real one, and that mixes nothing. */
export class FakeMixer {
  /** Names of the requests that came, in order. */
  readonly asked: string[];
  /** What the programme should be, as control said it, oldest first. */
  readonly states: ProgrammeState[];
  /** Ids of the pictures that it was given, and how many states came before each. */
  readonly assets: { readonly id: string; readonly afterStates: number }[];
  readonly #close: () => Promise<void>;

  private constructor({ asked, states, assets }: Kept, close: () => Promise<void>) {
    this.asked = asked;
    this.states = states;
    this.assets = assets;
    this.#close = close;
  }

  static async open({
    secret,
    redisUrl,
    onStop,
    onStart = async () => undefined,
    rtpPort,
    nodeId = 'fake-mixer',
  }: FakeMixerOptions): Promise<FakeMixer> {
    const asked: string[] = [];
    const states: ProgrammeState[] = [];
    const assets: FakeMixer['assets'] = [];
    const handlers = answersOf({ asked, states, assets, rtpPort: rtpPort ?? (await freePort()), onStop, onStart });
    const server = await NodeServer.open({
      log: createLogger('fake-mixer', 'silent'),
      secret,
      host: '127.0.0.1',
      port: 0,
      health: async () => ({}),
      onLink: (channel) => void new LinkPeer({ channel, local: mixerLink, remote: nothing, handlers }),
    });
    const redis = await RedisConnection.open(redisUrl, () => undefined);
    const announcement = new NodeRegistry(redis).announce(() => ({
      id: nodeId as NodeId,
      kind: 'mixer',
      region: 'local',
      linkUrl: `ws://127.0.0.1:${server.port}/link`,
      version: '0',
      load: 0,
      draining: false,
    }));
    await announcement.now();
    return new FakeMixer({ asked, states, assets }, async () => {
      await announcement.end();
      redis.close();
      await server.close();
    });
  }

  close(): Promise<void> {
    return this.#close();
  }
}

type Kept = Pick<FakeMixer, 'asked' | 'states' | 'assets'>;

function answersOf({
  asked,
  states,
  assets,
  rtpPort,
  onStop,
  onStart,
}: Required<Pick<FakeMixerOptions, 'onStop' | 'onStart'>> & Kept & { rtpPort: number }): Handlers<typeof mixerLink> {
  const note = <T>(name: string, answer: T): T => {
    asked.push(name);
    return answer;
  };
  return {
    'programme.start': async (request) => {
      states.push(request.state);
      await onStart(request);
      return note('start', { rtp: { ip: '127.0.0.1', port: rtpPort } });
    },
    'programme.connect': () => note('connect', {}),
    'programme.update': ({ state }) => {
      states.push(state);
      return note('update', {});
    },
    'programme.asset': ({ assetId }) => {
      assets.push({ id: assetId, afterStates: states.length });
      return note('asset', {});
    },
    'programme.stop': async ({ programmeId }) => {
      await onStop(programmeId);
      return note('stop', { durationSeconds: 0 });
    },
  };
}

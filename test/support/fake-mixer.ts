import { NodeRegistry, RedisConnection } from '@rostrum/cluster';
import { type Handlers, LinkPeer } from '@rostrum/link';
import { mixerLink, type NodeId, nothing, type ProgrammeId, type ProgrammeState } from '@rostrum/protocol';
import { createLogger, NodeServer } from '@rostrum/service';
import { freePort } from './control-stack.ts';

export interface FakeMixerOptions {
  readonly secret: string;
  readonly redisUrl: string;
  /** Control has asked for the programme's end; it is over when this is done. */
  readonly onStop: (programmeId: ProgrammeId) => Promise<void>;
}

/** A mixer node that control cannot tell from a real one, and that mixes nothing. */
export class FakeMixer {
  /** Names of the requests that came, in order. */
  readonly asked: string[];
  /** What the programme should be, as control said it, oldest first. */
  readonly states: ProgrammeState[];
  readonly #close: () => Promise<void>;

  private constructor({ asked, states }: Pick<FakeMixer, 'asked' | 'states'>, close: () => Promise<void>) {
    this.asked = asked;
    this.states = states;
    this.#close = close;
  }

  static async open({ secret, redisUrl, onStop }: FakeMixerOptions): Promise<FakeMixer> {
    const asked: string[] = [];
    const states: ProgrammeState[] = [];
    const handlers = answersOf({ asked, states, rtpPort: await freePort(), onStop });
    const server = await NodeServer.open({
      log: createLogger('fake-mixer', 'silent'),
      secret,
      host: '127.0.0.1',
      port: 0,
      health: async () => ({}),
      onLink: (channel) => void new LinkPeer({ channel, local: mixerLink, remote: nothing, handlers }),
    });
    const redis = await RedisConnection.open(redisUrl, () => undefined);
    const withdraw = new NodeRegistry(redis).announce(() => ({
      id: 'fake-mixer' as NodeId,
      kind: 'mixer',
      region: 'local',
      linkUrl: `ws://127.0.0.1:${server.port}/link`,
      version: '0',
      load: 0,
      draining: false,
    }));
    return new FakeMixer({ asked, states }, async () => {
      await withdraw();
      redis.close();
      await server.close();
    });
  }

  close(): Promise<void> {
    return this.#close();
  }
}

function answersOf({
  asked,
  states,
  rtpPort,
  onStop,
}: Pick<FakeMixerOptions, 'onStop'> & Pick<FakeMixer, 'asked' | 'states'> & { rtpPort: number }): Handlers<
  typeof mixerLink
> {
  const note = <T>(name: string, answer: T): T => {
    asked.push(name);
    return answer;
  };
  return {
    'programme.start': ({ state }) => {
      states.push(state);
      return note('start', { rtp: { ip: '127.0.0.1', port: rtpPort } });
    },
    'programme.connect': () => note('connect', {}),
    'programme.update': ({ state }) => {
      states.push(state);
      return note('update', {});
    },
    'programme.asset': () => note('asset', {}),
    'programme.stop': async ({ programmeId }) => {
      await onStop(programmeId);
      return note('stop', { durationSeconds: 0 });
    },
  };
}

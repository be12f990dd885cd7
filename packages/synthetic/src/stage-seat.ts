import { dial, LinkPeer, parse } from '@rostrum/link';
import {
  Fault,
  isFaultCode,
  type Joined,
  JoinedSchema,
  nothing,
  type ParticipantId,
  type RtpAddress,
  type RtpParameters,
  type StageState,
  stageProtocolVersion,
  stageServer,
  type WireFault,
} from '@rostrum/protocol';

export interface StageSeatEvents {
  state(state: StageState): void;
  /** The SFU is gone, or our transport on it. */
  mediaLost(reason: string): void;
}

const joinTimeoutMs = 10_000;

/** Where a link leads: the server's address, and the token in the fragment. @throws TypeError without a token */
export function readStudioLink(link: string): { serverUrl: URL; token: string } {
  const url = new URL(link);
  const token = url.hash.slice(1);
  if (token === '') throw new TypeError('the link has no token after #');
  return { serverUrl: new URL('/', url), token };
}

/** `POST /api/join`. @throws Fault as the server refuses, or LINK_CLOSED when it does not answer */
export async function join(
  link: string,
  { session, region }: { session?: string | undefined; region?: string | undefined },
): Promise<Joined> {
  const { serverUrl, token } = readStudioLink(link);
  const response = await fetch(new URL('/api/join', serverUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, session, region }), // What is undefined is left out.
    signal: AbortSignal.timeout(joinTimeoutMs),
  }).catch((cause: unknown) => {
    throw new Fault('LINK_CLOSED', { detail: String(cause), cause });
  });
  const body: unknown = await response.json().catch(() => undefined); // Not JSON: told by the parse below.
  if (response.ok) return parse(JoinedSchema, body);
  const { code, message } = (body ?? {}) as Partial<WireFault>;
  throw isFaultCode(code)
    ? new Fault(code, { publicMessage: message ?? code })
    : new Fault('LINK_CLOSED', { detail: `status ${response.status}` });
}

/** One signaling socket of a synthetic presenter, greeted. */
export class StageSeat {
  readonly participantId: ParticipantId;
  readonly resumed: boolean;
  readonly #peer: LinkPeer<typeof nothing, typeof stageServer>;

  private constructor(
    peer: LinkPeer<typeof nothing, typeof stageServer>,
    { participantId, resumed }: { participantId: ParticipantId; resumed: boolean },
  ) {
    this.#peer = peer;
    this.participantId = participantId;
    this.resumed = resumed;
  }

  /** @throws Fault */
  static async open(options: {
    link: string;
    session: string;
    /** Our transport is still there, and should be kept. */
    resume: boolean;
    events: StageSeatEvents;
  }): Promise<StageSeat> {
    const url = new URL('/api/stage', readStudioLink(options.link).serverUrl);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const { events, session, resume } = options;
    const peer = new LinkPeer({
      channel: await dial(url.href),
      local: nothing,
      handlers: {},
      remote: stageServer,
      listeners: { state: (state) => events.state(state), mediaLost: ({ reason }) => events.mediaLost(reason) },
    });
    try {
      const hello = await peer.request('hello', { version: stageProtocolVersion, session, resume });
      events.state(hello.state);
      return new StageSeat(peer, hello);
    } catch (error) {
      peer.close();
      throw error;
    }
  }

  get closed(): Promise<{ code: number; reason: string }> {
    return this.#peer.closed;
  }

  /** On stage. @returns where to send RTP */
  async joinPlain(name: string): Promise<RtpAddress> {
    return (await this.#peer.request('joinPlain', { name })).rtp;
  }

  async produce(source: 'camera' | 'microphone', rtpParameters: RtpParameters): Promise<void> {
    await this.#peer.request('produce', { source, rtpParameters, paused: false });
  }

  async setPaused(source: 'camera' | 'microphone', paused: boolean): Promise<void> {
    await this.#peer.request(paused ? 'pauseProducer' : 'resumeProducer', { source });
  }

  /** Off the stage at once, and the socket closed. */
  async leave(): Promise<void> {
    // Whoever cannot be told notices that the socket is gone.
    await this.#peer.request('leave', {}).catch(() => undefined);
    this.#peer.close();
  }
}

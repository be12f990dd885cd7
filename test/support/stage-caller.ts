import { dial, LinkPeer } from '@rostrum/link';
import {
  type EventName,
  nothing,
  type RequestOf,
  type ResponseOf,
  type RtpParameters,
  stageProtocolVersion,
  stageServer,
} from '@rostrum/protocol';

type Hello = ResponseOf<typeof stageServer, 'hello'>;
type Joined = ResponseOf<typeof stageServer, 'join'>;

const eventNames = Object.keys(stageServer.events) as EventName<typeof stageServer>[];

/** The signaling of a page without its media: says the same, and keeps what it hears. */
export class StageCaller {
  readonly peer: LinkPeer<typeof nothing, typeof stageServer>;
  /** Every event, in order. */
  readonly heard: { event: EventName<typeof stageServer>; data: unknown }[] = [];
  /** Codes of faults that answered no request. */
  readonly faults: string[] = [];

  private constructor(channel: Awaited<ReturnType<typeof dial>>) {
    const hear = (event: EventName<typeof stageServer>) => (data: unknown) => this.heard.push({ event, data });
    this.peer = new LinkPeer({
      channel,
      local: nothing,
      handlers: {},
      remote: stageServer,
      listeners: Object.fromEntries(eventNames.map((event) => [event, hear(event)])),
      onFault: (fault) => this.faults.push(fault.code),
    });
  }

  static async open(stack: { url: string }): Promise<StageCaller> {
    return new StageCaller(await dial(stageUrl(stack)));
  }

  hello(session: string, { resume = false } = {}): Promise<Hello> {
    return this.peer.request('hello', { version: stageProtocolVersion, session, resume });
  }

  /** On stage, with all that the router can do. */
  async join(session: string, name: string): Promise<{ hello: Hello; joined: Joined }> {
    const hello = await this.hello(session);
    const joined = await this.peer.request('join', { name, rtpCapabilities: hello.routerRtpCapabilities ?? {} });
    return { hello, joined };
  }

  produce(
    source: RequestOf<typeof stageServer, 'produce'>['source'],
    rtpParameters: RtpParameters,
  ): Promise<{ producerId: string }> {
    return this.peer.request('produce', { source, rtpParameters, paused: false });
  }

  /** The people of the newest state that was heard, by name. */
  get people(): string[] {
    const last = this.heard.findLast((one) => one.event === 'state');
    return (last?.data as Hello['state'] | undefined)?.participants.map((one) => one.name) ?? [];
  }

  close(): void {
    this.peer.close();
  }
}

export const stageUrl = (stack: { url: string }): string => `${stack.url.replace('http', 'ws')}/api/stage`;

/** One Opus stream, as mediasoup-client offers it. */
export const opusParameters = (ssrc: number, mid = '0'): RtpParameters => ({
  mid,
  codecs: [
    {
      mimeType: 'audio/opus',
      payloadType: 111,
      clockRate: 48_000,
      channels: 2,
      parameters: { minptime: 10, useinbandfec: 1, usedtx: 1 },
      rtcpFeedback: [],
    },
  ],
  headerExtensions: [],
  encodings: [{ ssrc, dtx: true }],
  rtcp: { cname: `test-${ssrc}`, reducedSize: true },
});

/** One VP8 stream, or the simulcast layers of a camera when there are several SSRCs. */
export const vp8Parameters = (ssrc: number, mid = '0', layers = 1): RtpParameters => ({
  mid,
  codecs: [
    {
      mimeType: 'video/VP8',
      payloadType: 96,
      clockRate: 90_000,
      rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }, { type: 'goog-remb' }],
    },
  ],
  headerExtensions: [],
  encodings: Array.from({ length: layers }, (_, layer) => ({ ssrc: ssrc + layer })),
  rtcp: { cname: `test-${ssrc}`, reducedSize: true },
});

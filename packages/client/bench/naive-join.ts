import { dial, LinkPeer } from '@rostrum/link';
import {
  type ConsumerFacts,
  type Joined,
  nothing,
  type RequestOf,
  type RtpCapabilities,
  type Source,
  stageProtocolVersion,
  stageServer,
} from '@rostrum/protocol';
import { Device, type types } from 'mediasoup-client';

// The plain way onto a stage, as the examples of SFU libraries have it: after the click the codecs are loaded, and each
// transport, producer and consumer is one request. Runs in a page of its own, as a measure for the way of
// packages/client. The server opens everything with one request; where the plain way has more, a `ping` takes their time.

const encodings = [
  { scaleResolutionDownBy: 4, maxBitrate: 150_000 },
  { scaleResolutionDownBy: 2, maxBitrate: 500_000 },
  { scaleResolutionDownBy: 1, maxBitrate: 1_700_000 },
];

export interface NaiveTimes {
  /** From the click, in ms. */
  readonly firstFrameMs: number;
  readonly topLayerMs: number;
  /** Of Date.now(). */
  readonly clickedAtMs: number;
}

declare global {
  interface Window {
    /** In the lobby; the function that it answers is the click. */
    naiveLobby(token: string, name: string): Promise<void>;
    naiveClick(topLines: number, withinMs: number): Promise<NaiveTimes>;
  }
}

type Peer = LinkPeer<typeof nothing, typeof stageServer>;

interface Lobby {
  readonly peer: Peer;
  readonly name: string;
  readonly capabilities: RtpCapabilities;
  readonly tracks: readonly MediaStreamTrack[];
}

let lobby: Lobby | undefined;

const connects = (peer: Peer, transport: types.Transport) =>
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    const request = { transportId: transport.id, dtlsParameters } as RequestOf<typeof stageServer, 'connectTransport'>;
    peer.request('connectTransport', request).then(() => done(), failed);
  });

/** One after the other, as a page that turns on its devices does. */
async function sendAll({ peer, tracks }: Lobby, transport: types.Transport): Promise<void> {
  connects(peer, transport);
  transport.on('produce', ({ kind, rtpParameters }, done, failed) => {
    const source: Source = kind === 'video' ? 'camera' : 'microphone';
    const request = { source, rtpParameters, paused: false } as RequestOf<typeof stageServer, 'produce'>;
    peer.request('produce', request).then(({ producerId }) => done({ id: producerId }), failed);
  });
  for (const track of tracks) {
    await transport.produce({ track, stopTracks: false, ...(track.kind === 'video' ? { encodings } : {}) });
  }
}

/** Shows each picture; the first that comes, and the first with so many lines, are told. */
async function receiveAll(peer: Peer, transport: types.Transport, consumers: readonly ConsumerFacts[], tell: Tell) {
  connects(peer, transport);
  for (const { consumerId, producerId, kind, rtpParameters } of consumers) {
    await peer.request('ping', {}); // "consume"
    const { track } = await transport.consume({
      id: consumerId,
      producerId,
      kind,
      rtpParameters: rtpParameters as unknown as types.RtpParameters,
    });
    if (kind === 'video') show(track, tell);
    await peer.request('ping', {}); // "resume"
  }
}

type Tell = (height: number, atMs: number) => void;

function show(track: MediaStreamTrack, tell: Tell): void {
  const video = Object.assign(document.createElement('video'), { muted: true, autoplay: true });
  video.srcObject = new MediaStream([track]);
  document.body.append(video);
  const look = (nowMs: number, { height }: VideoFrameCallbackMetadata) => {
    tell(height, nowMs);
    video.requestVideoFrameCallback(look);
  };
  video.requestVideoFrameCallback(look);
}

window.naiveLobby = async (token, name) => {
  const answer = await fetch('/api/join', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const { session } = (await answer.json()) as Joined;
  const peer: Peer = new LinkPeer({
    channel: await dial(`${location.origin.replace(/^http/, 'ws')}/api/stage`),
    local: nothing,
    handlers: {},
    remote: stageServer,
    listeners: {},
  });
  const hello = await peer.request('hello', { version: stageProtocolVersion, session, resume: false });
  const video = { width: { ideal: 1280 }, height: { ideal: 720 } };
  const tracks = (await navigator.mediaDevices.getUserMedia({ audio: true, video })).getTracks();
  lobby = { peer, name, capabilities: hello.routerRtpCapabilities ?? {}, tracks };
};

window.naiveClick = async (topLines, withinMs) => {
  if (!lobby) throw new TypeError('no lobby');
  const { peer, name, capabilities } = lobby;
  const clickedAtMs = Date.now();
  const start = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<NaiveTimes>();
  let firstFrameMs: number | undefined;
  const tell: Tell = (height, atMs) => {
    firstFrameMs ??= atMs - start;
    if (height >= topLines) resolve({ firstFrameMs, topLayerMs: atMs - start, clickedAtMs });
  };
  setTimeout(() => {
    if (firstFrameMs === undefined) reject(new Error('nothing came'));
    else resolve({ firstFrameMs, topLayerMs: withinMs, clickedAtMs });
  }, withinMs);
  const device = new Device();
  await device.load({ routerRtpCapabilities: capabilities as types.RtpCapabilities });
  await peer.request('ping', {}); // "create the transport that sends"
  const rtpCapabilities = device.recvRtpCapabilities as RtpCapabilities;
  const joined = await peer.request('join', { name, rtpCapabilities }); // "… that receives", and "join"
  const [send, receive] = [joined.send, joined.receive] as unknown as types.TransportOptions[];
  if (!send || !receive) throw new TypeError('no transports');
  const sending = sendAll(lobby, device.createSendTransport(send));
  await receiveAll(peer, device.createRecvTransport(receive), joined.consumers, tell);
  await sending;
  return promise;
};

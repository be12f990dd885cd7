import {
  Fault,
  type RtpAddress,
  type RtpCapabilities,
  type RtpParameters,
  type Srtp,
  type WebRtcTransportOptions,
} from '@rostrum/protocol';
import type { types } from 'mediasoup';
import { ask, toMediasoup } from './door.ts';
import type { SfuNode } from './sfu-node.ts';
import type { RoomRef } from './sfu-room.ts';

/** A WebRTC transport by id. @throws Fault TRANSPORT_NOT_FOUND, also for a plain one */
function webRtc(node: SfuNode, transportId: string): types.WebRtcTransport {
  const { transport } = node.transport(transportId);
  if (transport.type !== 'webrtc') throw new Fault('TRANSPORT_NOT_FOUND', { detail: 'not a WebRTC transport' });
  return transport as types.WebRtcTransport;
}

/** The room that a request is about; undefined when what it names is not on this node. */
export function roomOf(node: SfuNode, request: object): RoomRef['roomId'] | undefined {
  if ('roomId' in request) return request.roomId as RoomRef['roomId'];
  const named = request as { transportId?: string; producerId?: string; consumerId?: string };
  for (const [id, { transports, producers, consumers, pipedOut }] of node.rooms) {
    const isHere =
      transports.has(named.transportId ?? '') ||
      producers.has(named.producerId ?? '') ||
      consumers.has(named.consumerId ?? '') ||
      pipedOut.has(named.consumerId ?? '');
    if (isHere) return id;
  }
  return undefined;
}

/** What each request of `sfuLink` does on a node. Requests arrive parsed. */
export const sfuHandlers = (node: SfuNode) => ({
  ...transportHandlers(node),
  ...pipeHandlers(node),
  ...streamHandlers(node),
});

function transportHandlers(node: SfuNode) {
  return {
    'room.open': async (ref: RoomRef) => {
      const before = node.rooms.get(ref.roomId);
      const room = await node.openRoom(ref);
      return { rtpCapabilities: room.rtpCapabilities as RtpCapabilities, isNew: room !== before };
    },
    'room.close': (ref: RoomRef) => {
      node.closeRoom(ref);
      return {};
    },
    ping: done,

    'transport.openWebRtc': async (ref: RoomRef): Promise<WebRtcTransportOptions> => {
      const { id, iceParameters, iceCandidates, dtlsParameters } = await node.room(ref).openWebRtcTransport();
      return { id, iceParameters, iceCandidates, dtlsParameters } as WebRtcTransportOptions;
    },
    'transport.connect': async ({ transportId, dtlsParameters }: { transportId: string; dtlsParameters: object }) => {
      const transport = webRtc(node, transportId);
      await ask('BAD_REQUEST', () => transport.connect({ dtlsParameters: toMediasoup.dtlsParameters(dtlsParameters) }));
      return {};
    },
    'transport.restartIce': async ({ transportId }: { transportId: string }) => {
      const transport = webRtc(node, transportId);
      const { usernameFragment, password, iceLite } = await ask('TRANSPORT_NOT_FOUND', () => transport.restartIce());
      return { iceParameters: { usernameFragment, password, ...(iceLite === undefined ? {} : { iceLite }) } };
    },
    'transport.openPlain': async ({ remote, ...ref }: RoomRef & { remote?: { ip: string; port: number } }) => {
      const { id, tuple } = await node.room(ref).openPlainTransport(remote);
      return { id, local: { ip: tuple.localAddress, port: tuple.localPort } };
    },
    'transport.close': ({ transportId }: { transportId: string }) => {
      node.transport(transportId).transport.close();
      return {};
    },
  };
}

/** An end of a pipe by id. @throws Fault TRANSPORT_NOT_FOUND, also for another kind of transport */
function pipe(node: SfuNode, transportId: string): types.PipeTransport {
  const { transport } = node.transport(transportId);
  if (transport.type !== 'pipe') throw new Fault('TRANSPORT_NOT_FOUND', { detail: 'not a pipe' });
  return transport as types.PipeTransport;
}

function pipeHandlers(node: SfuNode) {
  return {
    'pipe.open': async (ref: RoomRef) => {
      const { transport, address } = await node.room(ref).openPipe();
      const { id, tuple, srtpParameters } = transport;
      if (!srtpParameters) throw new Fault('INTERNAL', { detail: 'a pipe without SRTP' });
      const { cryptoSuite, keyBase64 } = srtpParameters;
      return { id, local: { ip: address, port: tuple.localPort }, srtp: { cryptoSuite, keyBase64 } as Srtp };
    },
    'pipe.connect': async ({ transportId, remote, srtp }: { transportId: string; remote: RtpAddress; srtp: Srtp }) => {
      const transport = pipe(node, transportId);
      await ask('BAD_REQUEST', () => transport.connect({ ...remote, srtpParameters: srtp as types.SrtpParameters }));
      return {};
    },
    'pipe.send': async ({ transportId, producerId }: { transportId: string; producerId: string }) => {
      const { room } = node.transport(transportId);
      const { id, kind, rtpParameters, producerPaused } = await room.pipeOut(transportId, producerId);
      return { consumerId: id, kind, rtpParameters: rtpParameters as RtpParameters, producerPaused };
    },
    'pipe.receive': async (request: {
      transportId: string;
      producerId: string;
      kind: types.MediaKind;
      rtpParameters: RtpParameters;
      paused: boolean;
    }) => {
      const { room } = node.transport(pipe(node, request.transportId).id);
      await room.openProducer(request.transportId, { ...request, id: request.producerId });
      return {};
    },
  };
}

function streamHandlers(node: SfuNode) {
  return {
    'producer.open': async (request: {
      transportId: string;
      kind: types.MediaKind;
      rtpParameters: RtpParameters;
      paused: boolean;
    }) => {
      const { room } = node.transport(request.transportId);
      return { producerId: (await room.openProducer(request.transportId, request)).id };
    },
    'producer.pause': ({ producerId }: { producerId: string }) =>
      ask('PRODUCER_NOT_FOUND', () => node.producer(producerId).pause()).then(done),
    'producer.resume': ({ producerId }: { producerId: string }) =>
      ask('PRODUCER_NOT_FOUND', () => node.producer(producerId).resume()).then(done),
    'producer.close': ({ producerId }: { producerId: string }) => {
      node.producer(producerId).close();
      return {};
    },

    'consumer.open': async (request: {
      transportId: string;
      producerId: string;
      rtpCapabilities?: RtpCapabilities;
      paused: boolean;
      preferredLayers?: object;
    }) => {
      const { room } = node.transport(request.transportId);
      const consumer = await room.openConsumer(request.transportId, request);
      const { id, kind, rtpParameters, producerPaused } = consumer;
      return { consumerId: id, kind, rtpParameters: rtpParameters as RtpParameters, producerPaused };
    },
    'consumer.pause': ({ consumerId }: { consumerId: string }) =>
      ask('CONSUMER_NOT_FOUND', () => node.consumer(consumerId).pause()).then(done),
    'consumer.resume': ({ consumerId }: { consumerId: string }) =>
      ask('CONSUMER_NOT_FOUND', () => node.consumer(consumerId).resume()).then(done),
    'consumer.close': ({ consumerId }: { consumerId: string }) => {
      node.consumer(consumerId).close();
      return {};
    },
    'consumer.setPreferredLayers': ({ consumerId, layers }: { consumerId: string; layers: object }) =>
      node.roomOfConsumer(consumerId).preferLayers(consumerId, layers).then(done),
    'consumer.setPriority': ({ consumerId, priority }: { consumerId: string; priority: number }) =>
      ask('CONSUMER_NOT_FOUND', () => node.consumer(consumerId).setPriority(priority)).then(done),
    'consumer.requestKeyFrame': ({ consumerId }: { consumerId: string }) =>
      ask('CONSUMER_NOT_FOUND', () => node.consumer(consumerId).requestKeyFrame()).then(done),
  };
}

const done = () => ({});

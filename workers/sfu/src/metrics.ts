import { gaugesOf } from '@rostrum/service';
import type { SfuNode, SfuRoom } from '@rostrum/sfu';
import type { Registry } from 'prom-client';

type Consumer = SfuRoom['consumers'] extends Map<string, infer One> ? One : never;

/** Without a wish the highest is wanted. */
const isReduced = ({ type, preferredLayers, rtpParameters }: Consumer): boolean => {
  if (type !== 'simulcast' || !preferredLayers) return false;
  // Simulcast goes out as one stream, with the number of its layers in the scalability mode: L3T1, S3T3.
  const layers = Number(/^[LS](\d)/.exec(rtpParameters.encodings?.[0]?.scalabilityMode ?? '')?.[1] ?? 1);
  return preferredLayers.spatialLayer < layers - 1;
};

/** What this process has and does now. */
export function addMetrics(register: Registry, node: SfuNode): void {
  const gauge = gaugesOf(register);
  const sum = (count: (room: SfuRoom) => number) => () =>
    [...node.rooms.values()].reduce((all, room) => all + count(room), 0);
  gauge('rostrum_sfu_rooms', 'Rooms (routers) on this node', () => node.rooms.size);
  gauge(
    'rostrum_sfu_transports',
    'Transports, WebRTC and plain',
    sum((room) => room.transports.size),
  );
  gauge(
    'rostrum_sfu_producers',
    'Streams that come in',
    sum((room) => room.producers.size),
  );
  gauge(
    'rostrum_sfu_consumers',
    'Streams that go out',
    sum((room) => room.consumers.size),
  );
  const countConsumers = (is: (consumer: Consumer) => boolean) =>
    sum((room) => [...room.consumers.values()].filter(is).length);
  gauge(
    'rostrum_sfu_consumers_paused',
    'Streams that are held back, because nobody looks',
    countConsumers((consumer) => consumer.paused),
  );
  gauge(
    'rostrum_sfu_consumers_reduced',
    'Simulcast streams that are wanted in less than their highest layer',
    countConsumers(isReduced),
  );
  gauge(
    'rostrum_sfu_pipes',
    'Pipes to other nodes, of all rooms',
    sum((room) => room.pipes.length),
  );
  gauge(
    'rostrum_sfu_piped_out',
    'Streams that are sent to other nodes',
    sum((room) => room.pipedOut.size),
  );
  gauge('rostrum_sfu_pipe_sent_bytes', 'Sent to other nodes over the pipes that are open', () =>
    node.pipeBytes(({ bytesSent }) => bytesSent),
  );
  gauge('rostrum_sfu_pipe_received_bytes', 'Received from other nodes over the pipes that are open', () =>
    node.pipeBytes(({ bytesReceived }) => bytesReceived),
  );
  gauge('rostrum_sfu_workers', 'mediasoup workers that run', () => node.workersAlive);
  gauge('rostrum_sfu_worker_cpu_seconds', 'CPU seconds used by the mediasoup workers', () => node.cpuSeconds());
}

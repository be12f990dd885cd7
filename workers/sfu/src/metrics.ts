import { gaugesOf } from '@rostrum/service';
import type { SfuNode, SfuRoom } from '@rostrum/sfu';
import type { Registry } from 'prom-client';

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
  gauge('rostrum_sfu_workers', 'mediasoup workers that run', () => node.workersAlive);
  gauge('rostrum_sfu_worker_cpu_seconds', 'CPU seconds used by the mediasoup workers', () => node.cpuSeconds());
}

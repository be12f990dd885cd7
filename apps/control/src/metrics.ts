import { gaugesOf } from '@rostrum/service';
import type { Registry } from 'prom-client';
import type { Rooms } from './rooms/rooms.ts';
import type { StageSockets } from './stage/stage-socket.ts';

/** What this process has and does now. */
export function addMetrics(register: Registry, { rooms, sockets }: { rooms: Rooms; sockets: StageSockets }): void {
  const gauge = gaugesOf(register);
  gauge('rostrum_stage_sockets', 'Open signaling sockets of presenters and viewers', () => sockets.size);
  gauge(
    'rostrum_stage_sockets_forwarded',
    'Of these, sockets whose room another control process owns',
    () => sockets.forwarded,
  );
  gauge('rostrum_rooms', 'Rooms that this process owns', async () => (await rooms.open()).length);
  gauge('rostrum_rooms_live', 'Rooms whose programme is on air', async () => {
    return (await rooms.open()).filter((room) => room.core.record.phase.name === 'live').length;
  });
  gauge('rostrum_stage_members', 'People on a stage', async () => {
    return (await rooms.open()).reduce((sum, room) => sum + room.core.record.members.length, 0);
  });
  gauge('rostrum_viewers', 'Viewers with an open page', async () => {
    return (await rooms.open()).reduce((sum, room) => sum + room.core.seats.viewers, 0);
  });
}

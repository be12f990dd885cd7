import { type Channel, LinkPeer } from '@rostrum/link';
import {
  Fault,
  maxMessageBytes,
  nothing,
  type RequestOf,
  type stageServer as StageServer,
  stageProtocolVersion,
  stageServer,
} from '@rostrum/protocol';
import { type Log, logFault } from '@rostrum/service';
import type { Room } from '../rooms/room.ts';
import type { Rooms } from '../rooms/rooms.ts';
import type { Seat } from '../rooms/seats.ts';
import type { Sessions } from '../sessions.ts';
import type { TurnServers } from '../turn-servers.ts';
import { stageHandlers } from './stage-handlers.ts';

/** Far above what a page needs, far below what hurts. */
const maxMessagesPerSecond = 100;
/** A socket that does not say who it is within this time is of no use to anybody. */
const helloWithinMs = 15_000;

type Greeting = { readonly name: 'new' } | { readonly name: 'greeted'; readonly room: Room; readonly seat: Seat };

export interface StageSessionDeps {
  readonly rooms: Rooms;
  readonly sessions: Sessions;
  readonly turn: TurnServers;
  readonly log: Log;
}

/** One signaling socket: reads what comes in, knows who it is after `hello`, and hands the rest to the room. */
export class StageSession {
  readonly #deps: StageSessionDeps;
  readonly #peer: LinkPeer<typeof StageServer, typeof nothing>;
  #greeting: Greeting = { name: 'new' };

  constructor(channel: Channel, deps: StageSessionDeps) {
    this.#deps = deps;
    this.#peer = new LinkPeer({
      channel,
      local: stageServer,
      remote: nothing,
      handlers: { hello: (request) => this.#hello(request), ...stageHandlers(() => this.#greeted(), deps.turn) },
      maxMessagesPerSecond,
      maxMessageBytes,
      faultsEndLink: true,
      onFault: (fault, about) => logFault(deps.log, fault, { about, ...this.#who() }),
    });
    const timer = setTimeout(() => {
      if (this.#greeting.name === 'new') this.#peer.closeWith(new Fault('REQUEST_TIMEOUT', { detail: 'no hello' }));
    }, helloWithinMs);
    void this.#peer.closed.then(({ code }) => {
      clearTimeout(timer);
      if (this.#greeting.name === 'new') return;
      const { room, seat } = this.#greeting;
      room.attendance.detach(seat.participantId, seat.socket);
      deps.log.debug({ code, ...this.#who() }, 'socket closed');
    });
  }

  close(fault: Fault): void {
    this.#peer.closeWith(fault);
  }

  #who() {
    return this.#greeting.name === 'new' ? {} : { participant: this.#greeting.seat.participantId };
  }

  /** @throws Fault MESSAGE_OUT_OF_ORDER before `hello` */
  #greeted(): Extract<Greeting, { name: 'greeted' }> {
    if (this.#greeting.name === 'new') throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'hello comes first' });
    return this.#greeting;
  }

  async #hello({ version, session: token, resume, sendTransportId }: RequestOf<typeof StageServer, 'hello'>) {
    if (this.#greeting.name !== 'new') throw new Fault('MESSAGE_OUT_OF_ORDER', { detail: 'hello was said' });
    if (version !== stageProtocolVersion) throw new Fault('PROTOCOL_VERSION_UNSUPPORTED', { detail: `${version}` });
    const session = await this.#deps.sessions.read(token);
    const room = await this.#deps.rooms.get(session.webinarId);
    if (this.#peer.signal.aborted || this.#greeting.name !== 'new') throw new Fault('MESSAGE_OUT_OF_ORDER');
    const { signal } = this.#peer;
    const seat: Seat = {
      participantId: session.participantId,
      role: session.role,
      plain: session.plain,
      region: session.region,
      socket: {
        get isOpen() {
          return !signal.aborted;
        },
        emit: (event, data) => this.#peer.emit(event, data),
        closeWith: (fault) => this.#peer.closeWith(fault),
      },
    };
    this.#greeting = { name: 'greeted', room, seat };
    return room.attendance.hello(seat, { isWanted: resume, sendTransportId });
  }
}

import { randomUUID } from 'node:crypto';
import {
  type ChatMessage,
  type ChatRoom,
  chatHistoryLength,
  Fault,
  type RequestOf,
  type stageServer,
} from '@rostrum/protocol';
import { type Action, may, type Person } from '@rostrum/room';
import { Pace } from './pace.ts';
import type { RoomCore } from './room-core.ts';
import type { Seat } from './seats.ts';

/** Who may write to a chat may read it. */
const rightTo: Readonly<Record<ChatRoom, Action>> = { stage: 'chat-stage', public: 'chat-public' };

/** What no line of text has: all control characters but the line feed and the tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for.
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

/** What people write to each other: kept in memory, the last of each room, in order. */
export class Chat {
  readonly #core: RoomCore;
  readonly #pace: Pace;
  readonly #messages: Record<ChatRoom, ChatMessage[]> = { stage: [], public: [] };

  constructor(core: RoomCore) {
    this.#core = core;
    this.#pace = new Pace({ times: 5, withinMs: 5000, now: () => core.deps.clock.monotonic() });
  }

  /** @throws Fault PERMISSION_DENIED, FIELD_INVALID for an empty line or a missing name, TOO_FAST */
  say(seat: Seat, request: RequestOf<typeof stageServer, 'say'>): void {
    const { room } = request;
    const person = this.#core.personOf(seat);
    if (!may(person.role, rightTo[room])) throw new Fault('PERMISSION_DENIED', { detail: `${person.role}: ${room}` });
    const text = request.text.replace(controlCharacters, '').trim();
    if (text === '') throw new Fault('FIELD_INVALID', { publicMessage: 'The message is empty.' });
    const name = request.name?.trim();
    if (name) seat.name = name;
    if (person.role === 'viewer' && !seat.name) {
      throw new Fault('FIELD_INVALID', { publicMessage: 'The name is missing.' });
    }
    this.#pace.assertMay(person.id);
    this.#add({
      id: randomUUID(),
      room,
      from: { id: person.id, name: this.#core.nameOf(person), role: person.role },
      text,
      at: new Date(this.#core.deps.clock.now()).toISOString(),
    });
  }

  /** What was said before, as far as this person may read it. */
  history(person: Person): ChatMessage[] {
    const rooms = (Object.keys(rightTo) as ChatRoom[]).filter((room) => may(person.role, rightTo[room]));
    return rooms.flatMap((room) => this.#messages[room]).toSorted((a, b) => a.at.localeCompare(b.at));
  }

  /** Somebody may read the stage's room from now on, and hears what was said there. */
  replayStage(seat: Seat): void {
    for (const message of this.#messages.stage) seat.socket.emit('chat', message);
  }

  #add(message: ChatMessage): void {
    const messages = this.#messages[message.room];
    messages.push(message);
    if (messages.length > chatHistoryLength) messages.shift();
    this.#core.emitToAll('chat', message, ({ role }) => may(role, rightTo[message.room]));
  }
}

import { randomUUID } from 'node:crypto';
import type { Timer } from '@rostrum/lifecycle';
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

/** Four hundred lines are too much to be written at each of them. */
const keepAfterMs = 1000;

type Messages = Record<ChatRoom, ChatMessage[]>;

/**
 * What people write to each other: the last of each room, in order. Kept beside the room's record, which is written far
 * more often, so that a process which goes on with the room has it, too.
 */
export class Chat {
  readonly #core: RoomCore;
  readonly #pace: Pace;
  readonly #messages: Messages;
  #keeping: Timer | undefined;

  private constructor(core: RoomCore, messages: Messages) {
    this.#core = core;
    this.#messages = messages;
    this.#pace = new Pace({ times: 5, withinMs: 5000, now: () => core.deps.clock.monotonic() });
  }

  static async open(core: RoomCore): Promise<Chat> {
    const text = await core.deps.chats.load(core.record.id).catch((error: Fault) => {
      core.log.warn({ code: error.code }, 'chat not read');
      return null;
    });
    // Written by this code and by nobody else: the version is in the key.
    return new Chat(core, text === null ? { stage: [], public: [] } : (JSON.parse(text) as Messages));
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

  /** Writes down what is not written yet. */
  close(): void {
    if (!this.#keeping) return;
    this.#keeping.cancel();
    this.#keep();
  }

  #keepSoon(): void {
    this.#keeping ??= this.#core.deps.clock.after(keepAfterMs, () => this.#keep());
  }

  #keep(): void {
    this.#keeping = undefined;
    this.#core.deps.chats
      .save(this.#core.record.id, JSON.stringify(this.#messages))
      .catch((error: Fault) => this.#core.log.warn({ code: error.code }, 'chat not kept'));
  }

  #add(message: ChatMessage): void {
    const messages = this.#messages[message.room];
    messages.push(message);
    if (messages.length > chatHistoryLength) messages.shift();
    this.#keepSoon();
    this.#core.emitToAll('chat', message, ({ role }) => may(role, rightTo[message.room]));
  }
}

import { randomUUID } from 'node:crypto';
import {
  type ChatMessage,
  type ChatRoom,
  chatHistoryLength,
  Fault,
  type RequestOf,
  type stageServer,
  type WebinarId,
} from '@rostrum/protocol';
import { type Action, may, type Person } from '@rostrum/room';
import { Keeper } from './keeper.ts';
import { Pace } from './pace.ts';
import type { RoomCore } from './room-core.ts';
import type { Seat } from './seats.ts';

/** Who may write to a chat may read it. */
const rightTo: Readonly<Record<ChatRoom, Action>> = { stage: 'chat-stage', public: 'chat-public' };

const chatRooms = Object.keys(rightTo) as ChatRoom[];
/** Under which each chat of a room is kept. */
export const chatId = (id: WebinarId, room: ChatRoom): string => `${id}:${room}`;

/** What no line of text has: all control characters but the line feed and the tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what it looks for.
const controlCharacters = /[\u0000-\u0008\u000b-\u001f\u007f]/g;

type Messages = Record<ChatRoom, ChatMessage[]>;

/**
 * What people write to each other: the last of each room, in order. Kept beside the room's record, line by line, so that
 * a process which goes on with the room has it, too.
 */
export class Chat {
  readonly #core: RoomCore;
  readonly #pace: Pace;
  readonly #messages: Messages;
  readonly #keeper: Keeper;
  /** Said, and not kept yet. */
  readonly #unkept: ChatMessage[] = [];

  private constructor(core: RoomCore, messages: Messages) {
    this.#core = core;
    this.#messages = messages;
    this.#keeper = new Keeper({
      what: 'chat',
      write: () => this.#write(),
      onLost: () => core.deps.lease.lose(),
      clock: core.deps.clock,
      log: core.log,
    });
    this.#pace = new Pace({ times: 5, withinMs: 5000, now: () => core.deps.clock.monotonic() });
  }

  static async open(core: RoomCore): Promise<Chat> {
    const load = async (room: ChatRoom) => {
      const lines = await core.deps.chats.load(chatId(core.record.id, room)).catch((error: Fault) => {
        core.log.warn({ code: error.code }, 'chat not read');
        return [];
      });
      // Written by this code and by nobody else: the version is in the key. A line whose answer was lost may be there twice.
      const messages = lines.map((line) => JSON.parse(line) as ChatMessage);
      return [...new Map(messages.map((message) => [message.id, message])).values()];
    };
    const [stage, everybody] = await Promise.all([load('stage'), load('public')]);
    return new Chat(core, { stage, public: everybody });
  }

  /** @throws Fault PERMISSION_DENIED, FIELD_INVALID for an empty line or a missing name, TOO_FAST */
  async say(seat: Seat, request: RequestOf<typeof stageServer, 'say'>): Promise<void> {
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
    await this.#keeper.kept();
  }

  /** What was said before, as far as this person may read it. */
  history(person: Person): ChatMessage[] {
    const rooms = chatRooms.filter((room) => may(person.role, rightTo[room]));
    return rooms.flatMap((room) => this.#messages[room]).toSorted((a, b) => a.at.localeCompare(b.at));
  }

  /** Somebody may read the stage's room from now on, and hears what was said there. */
  replayStage(seat: Seat): void {
    for (const message of this.#messages.stage) seat.socket.emit('chat', message);
  }

  /** Writes down what is not written yet. */
  close(): void {
    this.#keeper.close();
  }

  async #write(): Promise<void> {
    for (const room of chatRooms) {
      const lines = this.#unkept.filter((message) => message.room === room);
      if (lines.length === 0) continue;
      const texts = lines.map((line) => JSON.stringify(line));
      await this.#core.deps.chats.append(chatId(this.#core.record.id, room), texts);
      for (const line of lines) this.#unkept.splice(this.#unkept.indexOf(line), 1);
    }
  }

  #add(message: ChatMessage): void {
    const messages = this.#messages[message.room];
    messages.push(message);
    if (messages.length > chatHistoryLength) messages.shift();
    this.#unkept.push(message);
    if (this.#unkept.length > 2 * chatHistoryLength) this.#unkept.shift(); // Redis is away for long.
    this.#keeper.touch();
    this.#core.emitToAll('chat', message, ({ role }) => may(role, rightTo[message.room]));
  }
}

import { connect } from 'node:net';
import type { Held } from '@rostrum/cluster';
import { type Channel, dial, parseAnswer } from '@rostrum/link';
import { Fault, type RoomCall, Strict, type WebinarId } from '@rostrum/protocol';
import { signServiceToken } from '@rostrum/service';
import Type from 'typebox';

const dialWithinMs = 2000;
const answerWithinMs = 15_000;
const knockWithinMs = 300;
/** Lives that are remembered; there are a handful at a time. */
const maxLives = 100;

const Refusal = Strict({ code: Type.String(), message: Type.String() });

/** The other control processes, as this one reaches them: at the address that stands in their lease. */
export class FarControls {
  readonly #secret: string;
  readonly #life: string;
  /** Those who have answered once. */
  readonly #reached = new Set<string>();
  readonly #meeting = new Set<string>();

  constructor({ secret, life }: { secret: string; life: string }) {
    this.#secret = secret;
    this.#life = life;
  }

  /** A signaling socket to the room's owner. @throws Fault LINK_CLOSED */
  async openStage({ url, life }: Held): Promise<Channel> {
    const bearer = await signServiceToken(this.#secret, this.#life);
    const channel = await dial(`${url.replace(/^http/, 'ws')}/api/internal/stage`, { bearer, timeoutMs: dialWithinMs });
    this.#remember(life);
    return channel;
  }

  /** @throws Fault as the owner answered, or LINK_CLOSED */
  async call({ url, life }: Held, id: WebinarId, call: RoomCall): Promise<void> {
    const bearer = await signServiceToken(this.#secret, this.#life);
    let response: Response;
    try {
      response = await fetch(`${url}/api/internal/rooms/${id}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
        body: JSON.stringify(call),
        signal: AbortSignal.timeout(answerWithinMs),
      });
    } catch (cause) {
      throw new Fault('LINK_CLOSED', { detail: `owner of ${id}`, cause });
    }
    this.#remember(life);
    if (response.ok) return void (await response.body?.cancel());
    throw Fault.fromWire(parseAnswer(Refusal, await response.json().catch(() => undefined), 'LINK_CLOSED'));
  }

  /** Learns whether its address is right, while it lives: else nobody could tell later that it is dead. */
  meet({ url, life }: Held): void {
    if (this.#reached.has(life) || this.#meeting.has(life)) return;
    this.#meeting.add(life);
    fetch(`${url}/healthz`, { signal: AbortSignal.timeout(dialWithinMs) })
      .then((response) => response.body?.cancel())
      .then(
        () => this.#remember(life),
        () => undefined, // The next turn tries again.
      )
      .finally(() => this.#meeting.delete(life));
  }

  /**
   * Whether a process is gone for sure, so that nobody need wait for its lease to run out: it was reached before, and its
   * machine now refuses connections. An address that was never right proves nothing.
   */
  async isDead({ url, life }: Held): Promise<boolean> {
    return this.#reached.has(life) && (await refusesConnections(url));
  }

  #remember(life: string): void {
    if (this.#reached.size >= maxLives) this.#reached.clear();
    this.#reached.add(life);
  }
}

function refusesConnections(url: string): Promise<boolean> {
  const { hostname, port, protocol } = new URL(url);
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = connect({ host, port: Number(port || (protocol === 'https:' ? 443 : 80)) });
  socket.setTimeout(knockWithinMs, () => socket.destroy());
  socket.once('connect', () => socket.destroy());
  socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  socket.once('close', () => resolve(false));
  return promise;
}

import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { NodeRegistry, RedisConnection } from '@rostrum/cluster';
import { dial, LinkPeer } from '@rostrum/link';
import { nothing, type RtpAddress, type RtpParameters, sfuLink } from '@rostrum/protocol';
import { signServiceToken } from '@rostrum/service';
import { RtpOut } from '@rostrum/synthetic';
import { CountingReceiver } from '../bench/stage/counting-receiver.ts';
import { ControlStack, freePort } from './control-stack.ts';
import { Postgres } from './postgres.ts';
import type { TestProcess } from './process.ts';
import { StageCaller } from './stage-caller.ts';

/** A control process, and where it is reached. */
export interface OneControl {
  readonly url: string;
  readonly port: number;
  process: TestProcess;
}

/** Two control processes over one PostgreSQL, Redis and SFU node. */
export class ControlsRig {
  readonly stack: ControlStack;
  readonly controls: readonly [OneControl, OneControl];
  readonly #database: Postgres;

  private constructor(stack: ControlStack, controls: [OneControl, OneControl], database: Postgres) {
    this.stack = stack;
    this.controls = controls;
    this.#database = database;
  }

  static async start(): Promise<ControlsRig> {
    const database = await Postgres.start();
    try {
      const stack = await ControlStack.start({ databaseUrl: database.url });
      const port = await freePort();
      const second = { url: `http://127.0.0.1:${port}`, port, process: await stack.startControl(port) };
      const first = { url: stack.url, port: stack.port, process: stack.control };
      return new ControlsRig(stack, [first, second], database);
    } catch (error) {
      await database.stop();
      throw error;
    }
  }

  /** Who has taken the room last, and who has not. */
  owner(room: string): { owner: OneControl; other: OneControl; life: string; leaseEpoch: number } {
    const taken = this.controls.flatMap((control) =>
      control.process.logged('room taken').flatMap((line) => (line.room === room ? [{ control, line }] : [])),
    );
    const last = taken.toSorted((a, b) => Number(a.line.leaseEpoch) - Number(b.line.leaseEpoch)).at(-1);
    const other = this.controls.find((control) => control !== last?.control);
    if (!(last && other)) throw new Error(`nobody has taken ${room}`);
    return { owner: last.control, other, life: String(last.line.life), leaseEpoch: Number(last.line.leaseEpoch) };
  }

  async restart(control: OneControl): Promise<void> {
    control.process = await this.stack.startControl(control.port);
  }

  async stop(): Promise<void> {
    await Promise.all(this.controls.map(({ process }) => process.stop()));
    await this.stack.stop();
    await this.#database.stop();
  }
}

/** Goes on trying at whichever control answers, as a page does behind a load balancer. Answers with the milliseconds that it took. */
export async function resume(
  controls: readonly Pick<OneControl, 'url'>[],
  session: string,
  withinMs = 15_000,
): Promise<{ caller: StageCaller; hello: Awaited<ReturnType<StageCaller['hello']>>; tookMs: number }> {
  const beganMs = performance.now();
  for (let attempt = 0; performance.now() - beganMs < withinMs; attempt += 1) {
    const control = controls[attempt % controls.length] as Pick<OneControl, 'url'>;
    let caller: StageCaller | undefined;
    try {
      caller = await StageCaller.open(control);
      const hello = await caller.hello(session, { resume: true });
      return { caller, hello, tookMs: performance.now() - beganMs };
    } catch {
      caller?.close(); // A dead one, or one that is about to be known as dead.
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`not resumed within ${withinMs} ms`);
}

const packetMs = 20;

/** Sound that is sent to the SFU over plain RTP, and what comes out of the SFU for somebody else. */
export class SoundFlow {
  readonly #timer: ReturnType<typeof setInterval>;
  readonly microphone: RtpParameters;
  readonly #closers: (() => void)[] = [];
  #ear: CountingReceiver | undefined;

  private constructor(socket: Socket, remote: RtpAddress) {
    this.#closers.push(() => socket.close());
    const out = new RtpOut({ payloadType: 100, clockRate: 48_000, cname: 'flow' });
    this.microphone = {
      codecs: [{ mimeType: 'audio/opus', payloadType: 100, clockRate: 48_000, channels: 2 }],
      encodings: [{ ssrc: out.ssrc }],
      rtcp: { cname: 'flow', reducedSize: true },
    };
    const frame = new Uint8Array(40).fill(7);
    socket.on('error', () => undefined); // The SFU has ended before us.
    this.#timer = setInterval(() => {
      for (const packet of out.packets([frame], { wallMs: Date.now(), marker: false }))
        socket.send(packet, remote.port, remote.ip, () => undefined);
    }, packetMs);
  }

  static async open(remote: RtpAddress): Promise<SoundFlow> {
    const socket = createSocket('udp4');
    socket.bind(0, '127.0.0.1');
    await once(socket, 'listening');
    return new SoundFlow(socket, remote);
  }

  /** Takes what the SFU sends on, asked for in the owner's name. */
  async listen(stack: ControlStack, { producerId, life }: { producerId: string; life: string }): Promise<void> {
    const redis = await RedisConnection.open(stack.redisUrl, () => undefined);
    const [node] = await new NodeRegistry(redis).list('sfu');
    redis.close();
    const placed = stack.control.logged('room placed').at(-1);
    if (!(node && placed)) throw new Error('the room is on no SFU');
    const channel = await dial(node.linkUrl, { bearer: await signServiceToken(stack.secret, life) });
    const peer = new LinkPeer({ channel, local: nothing, handlers: {}, remote: sfuLink });
    this.#closers.push(() => peer.close());
    const ear = await CountingReceiver.open();
    this.#ear = ear;
    this.#closers.push(() => ear.close());
    const { id: transportId } = await peer.request('transport.openPlain', {
      roomId: placed.room as never,
      epoch: Number(placed.epoch),
      remote: { ip: '127.0.0.1', port: ear.port },
    });
    await peer.request('consumer.open', { transportId, producerId, paused: false });
  }

  /** Packets that came out until now. */
  get heard(): number {
    return this.#ear?.packets ?? 0;
  }

  close(): void {
    clearInterval(this.#timer);
    for (const run of this.#closers.splice(0)) run();
  }
}

import { setTimeout as sleep } from 'node:timers/promises';
import { NodeRegistry, RedisConnection } from '@rostrum/cluster';
import { dial, LinkPeer } from '@rostrum/link';
import { nothing, sfuLink } from '@rostrum/protocol';
import { signServiceToken } from '@rostrum/service';
import { ControlApi } from '../../support/control-api.ts';
import { startRedis } from '../../support/redis.ts';
import { Stack } from '../../support/stack.ts';
import { StageCaller } from '../../support/stage-caller.ts';
import { until } from '../../support/until.ts';
import { type BenchOptions, type BenchResult, comparison, distribution, figure } from '../report.ts';
import { cpuSeconds } from '../stage/cpu.ts';
import { ClockedReceiver, ClockedSender } from './clocked-sender.ts';

const streams = 8;
const settleMs = 2000;

/** Where everybody sends, the first node of the other region, and its second: 0, 1 and 2 hops. */
const nodes = ['sfu-1', 'sfu-2', 'sfu-3'] as const;
type Node = (typeof nodes)[number];

interface Window {
  readonly hops: number;
  readonly delays: readonly (readonly number[])[];
  /** Of all SFU nodes. */
  readonly cpuSeconds: number;
  readonly receivedMbit: number;
  /** What left the first node for others, and what went between others. */
  readonly crossedBytes: number;
  readonly passedOnBytes: number;
}

/** A stack with two regions, people who send in the first, and one who receives at each node that is added. */
class TwoRegions {
  readonly stack: Stack;
  readonly receivers: { readonly node: Node; readonly receiver: ClockedReceiver }[] = [];
  readonly #closers: (() => unknown)[];
  readonly #api: ControlApi;
  readonly #presenterUrl: string;
  readonly #registry: NodeRegistry;
  #producerIds: string[] = [];

  private constructor(
    stack: Stack,
    parts: { closers: (() => unknown)[]; api: ControlApi; url: string; redis: NodeRegistry },
  ) {
    this.stack = stack;
    this.#closers = parts.closers;
    this.#api = parts.api;
    this.#presenterUrl = parts.url;
    this.#registry = parts.redis;
  }

  static async open(): Promise<TwoRegions> {
    const closers: (() => unknown)[] = [];
    try {
      const { url: redisUrl, process: redis } = await startRedis();
      closers.push(() => redis.stop());
      // So small that one person fills it: the next goes to its neighbour.
      const west = { ROSTRUM_REGION: 'west', ROSTRUM_SFU_CAPACITY_KBPS: '100' };
      const stack = await Stack.start({
        sfus: nodes.length,
        pages: 'blank',
        without: ['mixer-1', 'origin', 'recorder'],
        env: { 'sfu-2': west, 'sfu-3': west, control: { ROSTRUM_STANDBY: 'off' } },
        settings: { REDIS_URL: redisUrl },
      });
      closers.push(() => stack.close());
      const connection = await RedisConnection.open(redisUrl, () => undefined);
      closers.push(() => connection.close());
      const { api, bootstrap } = await ControlApi.open(stack);
      const { syntheticUrl, presenterUrl: url } = bootstrap.webinar;
      const regions = new TwoRegions(stack, { closers, api, url, redis: new NodeRegistry(connection) });
      await regions.#startSenders(syntheticUrl);
      return regions;
    } catch (error) {
      for (const close of closers.reverse()) await close();
      throw error;
    }
  }

  /** A person joins in the other region, so that the room brings everything to one more node. @returns it */
  async spread(): Promise<Node> {
    const before = this.#placed.length;
    const caller = await StageCaller.open(this.stack);
    this.#closers.push(() => caller.close());
    const { session } = await this.#api.join(this.#presenterUrl, undefined, 'west');
    const { joined } = await caller.join(session, `West ${before}`);
    if (joined.consumers.length < streams) throw new Error(`only ${joined.consumers.length} streams came there`);
    const placed = this.#placed.slice(before);
    if (placed.length !== 1) throw new Error('the person is on a node that was used before');
    return placed[0]?.sfu as Node;
  }

  /** Takes every stream at a node. */
  async receiveAt(node: Node): Promise<void> {
    const link = (await this.#registry.list('sfu')).find(({ id }) => id === node)?.linkUrl ?? '';
    const taken = this.stack.process('control').logged('room taken').at(-1);
    const placed = this.#placed.find(({ sfu }) => sfu === node);
    // The node obeys the process that owns the room, so this speaks in its name.
    const peer = new LinkPeer({
      channel: await dial(link, { bearer: await signServiceToken(this.stack.secret, String(taken?.life)) }),
      local: nothing,
      handlers: {},
      remote: sfuLink,
    });
    this.#closers.push(() => peer.close());
    const receiver = await ClockedReceiver.open();
    this.#closers.push(() => receiver.close());
    const { id: transportId } = await peer.request('transport.openPlain', {
      roomId: placed?.room as never,
      epoch: Number(placed?.epoch),
      remote: { ip: '127.0.0.1', port: receiver.port },
    });
    for (const producerId of this.#producerIds)
      await peer.request('consumer.open', { transportId, producerId, paused: false });
    this.receivers.push({ node, receiver });
  }

  /** Bytes that nodes have sent to others by pipes. */
  async pipedBytes(node: Node): Promise<number> {
    const link = (await this.#registry.list('sfu')).find(({ id }) => id === node)?.linkUrl ?? '';
    const text = await (await fetch(link.replace('ws', 'http').replace(/link$/, 'metrics'))).text();
    return Number(/^rostrum_sfu_pipe_sent_bytes (\d+)/m.exec(text)?.[1] ?? 0);
  }

  get cpuSeconds(): number {
    const pids = nodes.flatMap((name) => {
      const { pid, children } = this.stack.process(name);
      return [pid, ...children];
    });
    return pids.reduce((sum, pid) => sum + cpuSeconds(pid), 0);
  }

  async close(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
  }

  get #placed() {
    return this.stack.process('control').logged('room placed');
  }

  async #startSenders(link: string): Promise<void> {
    const sender = await ClockedSender.open();
    this.#closers.push(() => sender.close());
    for (let index = 0; index < streams; index += 1) {
      const { session } = await this.#api.join(link);
      const caller = await StageCaller.open(this.stack);
      this.#closers.push(() => caller.close());
      await caller.hello(session);
      const { rtp } = await caller.peer.request('joinPlain', { name: `Sender ${index + 1}` });
      this.#producerIds.push((await caller.produce('microphone', sender.add(rtp))).producerId);
    }
  }
}

async function measure(regions: TwoRegions, lastsMs: number): Promise<Window> {
  await sleep(settleMs);
  const piped = () => Promise.all(nodes.map((node) => regions.pipedBytes(node)));
  for (const { receiver } of regions.receivers) Object.assign(receiver, { delays: [], bytes: 0 });
  const [cpu, before] = [regions.cpuSeconds, await piped()];
  await sleep(lastsMs);
  const after = await piped();
  const sent = after.map((bytes, index) => bytes - (before[index] ?? 0));
  const received = regions.receivers.reduce((sum, { receiver }) => sum + receiver.bytes, 0);
  return {
    hops: regions.receivers.length - 1,
    delays: regions.receivers.map(({ receiver }) => receiver.delays),
    cpuSeconds: regions.cpuSeconds - cpu,
    receivedMbit: (received * 8) / 1e6,
    crossedBytes: sent[0] ?? 0,
    passedOnBytes: (sent[1] ?? 0) + (sent[2] ?? 0),
  };
}

/**
 * What it costs that a room spans nodes: how much later a packet is, and how much CPU it takes, for each hop; and what
 * crosses from one region to the other, beside a full mesh, in which the node where a stream comes in sends it to every
 * other node by itself (as many bytes as were received at each of them).
 */
export async function benchCascade({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const lastsMs = isQuick ? 4000 : 15_000;
  const regions = await TwoRegions.open();
  try {
    const windows: Window[] = [];
    await regions.receiveAt('sfu-1');
    windows.push(await measure(regions, lastsMs));
    for (const _hop of [1, 2]) {
      const node = await regions.spread();
      await until(async () => (await regions.pipedBytes('sfu-1')) > 0, 10_000, 100);
      await regions.receiveAt(node);
      const window = await measure(regions, lastsMs);
      windows.push(window);
      say(
        `${window.hops} hops: ${window.cpuSeconds.toFixed(2)} s of CPU, ${((window.receivedMbit / lastsMs) * 1000).toFixed(1)} Mbit/s received`,
      );
    }
    const last = windows.at(-1);
    if (!last) throw new Error('nothing was measured');
    const share = last.receivedMbit / 3;
    const cpuOf = (index: number) => ((windows[index]?.cpuSeconds ?? 0) - (windows[index - 1]?.cpuSeconds ?? 0)) * 1000;
    const cases = [
      ...last.delays.map((delays, hops) => distribution(`under way, ${hops} hops, ms`, delays)),
      figure(
        'CPU of a hop and its receiver, ms/Mbit',
        [1, 2].map((index) => cpuOf(index) / share),
      ),
      figure('CPU without a hop, ms/Mbit', [((windows[0]?.cpuSeconds ?? 0) * 1000) / (windows[0]?.receivedMbit ?? 1)]),
      comparison('between regions, Mbit', {
        values: [(last.crossedBytes * 8) / 1e6],
        baselines: [2 * share],
      }),
      figure('within the other region, Mbit', [(last.passedOnBytes * 8) / 1e6]),
    ];
    return { report: { bench: 'cascade', unit: 'ms, ms/Mbit, Mbit', cases }, samples: windows };
  } finally {
    await regions.close();
  }
}

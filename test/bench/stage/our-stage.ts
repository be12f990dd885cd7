import { NodeRegistry, RedisConnection } from '@rostrum/cluster';
import { dial, LinkPeer } from '@rostrum/link';
import { nothing, type StageState, sfuLink } from '@rostrum/protocol';
import { signServiceToken } from '@rostrum/service';
import { ControlApi } from '../../support/control-api.ts';
import type { ControlStack } from '../../support/control-stack.ts';
import { childrenOf } from '../../support/process.ts';
import { StageCaller } from '../../support/stage-caller.ts';
import { until } from '../../support/until.ts';
import { CountingReceiver } from './counting-receiver.ts';
import type { LoopedSender } from './looped-sender.ts';

/** People who send, each of whom receives all others. */
export interface OpenStage {
  readonly receivers: readonly CountingReceiver[];
  /** Whose CPU counts. */
  readonly pids: { readonly sfu: readonly number[]; readonly control: readonly number[] };
  close(): Promise<void>;
}

/**
 * A real stage: control, Redis and an SFU node as processes, and people who join with a link, send over plain RTP and
 * keep their socket. Plain presenters receive nothing by themselves, so their receiving ends are opened at the SFU by a
 * link of the bench's own.
 */
export async function openOurStage(stack: ControlStack, sender: LoopedSender, count: number): Promise<OpenStage> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const run of closers.splice(0).reverse()) await run();
  };
  try {
    const { api, bootstrap } = await ControlApi.open(stack);
    let state: StageState | undefined;
    for (let index = 0; index < count; index += 1) {
      const { session } = await api.join(bootstrap.webinar.syntheticUrl);
      const caller = await StageCaller.open(stack);
      closers.push(() => caller.peer.request('leave', {}).finally(() => caller.close()));
      await caller.hello(session);
      const { rtp } = await caller.peer.request('joinPlain', { name: `Presenter ${index + 1}` });
      const { microphone, camera } = sender.add(rtp);
      await caller.produce('microphone', microphone);
      await caller.produce('camera', camera);
      if (index < count - 1) continue;
      await until(() => {
        state = caller.heard.findLast((one) => one.event === 'state')?.data as StageState | undefined;
        return (
          state?.participants.length === count && state.participants.every(({ producers }) => producers.length === 2)
        );
      });
    }
    const receivers = await openReceivers(stack, state?.participants ?? [], closers);
    const { pid } = stack.sfu;
    return { receivers, pids: { sfu: [pid, ...childrenOf(pid)], control: [stack.control.pid] }, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openReceivers(
  stack: ControlStack,
  participants: StageState['participants'],
  closers: (() => unknown)[],
): Promise<CountingReceiver[]> {
  const redis = await RedisConnection.open(stack.redisUrl, () => undefined);
  closers.push(() => redis.close());
  const [node] = await new NodeRegistry(redis).list('sfu');
  const placed = stack.control.logged('room placed').at(-1);
  // The node obeys the process that owns the room, so this speaks in its name.
  const taken = stack.control.logged('room taken').at(-1);
  if (!(node && placed && taken)) throw new Error('the room is on no SFU');
  const peer = new LinkPeer({
    channel: await dial(node.linkUrl, { bearer: await signServiceToken(stack.secret, String(taken.life)) }),
    local: nothing,
    handlers: {},
    remote: sfuLink,
    listeners: {},
  });
  closers.push(() => peer.close());
  const ref = { roomId: placed.room as never, epoch: placed.epoch as number };
  const receivers: CountingReceiver[] = [];
  for (const { id } of participants) {
    const receiver = await CountingReceiver.open();
    closers.push(() => receiver.close());
    receivers.push(receiver);
    const remote = { ip: '127.0.0.1', port: receiver.port };
    const { id: transportId } = await peer.request('transport.openPlain', { ...ref, remote });
    const others = participants.filter((one) => one.id !== id).flatMap(({ producers }) => producers);
    for (const { producerId } of others)
      await peer.request('consumer.open', { transportId, producerId, paused: false });
  }
  return receivers;
}

import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { RtpAddress } from '@rostrum/protocol';
import { childrenOf } from '../../support/process.ts';
import { CountingReceiver } from './counting-receiver.ts';
import type { LoopedSender } from './looped-sender.ts';
import type { OpenStage } from './our-stage.ts';

/** The same streams from the same presenters to the same receivers through a router that nothing else is done with. */
export async function openBareStage(sender: LoopedSender, count: number): Promise<OpenStage> {
  const module = fileURLToPath(new URL('bare-router.ts', import.meta.url));
  const child = fork(module, [
    `${count}`,
    ...(process.env.MEDIASOUP_WORKER_BIN ? [process.env.MEDIASOUP_WORKER_BIN] : []),
  ]);
  const [addresses] = (await once(child, 'message')) as [RtpAddress[]];
  const receivers = await Promise.all(addresses.map(() => CountingReceiver.open()));
  const presenters = addresses.map((address, index) => ({ ...sender.add(address), sinkPort: receivers[index]?.port }));
  child.send(presenters);
  await once(child, 'message');
  const pid = child.pid ?? 0;
  return {
    receivers,
    pids: { sfu: [pid, ...childrenOf(pid)], control: [] },
    close: async () => {
      for (const receiver of receivers) receiver.close();
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

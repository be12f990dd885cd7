import { setTimeout as sleep } from 'node:timers/promises';
import type { Stack } from '../support/stack.ts';

/** The most that each kind of person may miss, in seconds. */
export interface Limits {
  /** Whoever watches: the playlist does not grow. A player holds a second of it. */
  readonly viewer: number;
  /** Whoever presents: from the loss of their media to being on the stage again. */
  readonly media: number;
  /** Whoever presents: no open socket. */
  readonly signaling: number;
}

export interface Trouble {
  readonly name: string;
  readonly limits: Limits;
  /** Does it, and makes it good again. @returns what was hit; undefined: nothing of the kind runs now */
  readonly run: (stack: Stack, pick: <T>(all: readonly T[]) => T | undefined) => Promise<string | undefined>;
}

/** A viewer's player holds three parts of a third of a second, so the playlist may pause for so long unnoticed. */
const heldSeconds = 1;
/** DESIGN.md, "What happens when a part dies"; where it promises nothing to somebody, the usual step of a playlist or a slow answer. */
const nobodyMinds: Limits = { viewer: 1 + heldSeconds, media: 0.5, signaling: 0.5 };

const names = {
  sfus: ['sfu-1', 'sfu-2', 'sfu-3'],
  mixers: ['mixer-1', 'mixer-2'],
  controls: ['control-1', 'control-2', 'control'],
} as const;

const running = (stack: Stack, all: readonly string[]) => all.filter((name) => stack.has(name));

/** A process dies and is started again a little later, as its keeper would do. */
async function killAndRestart(stack: Stack, name: string | undefined): Promise<string | undefined> {
  if (name === undefined) return undefined;
  stack.process(name).kill('SIGKILL');
  await sleep(800);
  await stack.restart(name);
  return name;
}

const signalAll = (pids: readonly number[], signal: NodeJS.Signals) => {
  for (const pid of pids) process.kill(pid, signal);
};

/** The SFU node with the most producers: where the room is at home. */
async function homeOf(stack: Stack): Promise<string | undefined> {
  const counts = await Promise.all(
    names.sfus.map(async (name) => {
      const answer = await fetch(`http://127.0.0.1:${stack.portOf(name)}/metrics`).catch(() => undefined);
      const text = (await answer?.text()) ?? '';
      return { name, producers: Number(/^rostrum_sfu_producers (\d+)/m.exec(text)?.[1] ?? 0) };
    }),
  );
  const [most] = counts.toSorted((a, b) => b.producers - a.producers);
  return most && most.producers > 0 ? most.name : undefined;
}

export const troubles: readonly Trouble[] = [
  {
    name: 'sfu process',
    limits: { ...nobodyMinds, media: 0.5 },
    run: async (stack) => killAndRestart(stack, await homeOf(stack)),
  },
  {
    name: 'sfu worker',
    limits: { ...nobodyMinds, media: 0.5 },
    run: async (stack) => {
      const home = await homeOf(stack);
      const [worker] = home === undefined ? [] : stack.process(home).children;
      if (worker === undefined) return undefined;
      process.kill(worker, 'SIGKILL');
      return home;
    },
  },
  {
    name: 'silent sfu host',
    limits: { ...nobodyMinds, viewer: 3 + heldSeconds, media: 3 },
    run: async (stack, pick) => {
      const home = await homeOf(stack);
      if (home === undefined) return undefined;
      const node = stack.process(home);
      const pids = [node.pid, ...node.children];
      signalAll(pids, 'SIGSTOP');
      await sleep(4000);
      // It comes back late; or its machine was started again.
      if (pick([true, false])) signalAll(pids.toReversed(), 'SIGCONT');
      else await killAndRestart(stack, home);
      return home;
    },
  },
  {
    name: 'mixer',
    limits: { ...nobodyMinds, viewer: 2 + heldSeconds },
    run: (stack, pick) => killAndRestart(stack, pick(running(stack, names.mixers))),
  },
  {
    name: "programme's process",
    limits: { ...nobodyMinds, viewer: 2 + heldSeconds },
    run: async (stack) => {
      const started = running(stack, names.mixers).flatMap((name) =>
        stack.process(name).logged('programme process started'),
      );
      const newest = started.toSorted((a, b) => Number(a.epoch) - Number(b.epoch)).at(-1);
      if (!newest) return undefined;
      process.kill(Number(newest.child), 'SIGKILL');
      return `epoch ${newest.epoch}`;
    },
  },
  {
    name: 'origin',
    // Until it is started again: there is but one here.
    limits: { ...nobodyMinds, viewer: 3 + heldSeconds },
    run: (stack) => killAndRestart(stack, 'origin'),
  },
  {
    name: 'control',
    limits: { ...nobodyMinds, signaling: 2 },
    run: (stack, pick) => killAndRestart(stack, pick(running(stack, names.controls))),
  },
  {
    name: 'redis',
    limits: { ...nobodyMinds, signaling: 2 },
    run: async (stack) => {
      await stack.restart('redis');
      return 'redis';
    },
  },
  {
    name: 'recorder',
    limits: nobodyMinds,
    run: (stack) => killAndRestart(stack, 'recorder'),
  },
];

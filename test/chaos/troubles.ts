import { setTimeout as sleep } from 'node:timers/promises';
import type { TestHost } from '../support/net/test-host.ts';
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

/** What can be broken. */
export interface Site {
  readonly stack: Stack;
  /** Of the SFU nodes that have one of their own, by their name: their networks can be cut. */
  readonly machines: Readonly<Record<string, TestHost>>;
  readonly restartRedis: () => Promise<void>;
}

type Pick = <T>(all: readonly T[]) => T | undefined;

export interface Trouble {
  readonly name: string;
  readonly limits: Limits;
  /** Does it, and makes it good again. @returns what was hit; undefined: nothing of the kind runs now */
  readonly run: (site: Site, pick: Pick) => Promise<string | undefined>;
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

const homes = new WeakMap<Stack, { readonly name: string; readonly atMs: number }>();

/**
 * The SFU node where the room is at home, as control wrote it last. What a process wrote is gone with it: so this is asked
 * before one is killed, too.
 */
function homeOf({ stack }: Site): string | undefined {
  const chosen = running(stack, names.controls).flatMap((name) =>
    stack
      .process(name)
      .logged('home chosen')
      .map(({ sfu, time }) => ({ name: String(sfu), atMs: Date.parse(String(time)) })),
  );
  const [newest] = [...chosen, homes.get(stack)].flatMap((one) => one ?? []).toSorted((x, y) => y.atMs - x.atMs);
  if (newest) homes.set(stack, newest);
  return newest?.name;
}

/** The control process that has taken the room last. */
function ownerOf(stack: Stack): string | undefined {
  const taken = running(stack, names.controls).flatMap((name) =>
    stack
      .process(name)
      .logged('room taken')
      .map(({ leaseEpoch }) => ({ name, epoch: Number(leaseEpoch) })),
  );
  return taken.toSorted((a, b) => a.epoch - b.epoch).at(-1)?.name;
}

/** Nothing runs there, and nothing is heard of it. @returns how to wake it */
function sleepOf({ stack, machines }: Site, name: string): () => void {
  const machine = machines[name];
  if (machine) return machine.sleep();
  const node = stack.process(name);
  const pids = [node.pid, ...node.children];
  signalAll(pids, 'SIGSTOP');
  return () => signalAll(pids.toReversed(), 'SIGCONT');
}

/** The machine of the home node is cut off for so long. Nothing happens where it has none of its own. */
async function cutFor(site: Site, ms: number, cut: (machine: TestHost) => () => void): Promise<string | undefined> {
  const home = homeOf(site);
  const machine = home === undefined ? undefined : site.machines[home];
  if (!machine) return undefined;
  const mend = cut(machine);
  await sleep(ms);
  mend();
  return home;
}

export const troubles: readonly Trouble[] = [
  {
    name: 'sfu process',
    limits: { ...nobodyMinds, media: 0.5 },
    run: async (site) => killAndRestart(site.stack, homeOf(site)),
  },
  {
    name: 'sfu worker',
    limits: { ...nobodyMinds, media: 0.5 },
    run: async (site) => {
      const home = homeOf(site);
      const [worker] = home === undefined ? [] : site.stack.process(home).children;
      if (worker === undefined) return undefined;
      process.kill(worker, 'SIGKILL');
      return home;
    },
  },
  {
    name: 'silent sfu host',
    limits: { ...nobodyMinds, viewer: 3 + heldSeconds, media: 3 },
    run: async (site, pick) => {
      const home = homeOf(site);
      if (home === undefined) return undefined;
      const wake = sleepOf(site, home);
      await sleep(4000);
      // It comes back late; or its machine was started again.
      const isLate = pick([true, false]);
      wake();
      if (!isLate) await killAndRestart(site.stack, home);
      return home;
    },
  },
  {
    // It runs, and thinks that it has the room.
    name: 'sfu host unplugged',
    limits: { ...nobodyMinds, viewer: 3 + heldSeconds, media: 3 },
    run: (site) => cutFor(site, 4000, (machine) => machine.unplug()),
  },
  {
    // Media gets through to it all the time, and nobody who could say so.
    name: 'sfu cut from control',
    limits: { ...nobodyMinds, viewer: 3 + heldSeconds, media: 3 },
    run: (site) => cutFor(site, 4000, (machine) => machine.block('tcp')),
  },
  {
    name: 'mixer',
    limits: { ...nobodyMinds, viewer: 2 + heldSeconds },
    run: ({ stack }, pick) => killAndRestart(stack, pick(running(stack, names.mixers))),
  },
  {
    name: "programme's process",
    limits: { ...nobodyMinds, viewer: 2 + heldSeconds },
    run: async ({ stack }) => {
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
    run: ({ stack }) => killAndRestart(stack, 'origin'),
  },
  {
    // The one that has the room: the others have little to lose.
    name: 'control',
    limits: { ...nobodyMinds, signaling: 2 },
    run: (site) => {
      homeOf(site);
      return killAndRestart(site.stack, ownerOf(site.stack));
    },
  },
  {
    name: 'redis',
    limits: { ...nobodyMinds, signaling: 2 },
    run: async ({ restartRedis }) => {
      await restartRedis();
      return 'redis';
    },
  },
  {
    name: 'recorder',
    limits: nobodyMinds,
    run: ({ stack }) => killAndRestart(stack, 'recorder'),
  },
];

import { setTimeout as sleep } from 'node:timers/promises';
import type { TestProcess } from '../../support/process.ts';
import { randoms } from '../../support/randoms.ts';
import type { RecorderStack } from '../../support/recorder-stack.ts';
import { descendantsOf } from './processes.ts';

export type Victim = 'recorder' | 'job process' | 'ffmpeg';

const recorders = 2;
/** From one death to the next, milliseconds. */
const [soonestMs, latestMs] = [400, 2400];

/** Keeps two recorders running, and ends them and what they have started by SIGKILL at random moments. */
export class Killer {
  readonly #stack: RecorderStack;
  readonly #random: () => number;
  readonly #recorders: TestProcess[] = [];
  readonly kills = new Map<Victim, number>();
  #isOver = false;
  #running: Promise<void> = Promise.resolve();

  private constructor(stack: RecorderStack, seed: number) {
    this.#stack = stack;
    this.#random = randoms(seed); // The same seed kills at the same moments.
  }

  static async start(stack: RecorderStack, { seed, kills }: { seed: number; kills: number }): Promise<Killer> {
    const killer = new Killer(stack, seed);
    while (killer.#recorders.length < recorders) killer.#recorders.push(await stack.startRecorder());
    killer.#running = killer.#run(kills);
    return killer;
  }

  /** No more deaths after this one. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #run(kills: number): Promise<void> {
    for (let left = kills; left > 0 && !this.#isOver; ) {
      await sleep(soonestMs + this.#random() * (latestMs - soonestMs));
      if (await this.#killOne(this.#random())) left -= 1;
    }
  }

  /** False when there is no such process now. */
  async #killOne(choice: number): Promise<boolean> {
    const place = Math.floor(this.#random() * this.#recorders.length);
    const recorder = this.#recorders[place];
    if (!recorder) return false;
    if (choice < 0.15) {
      recorder.kill('SIGKILL');
      this.#count('recorder');
      this.#recorders[place] = await this.#stack.startRecorder();
      return true;
    }
    const children = descendantsOf(this.#recorders.map(({ pid }) => pid));
    const isFfmpeg = choice < 0.5;
    const wanted = children.filter(({ name }) => /^ff(mpeg|probe)$/.test(name) === isFfmpeg);
    const one = wanted[Math.floor(this.#random() * wanted.length)];
    if (!one) return false;
    try {
      process.kill(one.pid, 'SIGKILL');
    } catch {
      return false; // It has ended in this moment.
    }
    this.#count(isFfmpeg ? 'ffmpeg' : 'job process');
    return true;
  }

  #count(victim: Victim): void {
    this.kills.set(victim, (this.kills.get(victim) ?? 0) + 1);
  }
}

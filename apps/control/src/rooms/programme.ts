import { Backoff, type Timer } from '@rostrum/lifecycle';
import { Fault, type NodeId, type ProgrammeId, toFault } from '@rostrum/protocol';
import { type Phase, type ProgrammePlacement, place } from '@rostrum/room';
import { MixerBriefing, wantedState } from './mixer-briefing.ts';
import { ProgrammeFeed, type ProgrammeFeedOptions } from './programme-feed.ts';
import type { RoomCore } from './room-core.ts';

export interface ProgrammeOptions extends ProgrammeFeedOptions {
  /** Where the mixer sends its parts, and the token for it. */
  readonly originAccess: (programmeId: ProgrammeId, epoch: number) => Promise<{ url: string; token: string }>;
  /** Tells the origin that the programme is over, when no mixer can. */
  readonly endAtOrigin: (programmeId: ProgrammeId, epoch: number) => Promise<void>;
}

type Live = Extract<Phase, { name: 'live' }>;

/**
 * Supervises a room's programme: the mixer's process is the instance that may die. This places a new one with the next
 * epoch, and keeps it in step with the room: with what it gets, and with what it knows. Runs in the room's queue.
 */
export class Programme {
  readonly #options: ProgrammeOptions;
  readonly #core: RoomCore;
  readonly #feed: ProgrammeFeed;
  /** A mixer that has run for so long was well, whatever it died of: viewers do not wait for the next one. */
  readonly #waits = new Backoff({ firstMs: 100, maxMs: 5000, forgetAfterMs: 10_000 });
  readonly #stepWaits = new Backoff({ firstMs: 500, maxMs: 5000 });
  /** Of the mixer that has the programme, or had it last. */
  #briefing: MixerBriefing | undefined;
  /** All that is wanted reaches the mixer. */
  #isFed = false;
  /** A step is in the queue. */
  #willStep = false;
  #retry: Timer | undefined;
  #stepRetry: Timer | undefined;

  constructor(options: ProgrammeOptions) {
    this.#options = options;
    this.#core = options.core;
    this.#feed = new ProgrammeFeed(options);
  }

  /** Starts the live programme on a mixer. @throws Fault MIXER_UNAVAILABLE */
  async place(avoid?: NodeId): Promise<void> {
    const live = this.#live();
    const { mixers, epochs, region, canvas, ladder } = this.#core.deps;
    const node = place(await mixers.nodes(), { region, avoid });
    if (!node) throw new Fault('MIXER_UNAVAILABLE', { detail: 'no node is announced' });
    const epoch = await epochs.next(`programme:${live.programmeId}`);
    const mixerNodeId = node.id;
    const mixer = await mixers.to(mixerNodeId);
    const { captions } = this.#core;
    const { rtp } = await mixer.request('programme.start', {
      programmeId: live.programmeId,
      epoch,
      leaseEpoch: this.#leaseEpoch,
      canvas,
      ladder: [...ladder],
      origin: await this.#options.originAccess(live.programmeId, epoch),
      state: wantedState(this.#core),
      ...(captions ? { captions } : {}),
    });
    this.#core.apply({
      type: 'programmePlaced',
      placement: { epoch, mixerNodeId, rtp, transportId: null, consumers: [] },
    });
    this.#core.log.info({ programme: live.programmeId, mixer: mixerNodeId, epoch }, 'programme placed');
    await this.keepInStep();
  }

  /**
   * Brings the SFU to what the room wants now; the mixer hears of it beside the queue. Never fails: what cannot be told now
   * is told again after a wait, and a mixer that does not know the programme is replaced.
   */
  async keepInStep(): Promise<void> {
    this.#stepRetry?.cancel();
    this.#stepRetry = undefined;
    try {
      await this.#sync();
    } catch (error) {
      this.#outOfStep(error);
    }
  }

  /** Whoever waits in the queue already goes first: a person on their way to the stage does not wait for the mixer. */
  keepInStepSoon(): void {
    if (this.#willStep) return;
    this.#willStep = true;
    this.#core.enqueue(async () => {
      this.#willStep = false;
      await this.keepInStep();
    });
  }

  /** The SFU's part, when nothing has to be opened for it: whoever waits in the queue does not wait for a mixer. Never fails. */
  async feedNow(): Promise<void> {
    const { phase } = this.#core.record;
    if (phase.name === 'live' && phase.placement && phase.placement.transportId !== null) await this.keepInStep();
  }

  /** The state alone, ahead of all that the SFU must do for it: a cut waits for nothing. What fails is told with the next step. */
  async tellNow(): Promise<void> {
    await this.#currentBriefing()
      ?.tell()
      .catch((error: Fault) => this.#core.log.debug({ code: error.code }, 'mixer not told at once'));
  }

  /** Stops the timers. The programme goes on at its mixer. */
  close(): void {
    this.#retry?.cancel();
    this.#stepRetry?.cancel();
  }

  async #sync(): Promise<void> {
    const { phase, home, members } = this.#core.record;
    if (phase.name !== 'live' || !phase.placement) return;
    if (home === null && members.length === 0) return;
    this.#isFed = await this.#feed.settle(phase.programmeId, phase.placement);
    this.#currentBriefing()?.tellBeside();
    if (!this.#isFed) throw new Fault('SFU_UNAVAILABLE', { detail: 'some streams do not reach the mixer' });
  }

  /** Undefined while no mixer has the programme. */
  #currentBriefing(): MixerBriefing | undefined {
    const { phase } = this.#core.record;
    if (phase.name !== 'live' || !phase.placement) return undefined;
    const { mixerNodeId, epoch } = phase.placement;
    if (this.#briefing?.epoch !== epoch) {
      this.#briefing = new MixerBriefing({
        ...{ core: this.#core, programmeId: phase.programmeId, mixerNodeId, epoch },
        onTold: () => {
          if (this.#isFed) this.#stepWaits.reset();
        },
        onUntold: (error) => this.#outOfStep(error),
      });
    }
    return this.#briefing;
  }

  #outOfStep(error: unknown): void {
    const { code, message } = toFault(error);
    this.#core.log.warn({ code, detail: message }, 'programme not in step');
    if (this.#core.isClosed) return;
    if (code === 'LEASE_LOST') this.#core.deps.lease.lose();
    else if (code === 'PROGRAMME_NOT_FOUND') this.replace(undefined);
    else this.#stepLater();
  }

  #stepLater(): void {
    this.#stepRetry?.cancel();
    this.#stepRetry = this.#core.deps.clock.after(this.#stepWaits.next(), () => {
      this.#core.enqueue(() => this.keepInStep());
    });
  }

  /** After the mixer died, or could not be reached: the next one, after a wait that grows. */
  replace(avoid: NodeId | undefined): void {
    const { phase } = this.#core.record;
    if (phase.name !== 'live' || this.#retry) return;
    if (phase.placement) this.#letGo(phase.placement);
    const isFirst = this.#waits.isCalm();
    const nextMs = this.#waits.next();
    const waitMs = isFirst ? 0 : nextMs;
    this.#retry = this.#core.deps.clock.after(waitMs, () => {
      this.#retry = undefined;
      this.#core.enqueue(async () => {
        if (this.#core.record.phase.name !== 'live') return;
        await this.place(avoid).catch((error: Fault) => {
          this.#core.log.warn({ code: error.code, detail: error.message }, 'programme not placed');
          this.replace(undefined);
        });
      });
    });
  }

  /** The link to the mixer was away for a moment: claims the programme by telling it the state, or finds that it is gone. */
  async claim(): Promise<void> {
    const { phase } = this.#core.record;
    if (phase.name !== 'live' || !phase.placement) return;
    const briefing = this.#currentBriefing();
    briefing?.forget();
    try {
      await briefing?.tell();
    } catch (error) {
      const { code } = toFault(error);
      if (code === 'LEASE_LOST') return this.#core.deps.lease.lose();
      // Without Redis nobody knows where the mixer is, nor another one; it may well be running.
      if (code !== 'REDIS_UNAVAILABLE') {
        this.#core.log.warn({ mixer: phase.placement.mixerNodeId, code }, 'programme not claimed');
        return this.replace(phase.placement.mixerNodeId);
      }
    }
    await this.keepInStep();
  }

  /** Ends the programme for good: what is due is encoded, the origin is told, the SFU's transport is closed. */
  async stop(live: Live): Promise<void> {
    this.close();
    const { programmeId, placement } = live;
    if (!placement)
      return this.#options.endAtOrigin(programmeId, await this.#core.deps.epochs.next(`programme:${programmeId}`));
    const { mixerNodeId, epoch } = placement;
    try {
      const mixer = await this.#core.deps.mixers.to(mixerNodeId);
      const { durationSeconds } = await mixer.request('programme.stop', {
        programmeId,
        epoch,
        leaseEpoch: this.#leaseEpoch,
      });
      this.#core.log.info({ programme: programmeId, durationSeconds }, 'programme stopped');
    } catch (error) {
      this.#core.log.warn({ programme: programmeId, err: error }, 'mixer did not stop; ending at the origin');
      await this.#options.endAtOrigin(programmeId, epoch);
    }
    this.#feed.cut(placement.transportId);
  }

  get #leaseEpoch(): number {
    return this.#core.deps.lease.epoch;
  }

  #live(): Live {
    const { phase } = this.#core.record;
    if (phase.name !== 'live') throw new Fault('WEBINAR_NOT_LIVE');
    return phase;
  }

  #letGo(placement: ProgrammePlacement): void {
    this.#core.apply({ type: 'programmeLost' });
    this.#feed.cut(placement.transportId);
  }
}

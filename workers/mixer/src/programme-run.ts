import type { Child } from '@rostrum/lifecycle';
import { LinkPeer } from '@rostrum/link';
import {
  type EventOf,
  Fault,
  mixerLink,
  nothing,
  type RequestOf,
  type ResponseOf,
  type RtpAddress,
} from '@rostrum/protocol';
import { type Log, logFault } from '@rostrum/service';
import { type ProgrammeProcessOptions, startProgrammeProcess } from './programme-process.ts';

type Request<M extends keyof (typeof mixerLink)['methods']> = RequestOf<typeof mixerLink, M>;
type Response<M extends keyof (typeof mixerLink)['methods']> = ResponseOf<typeof mixerLink, M>;
export type ProgrammeStats = Omit<EventOf<typeof mixerLink, 'programme.stats'>, 'programmeId' | 'epoch'>;

export interface ProgrammeRunOptions extends ProgrammeProcessOptions {
  readonly log: Log;
  /** A process that waits to be told what to do; by default one is started. */
  readonly child?: Child;
  /** How long it may be silent before it is ended; default 20 000. */
  readonly maxSilenceMs?: number;
}

/** Opening encoders and a socket takes less than a second, on a busy machine a few. */
const startTimeoutMs = 10_000;
/** It reports every five seconds: one that is silent for so long hangs, and nobody else would notice. */
const maxSilenceMs = 20_000;
/** The last parts go to an origin that may be away just then: nobody else has them. */
const stopTimeoutMs = 5 * 60_000;

/** The process of one programme, seen from the node: it does the work, and may die with a reason. */
export class ProgrammeRun {
  readonly epoch: number;
  /** Where it takes RTP. Rejects when the process could not start. */
  readonly rtp: Promise<RtpAddress>;
  /** Answers why, once the process is gone. */
  readonly ended: Promise<string>;
  readonly #child: Child;
  readonly #peer: LinkPeer<typeof nothing, typeof mixerLink>;
  #reason: string | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #stats: ProgrammeStats | undefined;
  #tellStats: (stats: ProgrammeStats) => void = () => undefined;

  private constructor(request: Request<'programme.start'>, options: ProgrammeRunOptions) {
    const { programmeId, epoch } = request;
    this.epoch = epoch;
    this.#child = options.child ?? startProgrammeProcess(options);
    const about = options.log.child({ programme: programmeId, epoch, child: this.#child.pid });
    this.#peer = new LinkPeer({
      channel: this.#child.channel,
      local: nothing,
      handlers: {},
      remote: mixerLink,
      listeners: {
        'programme.failed': ({ reason }) => {
          this.#reason = reason;
        },
        'programme.stats': ({ programmeId: _id, epoch: _epoch, ...stats }) => {
          this.#silence?.refresh();
          this.#stats = stats;
          this.#tellStats(stats);
        },
      },
      requestTimeoutMs: stopTimeoutMs,
      onFault: (fault, where) => logFault(about, fault, { about: where }),
    });
    about.info('programme process started');
    this.ended = this.#child.ended.then(({ code, signal }) => {
      clearTimeout(this.#silence);
      about.info({ code, signal }, 'programme process ended');
      return this.#reason ?? `its process ended with ${signal ?? `code ${code}`}`;
    });
    this.rtp = this.#begin(request, options.maxSilenceMs ?? maxSilenceMs);
    this.rtp.catch(() => undefined); // Whoever awaits it hears of it.
  }

  static start(request: Request<'programme.start'>, options: ProgrammeRunOptions): ProgrammeRun {
    return new ProgrammeRun(request, options);
  }

  /** The last report; undefined before the first. */
  get stats(): ProgrammeStats | undefined {
    return this.#stats;
  }

  onStats(tell: (stats: ProgrammeStats) => void): void {
    this.#tellStats = tell;
  }

  connect(request: Request<'programme.connect'>): Promise<Response<'programme.connect'>> {
    return this.#peer.request('programme.connect', request);
  }

  update(request: Request<'programme.update'>): Promise<Response<'programme.update'>> {
    return this.#peer.request('programme.update', request);
  }

  /** @throws Fault ASSET_INVALID */
  addAsset(request: Request<'programme.asset'>): Promise<Response<'programme.asset'>> {
    return this.#peer.request('programme.asset', request);
  }

  /** Sends the last parts and ends the programme at the origin. */
  stop(request: Request<'programme.stop'>): Promise<Response<'programme.stop'>> {
    return this.#peer.request('programme.stop', request);
  }

  async close(): Promise<void> {
    await this.#child.close();
    this.#peer.close();
  }

  async #begin(request: Request<'programme.start'>, silenceMs: number): Promise<RtpAddress> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), startTimeoutMs);
    try {
      const { rtp } = await this.#peer.request('programme.start', request);
      this.#silence = setTimeout(() => {
        this.#reason ??= 'its process hangs';
        this.#child.kill('SIGKILL');
      }, silenceMs);
      return rtp;
    } catch (cause) {
      this.#child.kill('SIGKILL');
      throw new Fault('MIXER_UNAVAILABLE', { detail: 'the programme process did not start', cause });
    } finally {
      clearTimeout(timer);
    }
  }
}

import { Backoff } from '@rostrum/lifecycle';
import { Fault, isFaultCode, type ParticipantId, toFault } from '@rostrum/protocol';
import { lookOf } from './look.ts';
import { MediaSocket } from './media-socket.ts';
import { PresenterMedia, type VideoCodec } from './presenter-media.ts';
import { join, StageSeat } from './stage-seat.ts';

export interface SyntheticPresenterOptions {
  /** A studio link whose token allows plain RTP. */
  readonly link: string;
  readonly name: string;
  /** Where it says that it is. */
  readonly region?: string;
  /** 0–15: colour, pitch and rhythm. */
  readonly look: number;
  readonly codec?: VideoCodec;
  /** Default 640 × 360. */
  readonly width?: number;
  readonly height?: number;
  /** The packets of the picture that was captured then (milliseconds since 1970) are on their way. */
  readonly onSent?: (captureMs: number) => void;
  /** A constant phrase and its facts, for a log. */
  readonly onNote?: (phrase: string, facts: Readonly<Record<string, unknown>>) => void;
}

/** Codes after which another try would end in the same way. */
const finalCodes: ReadonlySet<string> = new Set([
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'PERMISSION_DENIED',
  'PROTOCOL_VERSION_UNSUPPORTED',
  'SESSION_REPLACED',
  'WEBINAR_NOT_FOUND',
  'WEBINAR_ENDED',
]);

/**
 * A presenter without a browser: joins over plain RTP and sends a picture and sound of its own, until it is closed or
 * the webinar ends. Lost sockets and lost media servers are replaced, with a wait that grows.
 */
export class SyntheticPresenter {
  /** Resolves when it is over: with undefined after `close` or the webinar's end, else with the refusal. */
  readonly ended: Promise<Fault | undefined>;
  readonly #options: SyntheticPresenterOptions;
  readonly #media: PresenterMedia;
  readonly #closing = new AbortController();
  readonly #waits = new Backoff({ firstMs: 200, maxMs: 5000 });
  readonly #onStage = Promise.withResolvers<ParticipantId>();
  #session: string | undefined;
  #seat: StageSeat | undefined;
  #socket: MediaSocket | undefined;

  private constructor(options: SyntheticPresenterOptions) {
    const { name, look, codec = 'vp8', width = 640, height = 360 } = options;
    this.#options = options;
    this.#media = new PresenterMedia({
      name,
      look: lookOf(look),
      codec,
      width,
      height,
      onVideo: (unit, at) => {
        this.#socket?.sendVideo(unit, at);
        options.onSent?.(at.wallMs);
      },
      onAudio: (unit, at) => this.#socket?.sendAudio(unit, at),
    });
    this.#onStage.promise.catch(() => undefined); // Whoever wants to know asks `onStage`.
    this.ended = this.#run();
  }

  static start(options: SyntheticPresenterOptions): SyntheticPresenter {
    return new SyntheticPresenter(options);
  }

  /** Its id, once it has been on the stage. Rejects when it ends before that. */
  get onStage(): Promise<ParticipantId> {
    return this.#onStage.promise;
  }

  /** Mute, or camera off: told to the room. RTP goes on, and the SFU drops it. @throws Fault */
  async setPaused(source: 'camera' | 'microphone', paused: boolean): Promise<void> {
    if (!this.#seat) throw new Fault('LINK_CLOSED', { detail: 'not on the stage' });
    await this.#seat.setPaused(source, paused);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#seat?.leave();
    await this.ended;
  }

  async #run(): Promise<Fault | undefined> {
    let end: Fault | undefined;
    while (!this.#closing.signal.aborted && !end) {
      const fault = await this.#visit().catch(toFault);
      if (this.#closing.signal.aborted) break;
      if (finalCodes.has(fault.code)) end = fault;
      else await this.#wait(fault);
    }
    this.#socket?.close();
    this.#media.close();
    this.#onStage.reject(end ?? new Fault('SESSION_LOST', { detail: 'closed before it was on the stage' }));
    return end?.code === 'WEBINAR_ENDED' ? undefined : end;
  }

  /** One socket from its opening to its end, and the fault that it ended with. */
  async #visit(): Promise<Fault> {
    const { link, region } = this.#options;
    const { session } = await join(link, { session: this.#session, region });
    this.#session = session;
    this.#closing.signal.throwIfAborted();
    const over = Promise.withResolvers<Fault>();
    let lost = Promise.withResolvers<void>();
    const seat = await StageSeat.open({
      link,
      session,
      resume: this.#socket !== undefined,
      events: {
        state: ({ webinar }) => {
          if (webinar.state === 'ended') over.resolve(new Fault('WEBINAR_ENDED'));
        },
        mediaLost: (reason) => {
          this.#note('media lost', { reason });
          lost.resolve();
        },
      },
    });
    this.#seat = seat;
    void seat.closed.then(({ code, reason }) =>
      // The server ends a socket with the code of what was wrong as its reason.
      over.resolve(isFaultCode(reason) ? new Fault(reason) : new Fault('LINK_CLOSED', { detail: `closed, ${code}` })),
    );
    try {
      this.#closing.signal.throwIfAborted();
      if (!seat.resumed) await this.#takeTheStage(seat);
      this.#waits.reset();
      for (;;) {
        const fault = await Promise.race([over.promise, lost.promise]);
        if (fault) return fault;
        lost = Promise.withResolvers<void>();
        await this.#takeTheStage(seat);
      }
    } finally {
      this.#seat = undefined;
      await seat.leave();
    }
  }

  async #takeTheStage(seat: StageSeat): Promise<void> {
    const { name, codec = 'vp8' } = this.#options;
    this.#socket?.close();
    this.#socket = undefined;
    const remote = await seat.joinPlain(name);
    const socket = await MediaSocket.open({
      remote,
      codec,
      cname: seat.participantId,
      onKeyFrameRequest: () => this.#media.requestKeyFrame(),
    });
    this.#socket = socket;
    await seat.produce('microphone', socket.audioParameters);
    await seat.produce('camera', socket.videoParameters);
    this.#media.start();
    this.#media.requestKeyFrame();
    this.#note('on stage', { remote });
    this.#onStage.resolve(seat.participantId);
  }

  async #wait(fault: Fault): Promise<void> {
    const waitMs = this.#waits.next();
    this.#note('away', { code: fault.code, detail: fault.message, waitMs: Math.round(waitMs) });
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, waitMs);
    this.#closing.signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    clearTimeout(timer);
  }

  #note(phrase: string, facts: Readonly<Record<string, unknown>>): void {
    this.#options.onNote?.(phrase, { name: this.#options.name, ...facts });
  }
}

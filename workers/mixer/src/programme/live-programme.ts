import { setTimeout as sleep } from 'node:timers/promises';
import { LiveMix, wallClockMs } from '@rostrum/engine';
import { Cleanups, systemClock } from '@rostrum/lifecycle';
import type { EventName, EventOf, mixerLink, ProgrammeState, RequestOf, RtpAddress } from '@rostrum/protocol';
import type { Log } from '@rostrum/service';
import { OriginClient } from './origin-client.ts';
import { Publisher } from './publisher.ts';
import { RtpSocket } from './rtp-socket.ts';
import { TrackKeeper } from './track-keeper.ts';

export interface LiveProgrammeDeps {
  readonly rtpAddress: string;
  readonly log: Log;
  readonly emit: <E extends EventName<typeof mixerLink>>(event: E, data: EventOf<typeof mixerLink, E>) => void;
}

type Start = RequestOf<typeof mixerLink, 'programme.start'>;

const statsIntervalMs = 5000;
/** The origin is asked where an earlier mixer has ended; one that is away must not keep the programme from beginning. */
const beginWithinMs = 500;
/** A process whose work has failed says why, and then ends. */
const failedExitCode = 70;

/** The programme of this process: socket → mix → origin. */
export class LiveProgramme {
  readonly #start: Start;
  readonly #deps: LiveProgrammeDeps;
  readonly #mix: LiveMix;
  readonly #socket: RtpSocket;
  readonly #publisher: Publisher;
  readonly #tracks: TrackKeeper;
  readonly #cleanups = new Cleanups();
  readonly #abort = new AbortController();
  #toldFailures = 0;
  #toldLevel = 0;

  private constructor(start: Start, deps: LiveProgrammeDeps, { mix, socket }: { mix: LiveMix; socket: RtpSocket }) {
    this.#start = start;
    this.#deps = deps;
    this.#mix = mix;
    this.#socket = socket;
    const { programmeId, epoch } = start;
    const origin = new OriginClient({ ...start.origin, programmeId, epoch, signal: this.#abort.signal });
    this.#tracks = new TrackKeeper({ put: (index, bytes) => origin.putTracks(index, bytes), log: deps.log });
    this.#publisher = new Publisher({
      origin,
      epoch,
      captions: start.captions,
      onFailed: (fault) => this.#fail(fault),
    });
    this.#cleanups.add('mix', () => mix.close());
    this.#cleanups.add('socket', () => socket.close());
    this.#cleanups.add('requests', () => this.#abort.abort());
  }

  static async open(start: Start, deps: LiveProgrammeDeps): Promise<LiveProgramme> {
    const socket = await RtpSocket.open(deps.rtpAddress);
    const mix: LiveMix = LiveMix.open({
      canvas: start.canvas,
      ladder: start.ladder,
      state: start.state,
      endsWithinPart: true,
      feedback: socket,
      // Parts come once it runs, which is after `programme` is there.
      onPart: (part) => programme.#publish(part),
      onTrackFrame: (frame) => programme.#tracks.push(frame),
    });
    socket.receive((datagram) => mix.inputs.handleDatagram(datagram, wallClockMs()));
    const programme: LiveProgramme = new LiveProgramme(start, deps, { mix, socket });
    programme.#begin();
    return programme;
  }

  get rtp(): RtpAddress {
    return this.#socket.local;
  }

  connect(remote: RtpAddress): Record<string, never> {
    this.#socket.connect(remote);
    return {};
  }

  update(state: ProgrammeState): Record<string, never> {
    this.#mix.apply(state);
    return {};
  }

  /** @throws Fault ASSET_INVALID */
  async addAsset({ assetId, bytesBase64 }: RequestOf<typeof mixerLink, 'programme.asset'>) {
    await this.#mix.addAsset(assetId, Buffer.from(bytesBase64, 'base64'));
    return {};
  }

  /** The last parts are sent, and the origin is told that the programme has ended. */
  async stop(): Promise<{ durationSeconds: number }> {
    await this.#mix.stop();
    // The recording is made as soon as the programme has ended: its tracks go before.
    await this.#tracks.end();
    await this.#publisher.end();
    const { outputSeconds } = this.#mix.stats();
    this.#deps.log.info({ outputSeconds }, 'programme ended');
    return { durationSeconds: outputSeconds };
  }

  close(): Promise<void> {
    return this.#cleanups.close();
  }

  #begin(): void {
    this.#run().catch((error) => this.#fail(error));
    const stats = systemClock.every(statsIntervalMs, () => this.#report());
    this.#cleanups.add('stats', () => stats.cancel());
  }

  /** From where an earlier mixer has ended, so that viewers are not nearer to the edge, and wait no longer, than before. */
  async #run(): Promise<void> {
    const announced = this.#publisher.announce(this.#mix.output);
    const earlierEndMs = await Promise.race([announced, sleep(beginWithinMs, undefined, { ref: false })]);
    if (!this.#cleanups.isClosing) await this.#mix.run(earlierEndMs);
  }

  #publish(part: Parameters<Publisher['push']>[0]): void {
    this.#publisher.push(part, this.#mix.captureMs(part.startSeconds));
  }

  #report(): void {
    const { programmeId, epoch } = this.#start;
    const { lostPackets, maxLateMs, failedDatagrams: failed, lastFailure, ...work } = this.#mix.stats();
    const { user, system } = process.cpuUsage();
    const facts = { ...work, rssBytes: process.memoryUsage.rss() };
    this.#deps.emit('programme.stats', { programmeId, epoch, cpuSeconds: (user + system) / 1e6, ...facts });
    this.#deps.log.debug({ ...facts, lostPackets, maxLateMs }, 'programme stats');
    const failedDatagrams = failed - this.#toldFailures;
    this.#toldFailures = failed;
    if (failedDatagrams > 0) this.#deps.log.error({ failedDatagrams, err: lastFailure }, 'datagrams failed');
    if (work.governorLevel !== this.#toldLevel) {
      this.#toldLevel = work.governorLevel;
      this.#deps.log.warn({ ...work, maxLateMs }, 'governor turned');
    }
  }

  #fail(error: Error): void {
    if (this.#cleanups.isClosing) return; // Closing ends the requests that are under way.
    const { programmeId, epoch } = this.#start;
    this.#deps.log.error({ err: error }, 'programme failed');
    this.#deps.emit('programme.failed', { programmeId, epoch, reason: error.message.slice(0, 1000) });
    // The parent hears the event before the end of the process: the channel keeps order.
    setImmediate(() => process.exit(failedExitCode));
  }
}

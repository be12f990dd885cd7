import type { ScenePerson, TileContent } from '@rostrum/compositor';
import type { ParticipantId, ProgrammeState } from '@rostrum/protocol';
import type { ShownPicture } from '../picture/tile-painter.ts';
import { isRtcp, type RtpPacket, readRtp } from '../rtp/packet.ts';
import { readSenderReports } from '../rtp/rtcp.ts';
import type { TrackFrame } from '../tracks/track-chunk.ts';
import { EarlyPackets } from './early-packets.ts';
import type { MixInputs } from './mix-inputs.ts';
import type { SoundInput } from './sound-input.ts';
import { StagePerson } from './stage-person.ts';
import type { FeedbackSender, StreamReceiver } from './stream-receiver.ts';

/** Everybody's media on its way into the programme: datagrams in, pictures and sound out. */
export class StageInputs implements MixInputs {
  readonly #feedback: FeedbackSender;
  readonly #onTrackFrame: (frame: TrackFrame) => void;
  #recordsTracks = false;
  #people = new Map<ParticipantId, StagePerson>();
  readonly #bySsrc = new Map<number, StreamReceiver>();
  readonly #byRtxSsrc = new Map<number, StreamReceiver>();
  /** Sound whose source is gone, while it fades. */
  readonly #leaving = new Set<SoundInput>();
  readonly #early = new EarlyPackets();
  #revision = -1;
  /** Datagrams of no stream that is known; a few are normal around a join. */
  strangers = 0;
  /** Datagrams whose handling has failed, which no datagram should bring about. */
  failures = 0;
  lastFailure: unknown;

  /** @param onTrackFrame gets what the state wants to be kept */
  constructor(feedback: FeedbackSender, onTrackFrame: (frame: TrackFrame) => void = () => undefined) {
    this.#feedback = feedback;
    this.#onTrackFrame = onTrackFrame;
  }

  /** An older state than the last one is ignored. */
  apply(state: ProgrammeState): void {
    if (state.revision < this.#revision) return;
    this.#revision = state.revision;
    this.#recordsTracks = state.recordsTracks ?? false;
    const gains = new Map(state.production.gains.map(({ participantId, decibels }) => [participantId, decibels]));
    const before = this.#people;
    this.#people = new Map();
    for (const participant of state.participants) {
      const person =
        before.get(participant.id) ??
        new StagePerson(participant.id, {
          feedback: this.#feedback,
          onSoundEnd: (input) => this.#leaving.add(input),
          onTrackFrame: (frame) => {
            if (this.#recordsTracks) this.#onTrackFrame(frame);
          },
        });
      before.delete(participant.id);
      person.apply(participant);
      person.hostDecibels = gains.get(participant.id) ?? 0;
      this.#people.set(participant.id, person);
    }
    for (const gone of before.values()) gone.close();
    this.#index();
    this.#early.give((packet, atMs) => this.#survive(() => this.#deliver(packet, atMs)) ?? true);
  }

  /** RTP or RTCP, as it came from the socket. One that cannot be handled costs itself, never the programme. */
  handleDatagram(datagram: Buffer, nowMs: number): void {
    this.#survive(() => this.#handle(datagram, nowMs));
  }

  /** Asks for what is missing; called once for each frame of the programme. */
  tick(nowMs: number): void {
    for (const receiver of this.#bySsrc.values()) receiver.tick(nowMs);
  }

  /** Turns all pictures to the ones of this time. */
  turnTo(mediaSeconds: number): void {
    for (const person of this.#people.values()) {
      for (const { input } of person.videos()) {
        input.pick(mediaSeconds);
        input.begin();
      }
    }
  }

  scenePeople(nowMs: number): ScenePerson[] {
    return Array.from(this.#people.values(), (person) => person.inScene(nowMs));
  }

  /** What a tile shows now. */
  pictureOf(content: TileContent): ShownPicture | undefined {
    if (content.kind !== 'video') return undefined;
    const input = this.#people.get(content.participantId)?.video(content.source)?.input;
    return input?.shown && { frame: input.shown, version: input.version };
  }

  /** Adds everybody's sound from this sample on (counted from 1970) to `left` and `right`. */
  addSound(left: Float32Array, right: Float32Array, fromSample: number): void {
    for (const person of this.#people.values()) {
      for (const { input } of person.sounds()) input.addTo(left, right, fromSample);
    }
    for (const input of this.#leaving) {
      input.addTo(left, right, fromSample);
      if (input.ring.isEmpty) this.#leaving.delete(input);
    }
  }

  get sources(): number {
    return this.#bySsrc.size;
  }

  get lostPackets(): number {
    return [...this.#bySsrc.values()].reduce((sum, receiver) => sum + receiver.lostPackets, 0);
  }

  close(): void {
    for (const person of this.#people.values()) person.close();
    this.#people.clear();
    this.#index();
  }

  #handle(datagram: Buffer, nowMs: number): void {
    if (isRtcp(datagram)) {
      for (const report of readSenderReports(datagram)) this.#bySsrc.get(report.ssrc)?.handleReport(report);
      return;
    }
    const packet = readRtp(datagram);
    if (!packet) return;
    if (this.#deliver(packet, nowMs)) return;
    this.strangers += 1;
    this.#early.keep(packet, nowMs);
  }

  /** @returns undefined after a failure */
  #survive<T>(handle: () => T): T | undefined {
    try {
      return handle();
    } catch (error) {
      this.failures += 1; // Counted here, and reported every few seconds: there may be thousands.
      this.lastFailure = error;
      return undefined;
    }
  }

  /** @returns false when nobody waits for it */
  #deliver(packet: RtpPacket, nowMs: number): boolean {
    const receiver = this.#bySsrc.get(packet.ssrc);
    if (receiver) receiver.handleRtp(packet, nowMs);
    const original = receiver ? undefined : this.#byRtxSsrc.get(packet.ssrc);
    original?.handleRtx(packet, nowMs);
    return (receiver ?? original) !== undefined;
  }

  #index(): void {
    this.#bySsrc.clear();
    this.#byRtxSsrc.clear();
    for (const person of this.#people.values()) {
      for (const receiver of person.receivers) {
        const { ssrc, rtx } = receiver.stream;
        this.#bySsrc.set(ssrc, receiver);
        if (rtx) this.#byRtxSsrc.set(rtx.ssrc, receiver);
      }
    }
  }
}

import type { ScenePerson, TileContent } from '@rostrum/compositor';
import { kindOf, type ParticipantId, type ProgrammeState, type Source, type TimelinePerson } from '@rostrum/protocol';
import type { MixInputs } from '../media/mix-inputs.ts';
import { SoundInput } from '../media/sound-input.ts';
import { VideoInput } from '../media/video-input.ts';
import type { ShownPicture } from '../picture/tile-painter.ts';
import { blockSamples } from '../sound/format.ts';
import type { Track, TrackFrame } from './track-chunk.ts';

/** As live: a camera of which nothing came for so long gives its tile to the card. */
const cameraGoneMs = 4000;

/** A camera or a screen out of its track. */
class TrackPicture {
  readonly input: VideoInput;
  readonly codec: Track['codec'];
  #awaitsKey = true;

  constructor(codec: Track['codec']) {
    this.codec = codec;
    this.input = new VideoInput(codec === 'h264' ? 'h264' : 'vp8');
  }

  push({ bytes, isKey, atMs }: TrackFrame): void {
    if (this.#awaitsKey && !isKey) return;
    this.#awaitsKey = !this.input.push({ bytes, isKey, timestamp: 0 }, atMs / 1000, atMs);
  }
}

interface TrackPerson {
  readonly pictures: Map<Source, TrackPicture>;
  readonly sounds: Map<Source, SoundInput>;
}

/** Everybody's media out of their tracks: what is seen and heard of it is as the timeline says, or another choice. */
export class TrackInputs implements MixInputs {
  /** Everybody of whom there was a frame: decoders go on while somebody is backstage. */
  readonly #people = new Map<ParticipantId, TrackPerson>();
  readonly #unheard = { left: new Float32Array(blockSamples), right: new Float32Array(blockSamples) };
  #shown: ProgrammeState['participants'] = [];
  #sources = new Map<ParticipantId, TimelinePerson['sources']>();
  #gains = new Map<ParticipantId, number>();
  readonly lostPackets = 0;
  readonly failures = 0;
  readonly lastFailure = undefined;

  /** Who is in the programme from here on. */
  apply({ participants, production }: ProgrammeState): void {
    this.#shown = participants;
    this.#gains = new Map(production.gains.map(({ participantId, decibels }) => [participantId, decibels]));
  }

  /** What they send from here on: what is muted is neither seen nor heard. */
  direct(people: readonly TimelinePerson[]): void {
    this.#sources = new Map(people.map(({ id, sources }) => [id, sources]));
    for (const [id, { pictures }] of this.#people) {
      for (const [source, { input }] of pictures) if (!this.#sends(id, source)) input.forget();
    }
  }

  push(frame: TrackFrame): void {
    const { participantId, source, codec } = frame.track;
    const person = this.#personOf(participantId);
    if (kindOf(source) === 'video') {
      const known = person.pictures.get(source);
      if (known?.codec !== codec) known?.input.close();
      const picture = known?.codec === codec ? known : new TrackPicture(codec);
      person.pictures.set(source, picture);
      picture.push(frame);
      return;
    }
    const sound = person.sounds.get(source) ?? new SoundInput(source === 'screen-audio' ? 'music' : 'voice');
    person.sounds.set(source, sound);
    sound.push({ bytes: frame.bytes, isKey: true, timestamp: 0 }, frame.atMs / 1000);
  }

  tick(): void {
    // Nothing can be asked for again.
  }

  turnTo(mediaSeconds: number): void {
    for (const { pictures } of this.#people.values()) {
      for (const { input } of pictures.values()) input.pick(mediaSeconds);
    }
  }

  scenePeople(nowMs: number): ScenePerson[] {
    return this.#shown.map(({ id, name, title }) => ({
      ...{ id, name, title },
      hasCamera: this.#isSeen(id, 'camera', nowMs, cameraGoneMs),
      hasScreen: this.#isSeen(id, 'screen', nowMs, Number.POSITIVE_INFINITY),
      muted: !this.#sends(id, 'microphone'),
    }));
  }

  pictureOf(content: TileContent): ShownPicture | undefined {
    if (content.kind !== 'video') return undefined;
    const input = this.#people.get(content.participantId)?.pictures.get(content.source)?.input;
    return input?.shown && { frame: input.shown, version: input.version };
  }

  addSound(left: Float32Array, right: Float32Array, fromSample: number): void {
    for (const [id, { sounds }] of this.#people) {
      const isHere = this.#shown.some((one) => one.id === id);
      for (const input of sounds.values()) {
        input.hostDecibels = this.#gains.get(id) ?? 0;
        // Who is not in the programme goes on in time, unheard.
        if (isHere) input.addTo(left, right, fromSample);
        else input.addTo(this.#unheard.left.fill(0), this.#unheard.right.fill(0), fromSample);
      }
    }
  }

  get sources(): number {
    return [...this.#people.values()].reduce((sum, { pictures, sounds }) => sum + pictures.size + sounds.size, 0);
  }

  close(): void {
    for (const { pictures, sounds } of this.#people.values()) {
      for (const { input } of pictures.values()) input.close();
      for (const input of sounds.values()) input.end();
    }
    this.#people.clear();
  }

  #sends(id: ParticipantId, source: Source): boolean {
    return this.#sources.get(id)?.some((one) => one.source === source && !one.muted) ?? false;
  }

  #isSeen(id: ParticipantId, source: Source, nowMs: number, maxAgeMs: number): boolean {
    const input = this.#people.get(id)?.pictures.get(source)?.input;
    return this.#sends(id, source) && (input?.isLive(nowMs, maxAgeMs) ?? false);
  }

  #personOf(id: ParticipantId): TrackPerson {
    const known = this.#people.get(id);
    if (known) return known;
    const person: TrackPerson = { pictures: new Map(), sounds: new Map() };
    this.#people.set(id, person);
    return person;
  }
}

import type { ScenePerson } from '@rostrum/compositor';
import type { ParticipantId, ProgrammeParticipant, RtpStream, Source } from '@rostrum/protocol';
import { TransitDelay } from '../clock/media-clock.ts';
import type { CodedFrame } from '../rtp/depacketizer.ts';
import type { TrackFrame } from '../tracks/track-chunk.ts';
import type { SoundInput } from './sound-input.ts';
import { KeptSource, SoundSource, VideoSource } from './source-stream.ts';
import type { FeedbackSender, StreamReceiver } from './stream-receiver.ts';

/** A camera that sends nothing for this long (a lost network) gives its tile to the card. */
const cameraGoneMs = 4000;

const slots = ['microphone', 'camera', 'cameraTrack', 'screen', 'screenAudio'] as const;
type Slot = (typeof slots)[number];

const sourceOf: Readonly<Record<Slot, Source>> = {
  microphone: 'microphone',
  camera: 'camera',
  cameraTrack: 'camera',
  screen: 'screen',
  screenAudio: 'screen-audio',
};

interface StagePersonOptions {
  readonly feedback: FeedbackSender;
  /** A source is gone; what is left of its sound is to be faded out. */
  readonly onSoundEnd: (input: SoundInput) => void;
  /** What there is of each source at its best, to be kept. */
  readonly onTrackFrame: (frame: TrackFrame) => void;
}

/** Everything of one participant that goes into the programme. */
export class StagePerson {
  readonly id: ParticipantId;
  readonly #options: StagePersonOptions;
  /** Their streams come from one host, and share its clock: so lips fit words. */
  #transit = new TransitDelay();
  readonly #videos = new Map<'camera' | 'screen', VideoSource>();
  readonly #kept = new Map<'cameraTrack', KeptSource>();
  readonly #sounds = new Map<'microphone' | 'screenAudio', SoundSource>();
  #name = '';
  #hostDecibels = 0;
  #title = '';

  constructor(id: ParticipantId, options: StagePersonOptions) {
    this.id = id;
    this.#options = options;
  }

  /** Opens, closes and pauses streams until they are as the room wants them. */
  apply(wanted: ProgrammeParticipant): void {
    this.#name = wanted.name;
    this.#title = wanted.title;
    // All streams anew: they come from another host, whose clock is another one.
    if (!this.receivers.some(({ stream }) => slots.some((slot) => isSame(stream, wanted[slot])))) {
      this.#transit = new TransitDelay();
    }
    const make = { transit: this.#transit, feedback: this.#options.feedback };
    for (const slot of ['camera', 'screen'] as const) {
      const open = (stream: RtpStream) => new VideoSource({ ...make, stream, onCoded: this.#keeperOf(slot, stream) });
      update(this.#videos, slot, wanted[slot], open);
    }
    const keep = (stream: RtpStream) =>
      new KeptSource({ ...make, stream, onCoded: this.#keeperOf('cameraTrack', stream) });
    update(this.#kept, 'cameraTrack', wanted.cameraTrack, keep);
    for (const slot of ['microphone', 'screenAudio'] as const) {
      const kind = slot === 'screenAudio' ? 'music' : 'voice';
      const open = (stream: RtpStream) =>
        new SoundSource({
          ...make,
          stream,
          kind,
          onCoded: this.#keeperOf(slot, stream),
          onEnd: this.#options.onSoundEnd,
          hostDecibels: this.#hostDecibels,
        });
      update(this.#sounds, slot, wanted[slot], open);
    }
  }

  /** How much louder the host wants them, decibels. */
  set hostDecibels(decibels: number) {
    this.#hostDecibels = decibels;
    for (const { input } of this.#sounds.values()) input.hostDecibels = decibels;
  }

  get receivers(): StreamReceiver[] {
    return this.#sources().map((source) => source.receiver);
  }

  video(source: 'camera' | 'screen'): VideoSource | undefined {
    return this.#videos.get(source);
  }

  sounds(): Iterable<SoundSource> {
    return this.#sounds.values();
  }

  videos(): Iterable<VideoSource> {
    return this.#videos.values();
  }

  inScene(nowMs: number): ScenePerson {
    const camera = this.#videos.get('camera');
    const screen = this.#videos.get('screen');
    const microphone = this.#sounds.get('microphone');
    return {
      id: this.id,
      name: this.#name,
      title: this.#title,
      hasCamera: camera !== undefined && !camera.isPaused && camera.input.isLive(nowMs, cameraGoneMs),
      // A screen on which nothing moves may send nothing for long.
      hasScreen: screen !== undefined && !screen.isPaused && screen.input.isLive(nowMs, Number.POSITIVE_INFINITY),
      muted: microphone === undefined || microphone.isPaused,
    };
  }

  close(): void {
    for (const source of this.#sources()) source.close();
  }

  #sources(): (VideoSource | KeptSource | SoundSource)[] {
    return [...this.#videos.values(), ...this.#kept.values(), ...this.#sounds.values()];
  }

  #keeperOf(slot: Slot, { codec }: RtpStream): (frame: CodedFrame, mediaSeconds: number) => void {
    const source = sourceOf[slot];
    return ({ bytes, isKey }, mediaSeconds) => {
      if (slot === 'camera' && this.#kept.size > 0) return; // There is a better one of it.
      const track = { participantId: this.id, name: this.#name, source, codec };
      this.#options.onTrackFrame({ track, atMs: mediaSeconds * 1000, isKey, bytes });
    };
  }
}

function update<S extends Slot, Source extends VideoSource | SoundSource | KeptSource>(
  sources: Map<S, Source>,
  slot: S,
  stream: RtpStream | undefined,
  open: (stream: RtpStream) => Source,
): void {
  const current = sources.get(slot);
  if (current && isSame(current.receiver.stream, stream)) {
    current.setPaused(stream.paused);
    return;
  }
  current?.close();
  sources.delete(slot);
  if (stream) sources.set(slot, open(stream));
}

const isSame = (a: Omit<RtpStream, 'paused'>, b: RtpStream | undefined): b is RtpStream =>
  a.ssrc === b?.ssrc &&
  a.producerId === b.producerId &&
  a.codec === b.codec &&
  a.payloadType === b.payloadType &&
  a.rtx?.ssrc === b.rtx?.ssrc;

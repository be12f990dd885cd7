import type { RtpStream } from '@rostrum/protocol';
import type { TransitDelay } from '../clock/media-clock.ts';
import type { CodedFrame } from '../rtp/depacketizer.ts';
import type { SoundKind } from '../sound/auto-gain.ts';
import { SoundInput } from './sound-input.ts';
import { type FeedbackSender, StreamReceiver } from './stream-receiver.ts';
import { VideoInput } from './video-input.ts';

interface SourceOptions {
  readonly stream: RtpStream;
  readonly transit: TransitDelay;
  readonly feedback: FeedbackSender;
  /** Each frame as it came; a little late, since it is for keeping. */
  readonly onCoded: (frame: CodedFrame, mediaSeconds: number) => void;
}

interface SoundSourceOptions extends SourceOptions {
  readonly kind: SoundKind;
  /** How much louder the host wants them, decibels. */
  readonly hostDecibels: number;
  /** It is closed, and what is left of its sound is to be faded out. */
  readonly onEnd: (input: SoundInput) => void;
}

/** A camera or a screen on its way into the programme. */
export class VideoSource {
  readonly receiver: StreamReceiver;
  readonly input: VideoInput;
  #isPaused = false;

  constructor({ stream, transit, feedback, onCoded }: SourceOptions) {
    const input = new VideoInput(stream.codec === 'h264' ? 'h264' : 'vp8');
    this.input = input;
    this.receiver = new StreamReceiver({
      stream,
      transit,
      feedback,
      onKept: onCoded,
      onFrame: (frame, mediaSeconds, nowMs) => {
        if (!input.push(frame, mediaSeconds, nowMs)) this.receiver.startAgain();
      },
    });
    this.setPaused(stream.paused);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  setPaused(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    if (!isPaused) {
      this.receiver.resume();
      return;
    }
    this.input.forget();
    this.receiver.pause();
  }

  close(): void {
    this.receiver.close();
    this.input.close();
  }
}

/** A microphone or a screen's sound on its way into the programme. */
export class SoundSource {
  readonly receiver: StreamReceiver;
  readonly input: SoundInput;
  readonly #onEnd: (input: SoundInput) => void;
  #isPaused: boolean;

  constructor({ stream, transit, feedback, onCoded, kind, hostDecibels, onEnd }: SoundSourceOptions) {
    const input = new SoundInput(kind, hostDecibels);
    this.input = input;
    this.#onEnd = onEnd;
    this.#isPaused = stream.paused;
    this.receiver = new StreamReceiver({
      stream,
      transit,
      feedback,
      onKept: onCoded,
      onFrame: (frame, mediaSeconds) => input.push(frame, mediaSeconds),
      onLoss: () => input.handleLoss(),
    });
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
  }

  close(): void {
    this.receiver.close();
    this.input.end();
    this.#onEnd(this.input);
  }
}

/** A stream that is only kept, and costs no decoder. */
export class KeptSource {
  readonly receiver: StreamReceiver;
  #isPaused = false;

  constructor({ stream, transit, feedback, onCoded }: SourceOptions) {
    this.receiver = new StreamReceiver({ stream, transit, feedback, onFrame: () => undefined, onKept: onCoded });
    this.setPaused(stream.paused);
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  setPaused(isPaused: boolean): void {
    if (isPaused === this.#isPaused) return;
    this.#isPaused = isPaused;
    if (isPaused) this.receiver.pause();
    else this.receiver.resume();
  }

  close(): void {
    this.receiver.close();
  }
}

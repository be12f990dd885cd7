import type { RtpStream } from '@rostrum/protocol';
import type { TransitDelay } from '../clock/media-clock.ts';
import { SoundInput } from './sound-input.ts';
import { type FeedbackSender, StreamReceiver } from './stream-receiver.ts';
import { VideoInput } from './video-input.ts';

interface SourceOptions {
  readonly stream: RtpStream;
  readonly transit: TransitDelay;
  readonly feedback: FeedbackSender;
}

/** A camera or a screen on its way into the programme. */
export class VideoSource {
  readonly receiver: StreamReceiver;
  readonly input: VideoInput;
  #isPaused = false;

  constructor({ stream, transit, feedback }: SourceOptions) {
    const input = new VideoInput(stream.codec === 'h264' ? 'h264' : 'vp8');
    this.input = input;
    this.receiver = new StreamReceiver({
      stream,
      transit,
      feedback,
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
    this.input.close();
  }
}

/** A microphone or a screen's sound on its way into the programme. */
export class SoundSource {
  readonly receiver: StreamReceiver;
  readonly input = new SoundInput();
  #isPaused: boolean;

  constructor({ stream, transit, feedback }: SourceOptions) {
    this.#isPaused = stream.paused;
    this.receiver = new StreamReceiver({
      stream,
      transit,
      feedback,
      onFrame: (frame, mediaSeconds) => this.input.push(frame, mediaSeconds),
    });
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
  }

  close(): void {
    this.input.close();
  }
}

import type { CodedFrame } from '../rtp/depacketizer.ts';
import { SoundRing } from '../sound/sound-ring.ts';
import { AudioDecoder } from './audio-decoder.ts';

/** One source's sound, decoded and waiting for its time. */
export class SoundInput {
  readonly ring = new SoundRing();
  readonly #decoder = new AudioDecoder();

  push(coded: CodedFrame, mediaSeconds: number): void {
    this.#decoder.decode(coded.bytes, (block) => this.ring.write(block, mediaSeconds));
  }

  close(): void {
    this.#decoder.close();
  }
}

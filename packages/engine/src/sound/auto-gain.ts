import { sampleRate } from './format.ts';
import { LoudnessMeter, lufsOf } from './loudness.ts';

/** What the programme should measure. AES TD1008 recommends −16 LUFS for speech on the internet at most. */
export const targetLufs = -16;
/** Farther than this it does not go: somebody who whispers is not to be made a voice over a hissing microphone. */
const maxGainDecibels = 12;
/** A block below this is a room, a fan, a far voice: it says nothing about how loud the person speaks. */
const speechGateLufs = -45;
/** And so far below the person's own loudness it is their pauses and breath (BS.1770's relative gate). */
const relativeGateLu = -10;
/** Blocks of speech (ten a second) over which a person's loudness is taken: half a minute of talking, less at first. */
const memoryBlocks = 300;
/** One second of speech, before which nothing is changed. */
const leastBlocks = 10;
/** Slower as it comes near: this share of what is missing in a second. */
const approach = 0.3;

/** Decibels in a second. Down is quicker: what is too loud hurts, what is too low is only hard to hear. */
const speeds = {
  voice: { up: 1, down: 3 },
  /** Music has its own quiet and loud places; so has what a shared screen plays. */
  music: { up: 0.1, down: 0.2 },
} as const;

export type SoundKind = keyof typeof speeds;

/** Brings one source slowly to the loudness of the programme. */
export class AutoGain {
  /** Voice or music: it may turn out while it plays. */
  kind: SoundKind;
  readonly #meter = new LoudnessMeter((meanSquare) => this.#takeBlock(meanSquare));
  /** Of the blocks with speech, the newest weighing most. */
  #meanSquare = 0;
  #blocks = 0;
  #isSpeaking = false;
  #decibels = 0;

  constructor(kind: SoundKind) {
    this.kind = kind;
  }

  /** How much louder the source is made, decibels. */
  get decibels(): number {
    return this.#decibels;
  }

  /** The next samples of the source, before any gain. */
  push(left: Float32Array, right: Float32Array): void {
    this.#meter.push(left, right);
    // Only while there is speech: a pause is no reason to be louder in the next word.
    if (!this.#isSpeaking || this.#blocks < leastBlocks) return;
    const wanted = Math.max(-maxGainDecibels, Math.min(maxGainDecibels, targetLufs - lufsOf(this.#meanSquare)));
    const missing = wanted - this.#decibels;
    const seconds = left.length / sampleRate;
    const speed = Math.min(Math.abs(missing) * approach, missing > 0 ? speeds[this.kind].up : speeds[this.kind].down);
    this.#decibels += Math.sign(missing) * speed * seconds;
  }

  #takeBlock(meanSquare: number): void {
    const lufs = lufsOf(meanSquare);
    const gate =
      this.#blocks < leastBlocks ? speechGateLufs : Math.max(speechGateLufs, lufsOf(this.#meanSquare) + relativeGateLu);
    this.#isSpeaking = lufs > gate;
    if (!this.#isSpeaking) return;
    this.#blocks = Math.min(memoryBlocks, this.#blocks + 1);
    this.#meanSquare += (meanSquare - this.#meanSquare) / this.#blocks;
  }
}

export const gainOf = (decibels: number): number => 10 ** (decibels / 20);

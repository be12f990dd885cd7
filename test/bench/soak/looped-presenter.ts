import { SourceAudioEncoder, SourceVideoEncoder, sourceFrameSamples } from '@rostrum/engine/source-encoder';
import { newId, type ProgrammeParticipant } from '@rostrum/protocol';
import { beepBlock, type Look, lookOf, Painter, RtpOut, vp8Payloads } from '@rostrum/synthetic';

const clipSeconds = 10;
const frameRate = 30;
const frameMs = 1000 / frameRate;
const packetMs = 20;
const picture = { width: 160, height: 90, frameRate, bitsPerSecond: 60_000 } as const;

/** Somebody who flashes and beeps once a second, encoded once and sent over and over: so hours cost little. */
export class LoopedPresenter {
  readonly look: Look;
  readonly participant: ProgrammeParticipant;
  readonly #frames: readonly Uint8Array[];
  readonly #packets: readonly Uint8Array[];
  readonly #video = new RtpOut({ payloadType: 101, clockRate: 90_000, cname: 'looped' });
  readonly #audio = new RtpOut({ payloadType: 100, clockRate: 48_000, cname: 'looped' });
  readonly #beganMs: number;
  #nextFrame = 0;
  #nextPacket = 0;
  #nextReportMs: number;

  /** @param beganMs a whole multiple of ten seconds, so that flash and beep keep their places */
  constructor({ index, beganMs }: { index: number; beganMs: number }) {
    this.look = lookOf(index);
    this.#beganMs = beganMs;
    this.#nextReportMs = beganMs + 300;
    this.#frames = encodeFrames(this.look, beganMs);
    this.#packets = encodePackets(this.look);
    this.participant = {
      id: newId('participant'),
      name: `Looped ${index}`,
      title: '',
      camera: { ...streamOf(this.#video), codec: 'vp8' },
      microphone: { ...streamOf(this.#audio), codec: 'opus' },
    };
  }

  /** The datagrams that were captured before this time, in order. */
  *until(ms: number): Generator<Buffer> {
    for (;;) {
      const frameAt = this.#beganMs + this.#nextFrame * frameMs;
      const packetAt = this.#beganMs + this.#nextPacket * packetMs;
      const first = Math.min(frameAt, packetAt, this.#nextReportMs);
      if (first >= ms) return;
      if (first === this.#nextReportMs) {
        yield this.#video.senderReport(first);
        yield this.#audio.senderReport(first);
        this.#nextReportMs += 1000;
      } else if (first === packetAt) {
        const packet = this.#packets[this.#nextPacket % this.#packets.length] ?? Buffer.alloc(0);
        this.#nextPacket += 1;
        yield* this.#audio.packets([packet], { wallMs: packetAt, marker: false });
      } else {
        const frame = this.#frames[this.#nextFrame % this.#frames.length] ?? Buffer.alloc(0);
        const payloads = vp8Payloads(frame, this.#nextFrame);
        this.#nextFrame += 1;
        yield* this.#video.packets(payloads, { wallMs: frameAt, marker: true });
      }
    }
  }
}

function encodeFrames(look: Look, beganMs: number): Uint8Array[] {
  const encoder = new SourceVideoEncoder({ codec: 'vp8', ...picture });
  const painter = new Painter(encoder.picture, { look, name: 'Looped' });
  const frames = Array.from({ length: clipSeconds * frameRate }, (_, frameIndex) => {
    painter.paint(beganMs + frameIndex * frameMs);
    return encoder.encode({ frameIndex, keyFrame: frameIndex === 0 });
  });
  encoder.close();
  return frames;
}

/** The second time round, so that the end leads over to the beginning. */
function encodePackets(look: Look): Uint8Array[] {
  const encoder = new SourceAudioEncoder({ bitsPerSecond: 48_000 });
  const samples = new Float32Array(sourceFrameSamples * 2);
  const count = (clipSeconds * 1000) / packetMs;
  const packets = Array.from({ length: count * 2 }, (_, index) => {
    beepBlock(look, (index % count) * sourceFrameSamples + encoder.delaySamples, samples);
    return encoder.encode(samples);
  });
  encoder.close();
  return packets.slice(count);
}

const streamOf = ({ ssrc, payloadType, clockRate }: RtpOut) => ({
  producerId: `${ssrc}`,
  payloadType,
  clockRate,
  ssrc,
  paused: false,
});

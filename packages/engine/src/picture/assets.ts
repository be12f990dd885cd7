import { createHash } from 'node:crypto';
import { Image } from '@napi-rs/canvas';
import { Fault } from '@rostrum/protocol';

/** A state names two at most; the ones before them are kept for a look that is changed back. */
const maxKept = 4;
const maxPixels = 3840 * 2160;
const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Of the first chunk, IHDR, which has the size (PNG, third edition, §5.6 and §11.2.1). */
const headerBytes = 24;

/** The pictures that a programme's look is made of, by the SHA-256 of their files. */
export class Assets {
  readonly #images = new Map<string, Image>();
  /** Grows with each picture that comes. */
  version = 0;

  /** @throws Fault ASSET_INVALID when it is no PNG of a bearable size, or not the one that the id names */
  async add(assetId: string, png: Buffer): Promise<void> {
    if (this.#images.has(assetId)) return;
    if (createHash('sha256').update(png).digest('hex') !== assetId) throw invalid('other bytes than the id says');
    assertSize(png);
    const image = new Image();
    image.src = png;
    // Decoding is done on a thread of the pool.
    await image.decode().catch((cause: unknown) => {
      throw invalid('it cannot be decoded', cause);
    });
    this.#images.set(assetId, image);
    this.version += 1;
    for (const oldest of this.#images.keys()) {
      if (this.#images.size <= maxKept) break;
      this.#images.delete(oldest);
    }
  }

  /** Undefined while it is not there. */
  get(assetId: string | null): Image | undefined {
    return assetId === null ? undefined : this.#images.get(assetId);
  }
}

const invalid = (detail: string, cause?: unknown): Fault => new Fault('ASSET_INVALID', { detail, cause });

/** Before decoding: a few bytes may unfold to gigabytes of pixels. */
function assertSize(png: Buffer): void {
  const isPng =
    png.length > headerBytes && png.subarray(0, 8).equals(signature) && png.toString('latin1', 12, 16) === 'IHDR';
  if (!isPng) throw invalid('not a PNG file');
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  if (width === 0 || height === 0 || width * height > maxPixels) throw invalid(`${width} × ${height} pixels`);
}

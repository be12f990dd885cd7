import { createHash } from 'node:crypto';
import { makePicture, type PictureOptions } from '@rostrum/ffmpeg';
import { KeyedQueue } from '@rostrum/lifecycle';
import { type Asset, type AssetUse, Fault, type WebinarId } from '@rostrum/protocol';
import type { Storage } from '@rostrum/storage';
import { picturesOf } from '../store/branding.ts';
import type { WebinarStore } from '../store/webinar-store.ts';

/** A picture of one webinar. */
export interface AssetRef {
  readonly webinarId: WebinarId;
  readonly use: AssetUse;
  /** SHA-256 of the PNG file, hexadecimal. */
  readonly id: string;
}

export interface AssetsOptions {
  readonly storage: Storage;
  /** The programme's canvas, pixels. */
  readonly canvas: { readonly width: number; readonly height: number };
  readonly webinars: Pick<WebinarStore, 'get'>;
}

/** Pictures of one webinar and use that are kept, beside those in use: who tries several must not fill the disk. */
const maxSpare = 8;
/** What the link to a mixer carries in one message, less than 700 000 characters of base64. */
const maxPngBytes = 520_000;
const uses: readonly AssetUse[] = ['logo', 'background'];

const folderOf = (webinarId: WebinarId, use: AssetUse) => `branding/${webinarId}/${use}`;
const keyOf = ({ webinarId, use, id }: AssetRef) => `${folderOf(webinarId, use)}/${id}.png`;

/** The uploaded pictures of webinars: PNG files that this server has written itself, named by what is in them. */
export class Assets {
  readonly #options: AssetsOptions;
  /** One webinar's uploads are decoded one after the other. */
  readonly #turns = new KeyedQueue<WebinarId>();

  constructor(options: AssetsOptions) {
    this.#options = options;
  }

  /**
   * Takes a file of unknown origin as a picture.
   * @throws Fault PICTURE_INVALID, PICTURE_TOO_LARGE or STORAGE_UNAVAILABLE
   */
  keep(webinarId: WebinarId, use: AssetUse, file: Buffer): Promise<Asset> {
    return this.#turns.run(webinarId, async () => {
      const { png, width, height } = await makePicture(file, this.#sizeFor(use));
      const id = createHash('sha256').update(png).digest('hex');
      await this.#options.storage.put(keyOf({ webinarId, use, id }), png);
      await this.#clear(webinarId, use, id);
      return { id, use, width, height };
    });
  }

  /** @throws Fault ASSET_NOT_FOUND or STORAGE_UNAVAILABLE */
  async read(asset: AssetRef): Promise<Buffer> {
    return this.#options.storage.readWhole(keyOf(asset)).catch((cause: Fault) => {
      throw cause.code === 'NOT_FOUND' ? new Fault('ASSET_NOT_FOUND', { detail: asset.id, cause }) : cause;
    });
  }

  /** For pages, which know a picture by its id alone. @throws Fault ASSET_NOT_FOUND or STORAGE_UNAVAILABLE */
  async find(webinarId: WebinarId, id: string): Promise<Buffer> {
    for (const use of uses) {
      const found = await this.read({ webinarId, use, id }).catch((error: Fault) => {
        if (error.code !== 'ASSET_NOT_FOUND') throw error;
        return undefined; // Maybe it is for the other use.
      });
      if (found) return found;
    }
    throw new Fault('ASSET_NOT_FOUND', { detail: id });
  }

  /** @throws Fault ASSET_NOT_FOUND or STORAGE_UNAVAILABLE */
  async assertKept(asset: AssetRef): Promise<void> {
    await this.#options.storage.stat(keyOf(asset)).catch((cause: Fault) => {
      throw cause.code === 'NOT_FOUND' ? new Fault('ASSET_NOT_FOUND', { detail: asset.id, cause }) : cause;
    });
  }

  async deleteOf(webinarId: WebinarId): Promise<void> {
    await this.#options.storage.deleteAll(`branding/${webinarId}`);
  }

  #sizeFor(use: AssetUse): PictureOptions {
    const { width, height } = this.#options.canvas;
    return use === 'logo'
      ? { fit: 'inside', width: 320, height: 160, maxBytes: maxPngBytes }
      : { fit: 'cover', width, height, maxBytes: maxPngBytes };
  }

  /** The oldest of those that nothing names. */
  async #clear(webinarId: WebinarId, use: AssetUse, newest: string): Promise<void> {
    const { storage, webinars } = this.#options;
    const kept = await storage.list(folderOf(webinarId, use));
    if (kept.length <= maxSpare) return;
    const needed = new Set(
      [newest, ...picturesOf(await webinars.get(webinarId))].map((id) => keyOf({ webinarId, use, id })),
    );
    const spare = await Promise.all(
      kept.filter((key) => !needed.has(key)).map(async (key) => ({ key, ...(await storage.stat(key)) })),
    );
    spare.sort((a, b) => b.modifiedAtMs - a.modifiedAtMs);
    for (const { key } of spare.slice(maxSpare - 1)) await storage.delete(key);
  }
}

import { type AssetUse, type Branding, toFault } from '@rostrum/protocol';
import { type Log, logFault } from '@rostrum/service';
import type { ProgrammeLook } from './room-deps.ts';

export interface PictureMessage {
  readonly assetId: string;
  readonly bytesBase64: string;
}

/** Nothing that a mixer says of a picture changes by saying it again. */
const final = new Set(['ASSET_INVALID', 'ASSET_NOT_FOUND']);

const named = ({ logo, backgroundImage }: Branding): { use: AssetUse; id: string }[] => [
  ...(logo ? [{ use: 'logo' as const, id: logo }] : []),
  ...(backgroundImage ? [{ use: 'background' as const, id: backgroundImage }] : []),
];

/** Which of a look's pictures the mixer of the programme has. A mixer that takes over has none. */
export class ProgrammePictures {
  readonly #look: Pick<ProgrammeLook, 'picture'>;
  readonly #log: Log;
  readonly #brought = new Set<string>();
  readonly #refused = new Set<string>();

  constructor(look: Pick<ProgrammeLook, 'picture'>, log: Log) {
    this.#look = look;
    this.#log = log;
  }

  /** Another mixer, or one that may have been started anew. */
  forget(): void {
    this.#brought.clear();
    this.#refused.clear();
  }

  lacks(branding: Branding): boolean {
    return named(branding).some(({ id }) => !(this.#brought.has(id) || this.#refused.has(id)));
  }

  /**
   * Gives the mixer what it lacks. One that can never be had is left out, and the programme goes on without it.
   * @throws Fault when it may be had later
   */
  async bring(branding: Branding, give: (picture: PictureMessage) => Promise<unknown>): Promise<void> {
    const wanted = named(branding);
    // A mixer keeps the last few: one that is named again later is given again.
    for (const id of this.#brought) if (!wanted.some((one) => one.id === id)) this.#brought.delete(id);
    for (const { use, id } of wanted) {
      if (this.#brought.has(id) || this.#refused.has(id)) continue;
      try {
        const bytes = await this.#look.picture(use, id);
        await give({ assetId: id, bytesBase64: Buffer.from(bytes).toString('base64') });
        this.#brought.add(id);
      } catch (error) {
        const fault = toFault(error);
        if (!final.has(fault.code)) throw fault;
        this.#refused.add(id);
        logFault(this.#log, fault, { asset: id });
      }
    }
  }
}

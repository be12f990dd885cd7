import type {
  NewShare,
  RecordingAccess,
  RecordingId,
  Share,
  ShareId,
  Sharing as SharingFacts,
} from '@rostrum/protocol';
import type { Log } from '@rostrum/service';
import type { SharingStore, Uses } from '../store/sharing-store.ts';
import type { RecordingRow, ShareRow } from '../store/tables.ts';
import type { Passes } from './passes.ts';

export interface SharingOptions {
  readonly store: SharingStore;
  readonly passes: Passes;
  readonly publicUrl: string;
  readonly log: Log;
}

const dayMs = 24 * 3600 * 1000;

/** What the organizer decides about who may see a recording. */
export class Sharing {
  readonly #options: SharingOptions;
  readonly #publicUrl: string;

  constructor(options: SharingOptions) {
    this.#options = options;
    this.#publicUrl = options.publicUrl.replace(/\/$/, '');
  }

  async of({ id, access }: RecordingRow): Promise<SharingFacts> {
    const shares = await this.#options.store.shares(id, new Date());
    return { access, url: this.#address(id), shares: await Promise.all(shares.map((row) => this.#present(row))) };
  }

  /** @throws Fault RECORDING_NOT_FOUND */
  async setAccess(id: RecordingId, access: RecordingAccess): Promise<RecordingRow> {
    const row = await this.#options.store.setAccess(id, access);
    this.#options.log.info({ recording: id, access }, 'recording access changed');
    return row;
  }

  /** @throws Fault SHARES_FULL */
  async share(id: RecordingId, { days }: NewShare): Promise<Share> {
    // To the second, as a token has it: what is signed later must be the same.
    const createdAt = new Date(Math.floor(Date.now() / 1000) * 1000);
    const row = await this.#options.store.addShare(id, {
      createdAt,
      expiresAt: new Date(createdAt.getTime() + days * dayMs),
    });
    this.#options.log.info({ recording: id, share: row.id, days }, 'recording shared');
    return this.#present(row);
  }

  /** @throws Fault SHARE_NOT_FOUND */
  async withdraw(id: RecordingId, share: ShareId): Promise<void> {
    await this.#options.store.deleteShare(id, share);
    this.#options.log.info({ recording: id, share }, 'share withdrawn');
  }

  /** How often visitors used it; without an id, all of them. */
  usesOf(id?: RecordingId): Promise<Map<RecordingId, Uses>> {
    return this.#options.store.uses(id);
  }

  #address(id: RecordingId): string {
    return `${this.#publicUrl}/recordings/${id}`;
  }

  async #present(row: ShareRow): Promise<Share> {
    const { id, recordingId, createdAt, expiresAt } = row;
    const url = `${this.#address(recordingId)}#${await this.#options.passes.share(row)}`;
    return { id, url, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() };
  }
}

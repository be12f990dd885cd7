import { randomUUID } from 'node:crypto';
import { Fault, type OpenRecording, type RecordingId, type RecordingVisit } from '@rostrum/protocol';
import { claimedAudience } from '@rostrum/service';
import type { Links } from '../links.ts';
import type { RecordingStore } from '../store/recording-store.ts';
import type { SharingStore } from '../store/sharing-store.ts';
import type { RecordingRow } from '../store/tables.ts';
import { maySee } from './grant.ts';
import type { Outputs } from './outputs.ts';
import type { Pass, Passes } from './passes.ts';
import { presentVisit } from './present-visit.ts';

export interface VisitsOptions {
  readonly links: Pick<Links, 'read'>;
  readonly passes: Passes;
  readonly recordings: Pick<RecordingStore, 'get' | 'list'>;
  readonly outputs: Pick<Outputs, 'list'>;
  readonly sharing: Pick<SharingStore, 'assertShare' | 'note'>;
}

type Entry = Omit<Pass, 'visit'>;

/** People who are not the organizer, and the recordings that they may see. */
export class Visits {
  readonly #options: VisitsOptions;

  constructor(options: VisitsOptions) {
    this.#options = options;
  }

  /**
   * Lets somebody in, or says why not.
   * @throws Fault TOKEN_INVALID, TOKEN_EXPIRED, RECORDING_NOT_FOUND, RECORDING_NOT_SHARED, SHARE_NOT_FOUND,
   *   RECORDING_NOT_READY
   */
  async open({ recordingId, token, pass }: OpenRecording): Promise<RecordingVisit> {
    const { passes, outputs } = this.#options;
    const entry = await this.#entry(recordingId, token);
    const row = await this.#admit(entry);
    if (!row.fileKey) throw new Fault('RECORDING_NOT_READY');
    // One that has run out, or is another recording's: another visit.
    const earlier = pass === undefined ? undefined : await passes.read(pass).catch(() => undefined);
    const visit = earlier?.recordingId === row.id ? earlier.visit : randomUUID();
    return presentVisit(row, await outputs.list(row.id), await passes.sign({ ...entry, visit }));
  }

  /** Looks again whether this visit is still allowed. @throws Fault as `open` does */
  async read(token: string): Promise<{ pass: Pass; recording: RecordingRow }> {
    const pass = await this.#options.passes.read(token);
    return { pass, recording: await this.#admit(pass) };
  }

  /** The visitor's player has begun. */
  async viewed(token: string): Promise<void> {
    const { pass } = await this.read(token);
    await this.#options.sharing.note(pass.recordingId, 'view', pass.visit);
  }

  /** The visitor keeps a file. */
  async downloaded({ recordingId, visit }: Pass, file: string): Promise<void> {
    await this.#options.sharing.note(recordingId, 'download', `${visit} ${file}`);
  }

  async #admit({ recordingId, grant, share }: Entry): Promise<RecordingRow> {
    const { recordings, sharing } = this.#options;
    const row = await recordings.get(recordingId);
    if (!maySee(row.access, grant)) throw new Fault('RECORDING_NOT_SHARED');
    if (grant === 'share') {
      if (!share) throw new Fault('SHARE_NOT_FOUND');
      await sharing.assertShare(recordingId, share, new Date());
    }
    return row;
  }

  async #entry(recordingId: RecordingId | undefined, token: string | undefined): Promise<Entry> {
    const { passes, links } = this.#options;
    if (token === undefined) {
      if (recordingId === undefined) throw new Fault('RECORDING_NOT_FOUND');
      return { recordingId, grant: 'none' };
    }
    if (claimedAudience(token) === 'share') {
      const share = await passes.readShare(token);
      if (recordingId !== undefined && share.recordingId !== recordingId) throw new Fault('TOKEN_INVALID');
      return { ...share, grant: 'share' };
    }
    const { webinarId, role } = await links.read(token);
    const row =
      recordingId === undefined ? await this.#latestOf(webinarId) : await this.#options.recordings.get(recordingId);
    if (row.webinarId !== webinarId) throw new Fault('TOKEN_INVALID');
    return { recordingId: row.id, grant: role === 'co-host' ? 'presenter' : role };
  }

  async #latestOf(webinarId: RecordingRow['webinarId']): Promise<RecordingRow> {
    const [row] = await this.#options.recordings.list(webinarId);
    if (!row) throw new Fault('RECORDING_NOT_FOUND');
    return row;
  }
}

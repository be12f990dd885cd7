import { Fault, newId, type RecordingAccess, type RecordingId, type ShareId } from '@rostrum/protocol';
import { and, count, desc, eq, gt, isNull, lte } from 'drizzle-orm';
import type { Database } from './database.ts';
import { type RecordingRow, recordingShares, recordings, recordingUses, type ShareRow, webinars } from './tables.ts';

/** How often recordings were used by visitors. */
export interface Uses {
  readonly views: number;
  readonly downloads: number;
}

export const noUses: Uses = { views: 0, downloads: 0 };
/** Links of one recording that work at the same time. */
const maxShares = 50;

/** Whether those with the viewer link may see it, and so the replay at that link. */
export const isForAudience = (access: RecordingAccess): boolean => access === 'registered' || access === 'public';

/** Who may see recordings, and how often they were seen; kept in the database. */
export class SharingStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** With the replay, which is the audience's. @throws Fault RECORDING_NOT_FOUND */
  async setAccess(id: RecordingId, access: RecordingAccess): Promise<RecordingRow> {
    return this.#database.run((db) =>
      db.transaction(async (both) => {
        const isIt = and(isNull(recordings.deletedAt), eq(recordings.id, id));
        const [row] = await both.update(recordings).set({ access }).where(isIt).returning();
        if (!row) throw new Fault('RECORDING_NOT_FOUND');
        await both
          .update(webinars)
          .set({ hasNoReplay: !isForAudience(access) })
          .where(and(eq(webinars.id, row.webinarId), eq(webinars.programmeId, row.programmeId)));
        return row;
      }),
    );
  }

  /** Those that have not expired, newest first. */
  shares(recordingId: RecordingId, now: Date): Promise<ShareRow[]> {
    return this.#database.run((db) =>
      db
        .select()
        .from(recordingShares)
        .where(and(eq(recordingShares.recordingId, recordingId), gt(recordingShares.expiresAt, now)))
        .orderBy(desc(recordingShares.createdAt)),
    );
  }

  /** @throws Fault SHARES_FULL */
  async addShare(recordingId: RecordingId, { createdAt, expiresAt }: Pick<ShareRow, 'createdAt' | 'expiresAt'>) {
    const row: ShareRow = { id: newId('share'), recordingId, createdAt, expiresAt };
    await this.#database.run((db) =>
      db.transaction(async (all) => {
        const ofIt = eq(recordingShares.recordingId, recordingId);
        await all.delete(recordingShares).where(and(ofIt, lte(recordingShares.expiresAt, createdAt)));
        const [{ n } = { n: 0 }] = await all.select({ n: count() }).from(recordingShares).where(ofIt);
        if (n >= maxShares) throw new Fault('SHARES_FULL');
        await all.insert(recordingShares).values(row);
      }),
    );
    return row;
  }

  /** @throws Fault SHARE_NOT_FOUND */
  async assertShare(recordingId: RecordingId, id: ShareId, now: Date): Promise<void> {
    const shares = await this.shares(recordingId, now);
    if (!shares.some((share) => share.id === id)) throw new Fault('SHARE_NOT_FOUND');
  }

  /** @throws Fault SHARE_NOT_FOUND */
  async deleteShare(recordingId: RecordingId, id: ShareId): Promise<void> {
    const isIt = and(eq(recordingShares.recordingId, recordingId), eq(recordingShares.id, id));
    const rows = await this.#database.run((db) => db.delete(recordingShares).where(isIt).returning());
    if (rows.length === 0) throw new Fault('SHARE_NOT_FOUND');
  }

  /** Counted once, however often it is told. */
  async note(recordingId: RecordingId, kind: 'view' | 'download', visit: string): Promise<void> {
    await this.#database.run((db) =>
      db.insert(recordingUses).values({ recordingId, kind, visit, usedAt: new Date() }).onConflictDoNothing(),
    );
  }

  /** Of one recording, or of all. */
  async uses(recordingId?: RecordingId): Promise<Map<RecordingId, Uses>> {
    const { recordingId: id, kind } = recordingUses;
    const rows = await this.#database.run((db) =>
      db
        .select({ id, kind, n: count() })
        .from(recordingUses)
        .where(recordingId === undefined ? undefined : eq(id, recordingId))
        .groupBy(id, kind),
    );
    const uses = new Map<RecordingId, Uses>();
    for (const row of rows) {
      const before = uses.get(row.id) ?? noUses;
      uses.set(row.id, row.kind === 'view' ? { ...before, views: row.n } : { ...before, downloads: row.n });
    }
    return uses;
  }
}

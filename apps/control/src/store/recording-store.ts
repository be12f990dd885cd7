import { Fault, newId, type ProgrammeId, type RecordingId, type WebinarId } from '@rostrum/protocol';
import { and, desc, eq, inArray, isNotNull, isNull, type SQL } from 'drizzle-orm';
import type { Database } from './database.ts';
import { isForAudience } from './sharing-store.ts';
import { type RecordingRow, recordings, webinars } from './tables.ts';

const isNotInBin = isNull(recordings.deletedAt);
const unfinished: RecordingRow['state'][] = ['queued', 'processing'];

export interface RecordedProgramme {
  readonly webinarId: WebinarId;
  readonly programmeId: ProgrammeId;
  readonly title: string;
}

/** The row of a recording that is to be made. */
export const newRecording = (facts: RecordedProgramme) => ({
  ...facts,
  id: newId('recording'),
  state: 'queued' as const,
  progress: 0,
  createdAt: new Date(),
});

/** Recordings, kept in the database; the files are in the storage. */
export class RecordingStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** One recording for a programme: asked twice, the first is answered. */
  async create(facts: RecordedProgramme): Promise<RecordingRow> {
    return this.#database.run(async (db) => {
      await db.insert(recordings).values(newRecording(facts)).onConflictDoNothing({ target: recordings.programmeId });
      const [row] = await db.select().from(recordings).where(eq(recordings.programmeId, facts.programmeId));
      if (!row) throw new Fault('RECORDING_NOT_FOUND');
      return row;
    });
  }

  list(webinarId?: WebinarId): Promise<RecordingRow[]> {
    return this.#database.run((db) => {
      const ofWebinar = webinarId === undefined ? undefined : eq(recordings.webinarId, webinarId);
      return db
        .select()
        .from(recordings)
        .where(and(isNotInBin, ofWebinar))
        .orderBy(desc(recordings.createdAt))
        .limit(3000);
    });
  }

  unfinished(): Promise<RecordingRow[]> {
    return this.#database.run((db) =>
      db
        .select()
        .from(recordings)
        .where(and(isNotInBin, inArray(recordings.state, unfinished))),
    );
  }

  /** One that is not in the bin. @throws Fault RECORDING_NOT_FOUND */
  async get(id: RecordingId): Promise<RecordingRow> {
    const [row] = await this.#database.run((db) =>
      db
        .select()
        .from(recordings)
        .where(and(isNotInBin, eq(recordings.id, id))),
    );
    if (!row) throw new Fault('RECORDING_NOT_FOUND');
    return row;
  }

  /** A job works on it. One that has ended stays as it is: news may come late. */
  async progressed(id: RecordingId, progress: number): Promise<void> {
    const isUnfinished = and(eq(recordings.id, id), inArray(recordings.state, unfinished));
    await this.#database.run((db) => db.update(recordings).set({ state: 'processing', progress }).where(isUnfinished));
  }

  /** Its job has ended. False when there is no such recording any more. */
  async finished(id: RecordingId, fields: Partial<Omit<RecordingRow, 'id'>>): Promise<boolean> {
    const rows = await this.#database.run((db) =>
      db.update(recordings).set(fields).where(eq(recordings.id, id)).returning({ id: recordings.id }),
    );
    return rows.length === 1;
  }

  /** Those in the bin, last deleted first. */
  binned(): Promise<RecordingRow[]> {
    return this.#database.run((db) =>
      db.select().from(recordings).where(isNotNull(recordings.deletedAt)).orderBy(desc(recordings.deletedAt)),
    );
  }

  /** Into the bin, and with it the replay. @throws Fault RECORDING_NOT_FOUND */
  async bin(id: RecordingId, at: Date): Promise<RecordingRow> {
    return this.#setDeletedAt(and(isNotInBin, eq(recordings.id, id)), at);
  }

  /** Out of the bin. @throws Fault RECORDING_NOT_FOUND */
  async restore(id: RecordingId): Promise<RecordingRow> {
    return this.#setDeletedAt(and(isNotNull(recordings.deletedAt), eq(recordings.id, id)), null);
  }

  async #setDeletedAt(which: SQL | undefined, deletedAt: Date | null): Promise<RecordingRow> {
    return this.#database.run((db) =>
      db.transaction(async (both) => {
        const [row] = await both.update(recordings).set({ deletedAt }).where(which).returning();
        if (!row) throw new Fault('RECORDING_NOT_FOUND');
        const ofIt = and(eq(webinars.id, row.webinarId), eq(webinars.programmeId, row.programmeId));
        await both
          .update(webinars)
          .set({ hasNoReplay: deletedAt !== null || !isForAudience(row.access) })
          .where(ofIt);
        return row;
      }),
    );
  }

  /** For good. */
  async delete(id: RecordingId): Promise<void> {
    await this.#database.run((db) => db.delete(recordings).where(eq(recordings.id, id)));
  }
}

import {
  type BrandingChange,
  Fault,
  type NewWebinar,
  newId,
  type ProgrammeId,
  type WebinarChange,
  type WebinarId,
} from '@rostrum/protocol';
import { and, desc, eq, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { newRecording } from './recording-store.ts';
import { recordings, type WebinarRow, webinars } from './tables.ts';

const isNotInBin = isNull(webinars.deletedAt);

/** Webinars, kept in the database. */
export class WebinarStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(fields: NewWebinar): Promise<WebinarRow> {
    const row: WebinarRow = {
      id: newId('webinar'),
      title: fields.title.trim(),
      description: fields.description ?? '',
      startsAt: new Date(fields.startsAt),
      timeZone: fields.timeZone,
      state: 'scheduled',
      programmeId: null,
      liveAt: null,
      endedAt: null,
      createdAt: new Date(),
      branding: null,
      captionLanguage: null,
      recordsTracks: fields.recordsTracks ?? false,
      deletedAt: null,
      retention: null,
      hasNoReplay: false,
      standby: fields.standby ?? null,
    };
    await this.#database.run((db) => db.insert(webinars).values(row));
    return row;
  }

  list(): Promise<WebinarRow[]> {
    return this.#database.run((db) =>
      db.select().from(webinars).where(isNotInBin).orderBy(desc(webinars.startsAt)).limit(3000),
    );
  }

  /** One that is not in the bin. @throws Fault WEBINAR_NOT_FOUND */
  async get(id: WebinarId): Promise<WebinarRow> {
    const [row] = await this.#database.run((db) =>
      db
        .select()
        .from(webinars)
        .where(and(isNotInBin, eq(webinars.id, id))),
    );
    if (!row) throw new Fault('WEBINAR_NOT_FOUND');
    return row;
  }

  change(id: WebinarId, change: WebinarChange): Promise<WebinarRow> {
    const { title, description, startsAt, timeZone, captionLanguage, retention, recordsTracks, standby } = change;
    return this.#update(id, {
      ...(title === undefined ? {} : { title: title.trim() }),
      ...(description === undefined ? {} : { description }),
      ...(startsAt === undefined ? {} : { startsAt: new Date(startsAt) }),
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(captionLanguage === undefined ? {} : { captionLanguage }),
      ...(recordsTracks === undefined ? {} : { recordsTracks }),
      ...(retention === undefined ? {} : { retention }),
      ...(standby === undefined ? {} : { standby }),
    });
  }

  /** The fields that change; two changes at once lose nothing of each other. */
  async brand(id: WebinarId, change: BrandingChange): Promise<WebinarRow> {
    const branding = sql`coalesce(${webinars.branding}, '{}'::jsonb) || ${JSON.stringify(change)}::jsonb`;
    const [row] = await this.#database.run((db) =>
      db.update(webinars).set({ branding }).where(eq(webinars.id, id)).returning(),
    );
    if (!row) throw new Fault('WEBINAR_NOT_FOUND');
    return row;
  }

  wentLive(id: WebinarId, programmeId: ProgrammeId, at: Date): Promise<WebinarRow> {
    return this.#update(id, { state: 'live', programmeId, liveAt: at });
  }

  /** With a programme there is a recording to be made from now on, whatever becomes of this process. */
  ended(id: WebinarId, at: Date): Promise<WebinarRow> {
    return this.#database.run((db) =>
      db.transaction(async (both) => {
        const ending = both.update(webinars).set({ state: 'ended', endedAt: at });
        const [row] = await ending.where(eq(webinars.id, id)).returning();
        if (!row) throw new Fault('WEBINAR_NOT_FOUND');
        const { programmeId, title } = row;
        if (programmeId) {
          const recording = newRecording({ webinarId: id, programmeId, title });
          await both.insert(recordings).values(recording).onConflictDoNothing({ target: recordings.programmeId });
        }
        return row;
      }),
    );
  }

  /** Those in the bin, last deleted first. */
  binned(): Promise<WebinarRow[]> {
    return this.#database.run((db) =>
      db.select().from(webinars).where(isNotNull(webinars.deletedAt)).orderBy(desc(webinars.deletedAt)),
    );
  }

  /** Into the bin, with those of its recordings that are not there yet. */
  async bin(id: WebinarId, at: Date): Promise<void> {
    await this.#database.run((db) =>
      db.transaction(async (both) => {
        const ofIt = and(eq(recordings.webinarId, id), isNull(recordings.deletedAt));
        await both.update(recordings).set({ deletedAt: at }).where(ofIt);
        await both
          .update(webinars)
          .set({ deletedAt: at })
          .where(and(isNotInBin, eq(webinars.id, id)));
      }),
    );
  }

  /** Out of the bin, with the recordings that went there with it. @throws Fault WEBINAR_NOT_FOUND */
  async restore(id: WebinarId): Promise<void> {
    await this.#database.run((db) =>
      db.transaction(async (both) => {
        const [row] = await both.select().from(webinars).where(eq(webinars.id, id));
        if (!row?.deletedAt) throw new Fault('WEBINAR_NOT_FOUND');
        const withIt = and(eq(recordings.webinarId, id), eq(recordings.deletedAt, row.deletedAt));
        await both.update(recordings).set({ deletedAt: null }).where(withIt);
        await both.update(webinars).set({ deletedAt: null }).where(eq(webinars.id, id));
      }),
    );
  }

  /** For good. */
  async delete(id: WebinarId): Promise<void> {
    await this.#database.run((db) => db.delete(webinars).where(eq(webinars.id, id)));
  }

  async #update(id: WebinarId, fields: Partial<WebinarRow>): Promise<WebinarRow> {
    if (Object.keys(fields).length === 0) return this.get(id);
    const [row] = await this.#database.run((db) =>
      db.update(webinars).set(fields).where(eq(webinars.id, id)).returning(),
    );
    if (!row) throw new Fault('WEBINAR_NOT_FOUND');
    return row;
  }
}

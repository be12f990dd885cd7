import { Fault, newId, type OutputId, type OutputKind, type RecordingId, type Trim } from '@rostrum/protocol';
import { and, asc, eq, inArray, notExists, sql } from 'drizzle-orm';
import type { Database } from './database.ts';
import { type OutputRow, recordingOutputs as outputs, type RecordingRow, recordings } from './tables.ts';

const unfinished: OutputRow['state'][] = ['queued', 'processing'];

export interface WantedOutput {
  readonly recordingId: RecordingId;
  readonly kind: OutputKind;
  readonly trim?: Trim;
}

/** Says in full what is wanted: the same key is the same output. */
const keyOf = ({ kind, trim }: WantedOutput): string =>
  trim ? `${kind}-${trim.startSeconds}-${trim.endSeconds}` : kind;

/** Outputs of recordings, kept in the database; the files are in the storage. */
export class OutputStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Asked twice, the first is answered. */
  async create(wanted: WantedOutput): Promise<OutputRow> {
    const { recordingId, kind, trim = null } = wanted;
    const row = { id: newId('output'), recordingId, kind, trim, outputKey: keyOf(wanted) };
    return this.#database.run(async (db) => {
      await db
        .insert(outputs)
        .values({ ...row, state: 'queued', progress: 0, createdAt: new Date() })
        .onConflictDoNothing({ target: [outputs.recordingId, outputs.outputKey] });
      const isIt = and(eq(outputs.recordingId, recordingId), eq(outputs.outputKey, row.outputKey));
      const [found] = await db.select().from(outputs).where(isIt);
      if (!found) throw new Fault('OUTPUT_NOT_FOUND');
      return found;
    });
  }

  list(recordingId: RecordingId): Promise<OutputRow[]> {
    return this.#database.run((db) =>
      db.select().from(outputs).where(eq(outputs.recordingId, recordingId)).orderBy(asc(outputs.createdAt)),
    );
  }

  /** @throws Fault OUTPUT_NOT_FOUND */
  async get(recordingId: RecordingId, id: OutputId): Promise<OutputRow> {
    const isIt = and(eq(outputs.recordingId, recordingId), eq(outputs.id, id));
    const [row] = await this.#database.run((db) => db.select().from(outputs).where(isIt));
    if (!row) throw new Fault('OUTPUT_NOT_FOUND');
    return row;
  }

  unfinished(): Promise<OutputRow[]> {
    return this.#database.run((db) => db.select().from(outputs).where(inArray(outputs.state, unfinished)));
  }

  /** Recordings that are ready and of which nobody has asked for this yet; a few at a time. */
  readyWithout(kind: OutputKind): Promise<RecordingRow[]> {
    return this.#database.run((db) =>
      db
        .select()
        .from(recordings)
        .where(
          and(
            eq(recordings.state, 'ready'),
            notExists(
              db
                .select({ one: sql`1` })
                .from(outputs)
                .where(and(eq(outputs.recordingId, recordings.id), eq(outputs.kind, kind))),
            ),
          ),
        )
        .limit(50),
    );
  }

  /** A job works on it. One that has ended stays as it is: news may come late. */
  async progressed(id: OutputId, progress: number): Promise<void> {
    const isUnfinished = and(eq(outputs.id, id), inArray(outputs.state, unfinished));
    await this.#database.run((db) => db.update(outputs).set({ state: 'processing', progress }).where(isUnfinished));
  }

  /** Answers the row as it is now; undefined when there is no such output any more. */
  async change(id: OutputId, fields: Partial<Omit<OutputRow, 'id'>>): Promise<OutputRow | undefined> {
    const [row] = await this.#database.run((db) =>
      db.update(outputs).set(fields).where(eq(outputs.id, id)).returning(),
    );
    return row;
  }

  async delete(id: OutputId): Promise<void> {
    await this.#database.run((db) => db.delete(outputs).where(eq(outputs.id, id)));
  }
}

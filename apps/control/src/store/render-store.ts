import { Fault, type RecordingId, type RenderOptions } from '@rostrum/protocol';
import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Database } from './database.ts';
import { type RenderRow, renders } from './tables.ts';

export interface RenderRef {
  readonly recordingId: RecordingId;
  readonly id: string;
}

const unfinished: RenderRow['state'][] = ['queued', 'processing'];
const isIt = ({ recordingId, id }: RenderRef) => and(eq(renders.recordingId, recordingId), eq(renders.id, id));

/** Renders of recordings, kept in the database; the files are in the storage. */
export class RenderStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Queued; one that failed before begins anew, any other is left as it is. */
  async create(ref: RenderRef, options: RenderOptions): Promise<RenderRow> {
    const fresh = { state: 'queued' as const, progress: 0, failure: null };
    await this.#database.run((db) =>
      db
        .insert(renders)
        .values({ ...ref, ...fresh, options, createdAt: new Date() })
        .onConflictDoUpdate({
          target: [renders.recordingId, renders.id],
          set: fresh,
          setWhere: eq(renders.state, 'failed'),
        }),
    );
    return this.get(ref);
  }

  list(recordingId: RecordingId): Promise<RenderRow[]> {
    return this.#database.run((db) =>
      db
        .select()
        .from(renders)
        .where(eq(renders.recordingId, recordingId))
        .orderBy(desc(renders.createdAt))
        .limit(1000),
    );
  }

  unfinished(): Promise<RenderRow[]> {
    return this.#database.run((db) => db.select().from(renders).where(inArray(renders.state, unfinished)));
  }

  /** @throws Fault RENDER_NOT_FOUND */
  async get(ref: RenderRef): Promise<RenderRow> {
    const [row] = await this.#database.run((db) => db.select().from(renders).where(isIt(ref)));
    if (!row) throw new Fault('RENDER_NOT_FOUND');
    return row;
  }

  /** One that has ended stays as it is: news may come late. */
  async progressed(ref: RenderRef, progress: number): Promise<void> {
    const isRunning = and(isIt(ref), inArray(renders.state, unfinished));
    await this.#database.run((db) => db.update(renders).set({ state: 'processing', progress }).where(isRunning));
  }

  /** Its job has ended. False when there is no such render any more. */
  async finished(ref: RenderRef, fields: Partial<RenderRow>): Promise<boolean> {
    const rows = await this.#database.run((db) =>
      db.update(renders).set(fields).where(isIt(ref)).returning({ id: renders.id }),
    );
    return rows.length === 1;
  }

  async delete(ref: RenderRef): Promise<void> {
    await this.#database.run((db) => db.delete(renders).where(isIt(ref)));
  }
}

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PGlite } from '@electric-sql/pglite';
import { Fault } from '@rostrum/protocol';
import { sql } from 'drizzle-orm';
import { drizzle as drizzlePg } from 'drizzle-orm/node-postgres';
import { migrate as migratePg } from 'drizzle-orm/node-postgres/migrator';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import pg from 'pg';

type Db = PgDatabase<PgQueryResultHKT>;

const migrationsFolder = fileURLToPath(new URL('../../migrations', import.meta.url));

/** A connection that is not there by then, and an answer that has not come, are none: whoever asked is told, and tries again. */
const answerWithinMs = 5000;

interface DatabaseOptions {
  /** Of a PostgreSQL server; PGlite in `dataDir` without. */
  readonly url: string | undefined;
  readonly dataDir: string;
  /** Default 5 s. */
  readonly answerWithinMs?: number;
}

/** PostgreSQL: a server by its address, or PGlite in the data folder. Opening it applies the migrations. */
export class Database {
  readonly #db: Db;
  readonly #close: () => Promise<void>;

  private constructor(db: Db, close: () => Promise<void>) {
    this.#db = db;
    this.#close = close;
  }

  static async open({ url, dataDir, answerWithinMs: withinMs = answerWithinMs }: DatabaseOptions): Promise<Database> {
    if (url !== undefined) {
      const connection = { connectionString: url, connectionTimeoutMillis: withinMs };
      await migrate(new pg.Pool({ ...connection, max: 1 }));
      // A server that is gone without a word leaves its connections open for a quarter of an hour.
      const pool = new pg.Pool({ ...connection, max: 10, query_timeout: withinMs, keepAlive: true });
      // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
      pool.on('error', () => undefined);
      return new Database(drizzlePg(pool), () => pool.end());
    }
    await mkdir(dataDir, { recursive: true });
    const lite = await PGlite.create(join(dataDir, 'database'));
    const db = drizzlePglite(lite);
    await migratePglite(db, { migrationsFolder });
    return new Database(db, () => lite.close());
  }

  /** @throws Fault DATABASE_UNAVAILABLE */
  async run<T>(query: (db: Db) => Promise<T>): Promise<T> {
    try {
      return await query(this.#db);
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault('DATABASE_UNAVAILABLE', {
        detail: cause instanceof Error ? cause.message : String(cause),
        cause,
      });
    }
  }

  async isReady(): Promise<boolean> {
    return this.#db.execute(sql`select 1`).then(
      () => true,
      () => false,
    );
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** Any number that nothing else of ours locks. */
const migrationLock = 7_465_801;

/**
 * Takes as long as it takes: a large table is not made anew in a moment. Of processes that start in the same moment, one after
 * the other; the lock ends with its connection, whatever happens.
 */
async function migrate(pool: pg.Pool): Promise<void> {
  try {
    const client = await pool.connect();
    try {
      await client.query('select pg_advisory_lock($1)', [migrationLock]);
      await migratePg(drizzlePg(client), { migrationsFolder });
    } finally {
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

import type { Database } from './database.ts';
import { usedSignInLinks } from './tables.ts';

/** Remembers which sign-in links were used. */
export class SignInLinks {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** True the first time for an id, false ever after. */
  async use(id: string): Promise<boolean> {
    const rows = await this.#database.run((db) =>
      db.insert(usedSignInLinks).values({ id, usedAt: new Date() }).onConflictDoNothing().returning(),
    );
    return rows.length === 1;
  }
}

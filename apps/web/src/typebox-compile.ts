import type { TSchema } from 'typebox';
import { Check, Errors } from 'typebox/schema';

/**
 * Stands in for `typebox/compile` in the pages (vite.config.ts): the same answers without `new Function`, which the
 * pages' policy forbids, and without the compiler's weight. Messages here are few and small.
 */
export function Compile(schema: TSchema): Checker {
  return new Checker(schema);
}

class Checker {
  readonly #schema: TSchema;

  constructor(schema: TSchema) {
    this.#schema = schema;
  }

  Check(value: unknown): boolean {
    return Check(this.#schema, value);
  }

  Errors(value: unknown) {
    return Errors(this.#schema, value)[1];
  }
}

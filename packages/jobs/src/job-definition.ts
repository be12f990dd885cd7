import type { Static, TSchema } from 'typebox';

/** One kind of job: what goes in, what comes out, and how often and how long it may try. Its name is its queue's. */
export interface JobDefinition<Payload extends TSchema = TSchema, Result extends TSchema = TSchema> {
  readonly name: string;
  readonly payload: Payload;
  readonly result: Result;
  /** Tries in all, when a failure may pass by itself (`retry` of the error table); others are final at once. */
  readonly attempts: number;
  /** The wait before the second try, milliseconds; doubles with each. */
  readonly backoffMs: number;
  /** A try that takes longer is aborted, milliseconds. */
  readonly timeoutMs: number;
}

export type PayloadOf<D extends JobDefinition> = Static<D['payload']>;
export type ResultOf<D extends JobDefinition> = Static<D['result']>;

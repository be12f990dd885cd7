import type { Static, TSchema } from 'typebox';

/** One request that a side of a link answers. */
export interface MethodDefinition {
  readonly request: TSchema;
  readonly response: TSchema;
}

/** What one side of a link offers: the requests it answers and the events that it sends. */
export interface LinkDefinition {
  readonly methods: Readonly<Record<string, MethodDefinition>>;
  readonly events: Readonly<Record<string, TSchema>>;
}

export type MethodName<D extends LinkDefinition> = keyof D['methods'] & string;
export type EventName<D extends LinkDefinition> = keyof D['events'] & string;
export type RequestOf<D extends LinkDefinition, M extends MethodName<D>> = Static<D['methods'][M]['request']>;
export type ResponseOf<D extends LinkDefinition, M extends MethodName<D>> = Static<D['methods'][M]['response']>;
export type EventOf<D extends LinkDefinition, E extends EventName<D>> = Static<D['events'][E]>;

/** A side that offers nothing. */
export const nothing = { methods: {}, events: {} } as const satisfies LinkDefinition;

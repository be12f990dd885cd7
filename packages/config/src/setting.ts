import type { Static, TSchema } from 'typebox';

/** One environment variable of a process. */
export interface Setting<S extends TSchema = TSchema> {
  readonly key: string;
  /** What it means, with its unit and default; goes into docs/config.md. */
  readonly about: string;
  readonly schema: S;
  /** As the environment would write it. Without one the variable must be set, unless `optional`. */
  readonly fallback?: string;
  readonly optional?: boolean;
}

export interface OptionalSetting<S extends TSchema = TSchema> extends Setting<S> {
  readonly optional: true;
}

export type Settings = Readonly<Record<string, Setting>>;

export type ConfigOf<T extends Settings> = {
  readonly [K in keyof T]: T[K] extends OptionalSetting<infer S>
    ? Static<S> | undefined
    : T[K] extends Setting<infer S>
      ? Static<S>
      : never;
};

export const setting = <S extends TSchema>(
  key: string,
  schema: S,
  rest: { about: string; fallback?: string },
): Setting<S> => ({ key, schema, ...rest });

export const optionalSetting = <S extends TSchema>(
  key: string,
  schema: S,
  rest: { about: string },
): OptionalSetting<S> => ({ key, schema, optional: true, ...rest });

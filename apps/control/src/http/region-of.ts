import { RegionSchema } from '@rostrum/protocol';
import { Value } from 'typebox/value';

export interface RegionSources {
  /** What the page says by itself. */
  readonly asked: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The header in which a CDN or load balancer says where the visitor is; undefined: none does. */
  readonly header: string | undefined;
  /** Of this process: who reaches it is probably near. */
  readonly own: string;
}

/**
 * Where somebody is, as far as placing their media goes. A header that is no region's name counts as none. Whoever lies only
 * has a longer way.
 */
export function regionOf({ asked, headers, header, own }: RegionSources): string {
  if (asked !== undefined) return asked;
  const told = header === undefined ? undefined : headers[header.toLowerCase()];
  const name = typeof told === 'string' ? told.trim().toLowerCase() : undefined;
  return Value.Check(RegionSchema, name) ? name : own;
}

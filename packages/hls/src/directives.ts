import { Fault } from '@rostrum/protocol';

/** Delivery Directives of a playlist request (RFC 8216bis §6.2.5). */
export interface Directives {
  /** `_HLS_msn`: hold until this Media Sequence Number is there. */
  readonly sequence?: number;
  /** `_HLS_part`: or already until this part of it is. */
  readonly part?: number;
  /** `_HLS_skip`: a Playlist Delta Update will do. */
  readonly skip: boolean;
}

const refuse = (detail: string): never => {
  throw new Fault('PLAYLIST_REQUEST_INVALID', { detail });
};

function decimal(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string' || !/^\d{1,15}$/.test(value)) return refuse(`${name} is no decimal-integer`);
  return Number(value);
}

/**
 * Reads the directives out of a query; whatever else is in it is left alone, as are directives of later editions.
 * @throws Fault PLAYLIST_REQUEST_INVALID: not a number, given twice, or a part without its segment
 */
export function parseDirectives(query: Readonly<Record<string, unknown>>): Directives {
  const sequence = decimal('_HLS_msn', query._HLS_msn);
  const part = decimal('_HLS_part', query._HLS_part);
  const skip = query._HLS_skip;
  if (skip !== undefined && skip !== 'YES' && skip !== 'v2') refuse('_HLS_skip is neither YES nor v2');
  if (sequence === undefined && part !== undefined) refuse('_HLS_part without _HLS_msn');
  return {
    ...(sequence === undefined ? {} : { sequence }),
    ...(part === undefined ? {} : { part }),
    skip: skip !== undefined,
  };
}

export interface LiveEdge {
  /** Media Sequence Number of the last complete segment; -1 before the first. */
  readonly lastSequence: number;
  /** Parts of the segment that is being written. */
  readonly openParts: number;
  readonly partTargetSeconds: number;
}

/**
 * A request for what is far in the future is refused at once instead of being held: more than two segments past the last,
 * or past the last part by the Advance Part Limit, three seconds' worth (RFC 8216bis §6.2.5.2).
 * @throws Fault PLAYLIST_REQUEST_INVALID
 */
export function assertNotTooFarAhead({ sequence, part }: Directives, edge: LiveEdge): void {
  if (sequence === undefined) return;
  if (sequence > edge.lastSequence + 2) refuse(`_HLS_msn ${sequence} is past ${edge.lastSequence} by more than two`);
  if (part === undefined || sequence <= edge.lastSequence) return;
  const advancePartLimit = edge.partTargetSeconds < 1 ? Math.ceil(3 / edge.partTargetSeconds) : 3;
  const lastPart = sequence === edge.lastSequence + 1 ? edge.openParts - 1 : -1;
  if (part > lastPart + advancePartLimit) refuse(`_HLS_part ${part} is past ${lastPart} by more than the limit`);
}

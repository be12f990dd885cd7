import type { PlaylistAnswer } from '@rostrum/hls';

// Lives for browsers and edges, after RFC 8216bis Appendix B.1. An edge strips the token from the path for its cache key and
// keeps the directives in it.

/** The name carries the epoch: what was once answered for it never changes. */
export const mediaCacheControl = 'public, max-age=31536000, immutable';

/**
 * A playlist that was waited for answers one exact question, so an edge may give it to all who ask the same: six target
 * durations. A plain one is old when the next segment comes: half a target duration. One that has not changed although
 * it was waited for must not be kept at all: it would hide the part that comes after the gap. What has ended stays, but
 * not for ever, since a recording can be deleted.
 */
export function playlistCacheControl(status: PlaylistAnswer['status'], targetDurationSeconds: number): string {
  switch (status) {
    case 'awaited':
      return `public, max-age=${6 * targetDurationSeconds}`;
    case 'current':
      return `public, max-age=${Math.floor(targetDurationSeconds / 2)}`;
    case 'unchanged':
      return 'no-store';
    case 'ended':
      return 'public, max-age=600';
  }
}

/** An edge may let in without asking again for half a minute, and not after the token's end. */
export const accessCacheControl = (leftMs: number) => `max-age=${Math.min(30, Math.floor(leftMs / 1000))}`;

/** Changes only with a new mixer. */
export const multivariantCacheControl = (status: PlaylistAnswer['status']) =>
  status === 'ended' ? 'public, max-age=600' : 'public, max-age=5';

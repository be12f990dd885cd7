import type { Scene } from '@rostrum/protocol';

/** What each slate says by itself; the webinar's title stands below it. */
const words = {
  starting: 'Starting soon',
  'back-soon': 'Back soon',
  'thank-you': 'Thank you for watching',
} as const;

export interface SlateWords {
  readonly title: string;
  readonly message: string;
  readonly untilMs: number | null;
}

export function slateWords({ slate, until }: Extract<Scene, { kind: 'slate' }>, webinarTitle: string): SlateWords {
  const untilMs = slate === 'starting' && until !== undefined ? Date.parse(until) : Number.NaN;
  return { title: words[slate], message: webinarTitle, untilMs: Number.isFinite(untilMs) ? untilMs : null };
}

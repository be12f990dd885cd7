import type { Output } from '@rostrum/protocol';
import { formatClock } from '../../format.ts';
import { strings } from '../../strings.ts';

/** What a person calls it. */
export function outputName({ kind, trim }: Pick<Output, 'kind' | 'trim'>): string {
  if (trim) return strings.recordings.trimOf(formatClock(trim.startSeconds), formatClock(trim.endSeconds));
  return strings.recordings.outputs[kind];
}

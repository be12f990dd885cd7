/** A cue on the clock of its file. */
export interface VttCue {
  readonly id: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
}

/** A file that stands alone: local time 0 is the beginning of what it goes with. */
export const writeWebVttFile = (cues: readonly VttCue[]): string => ['WEBVTT\n', ...cues.map(cueBlock)].join('\n');

/**
 * A WebVTT Segment (RFC 8216bis §3.1.4). The files of an epoch share a clock: local time 0 is the first sample of the epoch,
 * whose media time is 0, so it is MPEG-2 time 0 as well (§3.1.4.1; fMP4 is "presented as" 90 kHz).
 */
export function writeWebVtt(cues: readonly VttCue[]): string {
  const header = 'WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:0\n';
  return [header, ...cues.map(cueBlock)].join('\n');
}

const cueBlock = ({ id, startSeconds, endSeconds, text }: VttCue): string =>
  `${id}\n${timestamp(startSeconds)} --> ${timestamp(endSeconds)}\n${cueText(text)}\n`;

/** Text as it is read: no tag, no entity, and no empty line, which would end the cue. "-->" goes with its ">". */
function cueText(text: string): string {
  const lines = text.split('\n').map((line) => line.trim());
  return lines
    .filter((line) => line !== '')
    .join('\n')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}

function timestamp(seconds: number): string {
  const total = Math.max(0, Math.round(seconds * 1000));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const clock = `${two(total / 3_600_000)}:${two((total / 60_000) % 60)}:${two((total / 1000) % 60)}`;
  return `${clock}.${String(total % 1000).padStart(3, '0')}`;
}

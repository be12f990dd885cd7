import { type ProgrammeMaterial, writeWebVttFile } from '@rostrum/hls';

/** What was said as one WebVTT file beside the MP4, whose beginning is its time 0; nothing where nobody wrote captions. */
export function recordingCaptions(
  { captions }: ProgrammeMaterial,
  { startMs, durationSeconds }: { startMs: number; durationSeconds: number },
): { readonly text: string; readonly language: string } | undefined {
  if (!captions) return undefined;
  const cues = captions.cues
    .map(({ startMs: from, endMs: to, text }, index) => ({
      ...{ id: index + 1, text },
      startSeconds: Math.max(0, (from - startMs) / 1000),
      endSeconds: Math.min(durationSeconds, (to - startMs) / 1000),
    }))
    .filter(({ startSeconds, endSeconds }) => startSeconds < endSeconds)
    .sort((a, b) => a.startSeconds - b.startSeconds);
  return cues.length > 0 ? { text: writeWebVttFile(cues), language: captions.language } : undefined;
}

import type { RecordingVisit } from '@rostrum/protocol';
import type { OutputRow, RecordingRow } from '../store/tables.ts';
import { presentCaptions } from './present-recording.ts';

/** A recording as a visitor sees it: what the organizer has cut out of it or made anew is the organizer's. */
export function presentVisit(row: RecordingRow, outputs: readonly OutputRow[], pass: string): RecordingVisit {
  const files = `/api/visits/${pass}/files`;
  const ready = (kind: OutputRow['kind']) => outputs.find((one) => one.kind === kind && one.state === 'ready');
  const audio = ready('audio');
  const size = (sizeBytes: number | null) => (sizeBytes === null ? {} : { sizeBytes });
  return {
    ...{ recordingId: row.id, pass, title: row.title, createdAt: row.createdAt.toISOString() },
    ...(row.durationSeconds === null ? {} : { durationSeconds: row.durationSeconds }),
    chapters: row.chapters ?? [],
    ...presentCaptions(row, files),
    playUrl: `${files}/programme.mp4`,
    ...(row.posterKey ? { posterUrl: `${files}/poster.jpg` } : {}),
    ...(ready('thumbnails') ? { thumbnailsUrl: `${files}/thumbnails.vtt` } : {}),
    downloads: [
      { kind: 'programme', url: `${files}/programme.mp4?download`, ...size(row.sizeBytes) },
      ...(audio ? [{ kind: 'audio' as const, url: `${files}/${audio.id}?download`, ...size(audio.sizeBytes) }] : []),
      ...(row.captionLanguage === null ? [] : [{ kind: 'captions' as const, url: `${files}/captions.vtt?download` }]),
    ],
  };
}

import type { Output, Recording, RecordingDetails } from '@rostrum/protocol';
import { noUses, type Uses } from '../store/sharing-store.ts';
import type { OutputRow, RecordingRow } from '../store/tables.ts';

/** A recording as a list shows it. */
export function presentRecording(row: RecordingRow, uses: Uses = noUses): Recording {
  const { id, webinarId, programmeId, title, state, progress, durationSeconds, sizeBytes, failure, access } = row;
  return {
    id,
    webinarId,
    programmeId,
    title,
    state,
    progress,
    createdAt: row.createdAt.toISOString(),
    access,
    ...uses,
    ...(durationSeconds === null ? {} : { durationSeconds }),
    ...(sizeBytes === null ? {} : { sizeBytes }),
    ...(failure === null ? {} : { failure }),
    ...(row.fileKey ? { downloadUrl: `/api/recordings/${id}/download` } : {}),
    ...(row.posterKey ? { posterUrl: `/api/recordings/${id}/poster` } : {}),
  };
}

export interface DetailSources {
  readonly outputs: readonly OutputRow[];
  readonly uses: Uses | undefined;
  /** Where its files are, without a slash at the end. */
  readonly files: string;
}

/** A recording as its own page shows it. */
export function presentDetails(row: RecordingRow, { outputs, uses, files }: DetailSources): RecordingDetails {
  const thumbnails = outputs.find(({ kind, state }) => kind === 'thumbnails' && state === 'ready');
  return {
    ...presentRecording(row, uses),
    chapters: row.chapters ?? [],
    ...(row.chapters && row.chapters.length > 1 ? { chaptersUrl: `${files}/chapters.vtt?download` } : {}),
    ...presentCaptions(row, files),
    ...(row.fileKey ? { playUrl: `${files}/programme.mp4`, downloadUrl: `${files}/programme.mp4?download` } : {}),
    ...(row.posterKey ? { posterUrl: `${files}/poster.jpg` } : {}),
    ...(thumbnails ? { thumbnailsUrl: `${files}/thumbnails.vtt` } : {}),
    outputs: outputs.filter(({ kind }) => kind !== 'thumbnails').map((output) => presentOutput(output, files)),
  };
}

/** Where what was said can be read along. */
export const presentCaptions = ({ captionLanguage }: RecordingRow, files: string) =>
  captionLanguage === null ? {} : { captions: { language: captionLanguage, url: `${files}/captions.vtt` } };

export function presentOutput(row: OutputRow, files: string): Output {
  const { id, kind, state, progress, trim, durationSeconds, sizeBytes, loudnessLufs, failure } = row;
  return {
    id,
    kind,
    state,
    progress,
    createdAt: row.createdAt.toISOString(),
    ...(trim === null ? {} : { trim }),
    ...(durationSeconds === null ? {} : { durationSeconds }),
    ...(sizeBytes === null ? {} : { sizeBytes }),
    ...(loudnessLufs === null ? {} : { loudnessLufs }),
    ...(failure === null ? {} : { failure }),
    ...(state === 'ready' ? { downloadUrl: `${files}/${id}?download` } : {}),
  };
}

import type { Recording } from '@rostrum/protocol';
import type { RecordingRow } from '../store/tables.ts';

/** A recording as the organizer's page sees it. */
export function presentRecording(row: RecordingRow): Recording {
  const { id, webinarId, programmeId, title, state, progress, durationSeconds, sizeBytes, failure } = row;
  return {
    id,
    webinarId,
    programmeId,
    title,
    state,
    progress,
    createdAt: row.createdAt.toISOString(),
    ...(durationSeconds === null ? {} : { durationSeconds }),
    ...(sizeBytes === null ? {} : { sizeBytes }),
    ...(failure === null ? {} : { failure }),
    ...(row.fileKey ? { downloadUrl: `/api/recordings/${id}/download` } : {}),
    ...(row.posterKey ? { posterUrl: `/api/recordings/${id}/poster` } : {}),
  };
}

import type { RecordingDetails, TrackFileFacts } from '@rostrum/protocol';
import { api } from '../../api.ts';
import { strings } from '../../strings.ts';
import type { KeptFile } from './download-menu.tsx';
import { outputName } from './output-name.ts';

/** What an organizer can keep of a recording: the whole first. */
export function filesOf(recording: RecordingDetails, tracks: readonly TrackFileFacts[]): KeptFile[] {
  const { id, downloadUrl, sizeBytes, outputs, chaptersUrl, captions } = recording;
  if (!downloadUrl) return [];
  const made = outputs.flatMap((output) =>
    output.downloadUrl === undefined
      ? []
      : [{ name: outputName(output), url: output.downloadUrl, sizeBytes: output.sizeBytes }],
  );
  const words = strings.recordings;
  const text = (name: string, url: string | undefined) =>
    url === undefined ? [] : [{ name, url, sizeBytes: undefined }];
  return [
    { name: words.download, url: downloadUrl, sizeBytes },
    ...made,
    ...text(words.chaptersFile, chaptersUrl),
    ...text(words.captionsFile, captions && `${captions.url}?download`),
    ...tracks.map((track) => ({
      ...{ name: words.version.track[track.source](track.name), url: api.trackUrl(id, track.fileName) },
      sizeBytes: track.sizeBytes,
    })),
  ];
}

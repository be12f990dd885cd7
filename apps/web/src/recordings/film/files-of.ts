import type { RecordingDetails } from '@rostrum/protocol';
import { strings } from '../../strings.ts';
import type { KeptFile } from './download-menu.tsx';
import { outputName } from './output-name.ts';

/** What an organizer can keep of a recording: the whole first. */
export function filesOf({ downloadUrl, sizeBytes, outputs }: RecordingDetails): KeptFile[] {
  if (!downloadUrl) return [];
  const made = outputs.flatMap((output) =>
    output.downloadUrl === undefined
      ? []
      : [{ name: outputName(output), url: output.downloadUrl, sizeBytes: output.sizeBytes }],
  );
  return [{ name: strings.recordings.download, url: downloadUrl, sizeBytes }, ...made];
}

import { writeWebVttFile } from '@rostrum/hls';
import { Fault, idPattern, type OutputId } from '@rostrum/protocol';
import type { OutputRow, RecordingRow } from '../store/tables.ts';

/** One file of a recording, ready to be sent. */
export type RecordingFile = AboutFile & ({ readonly key: string } | { readonly text: string });

interface AboutFile {
  readonly contentType: string;
  /** When it is to be kept: the title, and what tells it from the others. */
  readonly name: string;
}

const webVtt = 'text/vtt; charset=utf-8';
const outputId = new RegExp(idPattern);

/** "1-02-05": a time within a file's name. */
function clock(seconds: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 3600)}-${two(Math.floor(whole / 60) % 60)}-${two(whole % 60)}`;
}

/**
 * What is meant by the last part of an address.
 * @throws Fault RECORDING_NOT_READY, OUTPUT_NOT_FOUND, NOT_FOUND
 */
export function recordingFile(recording: RecordingRow, outputs: readonly OutputRow[], file: string): RecordingFile {
  const { title, fileKey, posterKey } = recording;
  if (file === 'programme.mp4') {
    if (!fileKey) throw new Fault('RECORDING_NOT_READY');
    return { key: fileKey, contentType: 'video/mp4', name: `${title}.mp4` };
  }
  if (file === 'poster.jpg') {
    if (!posterKey) throw new Fault('RECORDING_NOT_READY');
    return { key: posterKey, contentType: 'image/jpeg', name: `${title}.jpg` };
  }
  if (file === 'captions.vtt') {
    if (recording.captionLanguage === null) throw new Fault('NOT_FOUND');
    return { key: `recordings/${recording.id}/captions.vtt`, contentType: webVtt, name: `${title}.vtt` };
  }
  if (file === 'chapters.vtt')
    return { text: chapterFile(recording), contentType: webVtt, name: `${title}, chapters.vtt` };
  if (file === 'thumbnails.vtt' || file === 'thumbnails.jpg') {
    const key = readyKey(outputs.find(({ kind }) => kind === 'thumbnails'));
    return file === 'thumbnails.vtt'
      ? { key, contentType: webVtt, name: file }
      : { key: key.replace(/[^/]+$/, file), contentType: 'image/jpeg', name: file };
  }
  if (!outputId.test(file)) throw new Fault('NOT_FOUND');
  const output = outputs.find(({ id }) => id === (file as OutputId));
  const key = readyKey(output);
  if (output?.kind === 'audio') return { key, contentType: 'audio/mp4', name: `${title}.m4a` };
  const trim = output?.trim;
  const part = trim ? ` ${clock(trim.startSeconds)} to ${clock(trim.endSeconds)}` : '';
  return { key, contentType: 'video/mp4', name: `${title}${part}.mp4` };
}

/** @throws Fault RECORDING_NOT_READY */
function chapterFile({ chapters, durationSeconds }: RecordingRow): string {
  if (!chapters || durationSeconds === null) throw new Fault('RECORDING_NOT_READY');
  return writeWebVttFile(
    chapters.map(({ startSeconds, title }, index) => ({
      ...{ id: index + 1, startSeconds, text: title },
      endSeconds: chapters[index + 1]?.startSeconds ?? durationSeconds,
    })),
  );
}

function readyKey(output: OutputRow | undefined): string {
  if (!output) throw new Fault('OUTPUT_NOT_FOUND');
  if (!output.fileKey || output.state !== 'ready') throw new Fault('RECORDING_NOT_READY');
  return output.fileKey;
}

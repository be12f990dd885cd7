import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { toolFault } from './tool-fault.ts';

export interface MediaStream {
  readonly kind: string;
  /** ffmpeg's name: h264, aac, … */
  readonly codec: string;
  readonly startSeconds: number;
  readonly durationSeconds: number;
  /** Pixels, of video. */
  readonly width?: number;
  readonly height?: number;
}

export interface MediaFacts {
  readonly durationSeconds: number;
  readonly sizeBytes: number;
  readonly title?: string;
  readonly streams: readonly MediaStream[];
}

interface ProbeStream {
  codec_type?: string;
  codec_name?: string;
  start_time?: string;
  duration?: string;
  width?: number;
  height?: number;
}

interface ProbeAnswer {
  format?: { duration?: string; size?: string; tags?: { title?: string } };
  streams?: ProbeStream[];
}

const timeoutMs = 60_000;
const maxAnswerBytes = 4 << 20;

/** What a media file holds. @throws Fault MEDIA_UNREADABLE with ffprobe's last words, or the signal's reason */
export async function probe(file: string, { signal }: { signal?: AbortSignal } = {}): Promise<MediaFacts> {
  const args = ['-v', 'error', '-show_format', '-show_streams', '-of', 'json', file];
  const limits = { timeout: timeoutMs, maxBuffer: maxAnswerBytes, ...(signal ? { signal } : {}) };
  const answer = await promisify(execFile)('ffprobe', args, limits).catch((cause: Error & { stderr?: string }) => {
    signal?.throwIfAborted();
    throw toolFault(cause, cause.stderr ?? '');
  });
  const { format = {}, streams = [] } = JSON.parse(answer.stdout) as ProbeAnswer;
  return {
    durationSeconds: Number(format.duration ?? 0),
    sizeBytes: Number(format.size ?? 0),
    ...(format.tags?.title === undefined ? {} : { title: format.tags.title }),
    streams: streams.map(toStream),
  };
}

const toStream = ({ codec_type, codec_name, start_time, duration, width, height }: ProbeStream): MediaStream => ({
  kind: codec_type ?? 'unknown',
  codec: codec_name ?? 'unknown',
  startSeconds: Number(start_time ?? 0),
  durationSeconds: Number(duration ?? 0),
  ...(width === undefined ? {} : { width }),
  ...(height === undefined ? {} : { height }),
});

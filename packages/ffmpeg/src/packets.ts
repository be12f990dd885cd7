import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { toolFault } from './tool-fault.ts';

/** One frame's packet as it lies in a file. */
export interface FramePacket {
  readonly seconds: number;
  readonly isKey: boolean;
}

const maxAnswerBytes = 256 << 20;

/** The frames of a file's video in the order in which they are shown. @throws Fault MEDIA_UNREADABLE, or the signal's reason */
export async function framePackets(file: string, { signal }: { signal?: AbortSignal } = {}): Promise<FramePacket[]> {
  const args = [
    '-v',
    'error',
    '-select_streams',
    'v:0',
    '-show_entries',
    'packet=pts_time,flags',
    '-of',
    'csv=p=0',
    file,
  ];
  const limits = { maxBuffer: maxAnswerBytes, ...(signal ? { signal } : {}) };
  const { stdout } = await promisify(execFile)('ffprobe', args, limits).catch((cause: Error & { stderr?: string }) => {
    signal?.throwIfAborted();
    throw toolFault(cause, cause.stderr ?? '');
  });
  return stdout
    .split('\n')
    .flatMap((line) => {
      const [seconds = '', flags = ''] = line.split(',');
      return /^-?\d/.test(seconds) ? [{ seconds: Number(seconds), isKey: flags.startsWith('K') }] : [];
    })
    .sort((a, b) => a.seconds - b.seconds);
}

import type { Storage } from '@rostrum/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { RecordingFile } from '../recordings/recording-files.ts';
import { contentDisposition, sendFile } from './send-file.ts';

export interface RecordingFileAnswer {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly files: Pick<Storage, 'stat' | 'read'>;
  readonly file: RecordingFile;
  /** To be kept, not shown. */
  readonly isKept: boolean;
}

/** Answers a file of a recording, or a range of it, to somebody who may have it. */
export async function sendRecordingFile(answer: RecordingFileAnswer): Promise<FastifyReply> {
  const { request, reply, files, file, isKept } = answer;
  const { contentType, name } = file;
  if ('key' in file) {
    const kept = isKept ? { downloadAs: name } : {};
    return sendFile({ request, reply, files, key: file.key, contentType, ...kept });
  }
  reply.header('cache-control', 'private, max-age=0').type(contentType);
  if (isKept) reply.header('content-disposition', contentDisposition(name));
  return reply.send(file.text);
}

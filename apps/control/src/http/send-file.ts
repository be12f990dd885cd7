import { Readable } from 'node:stream';
import { Fault } from '@rostrum/protocol';
import { type ByteRange, byteRange } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface SendFileOptions {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly files: Pick<Storage, 'stat' | 'read'>;
  readonly key: string;
  readonly contentType: string;
  /** The name under which a browser keeps it; any script. Without one it is shown, not kept. */
  readonly downloadAs?: string;
}

/** RFC 6266 with RFC 8187: a plain name for old clients, the true one for the others. */
export function contentDisposition(name: string): string {
  const clean = name.toWellFormed().replace(/[\p{Cc}/\\]/gu, '_');
  const plain = clean.replace(/[^ -~]|["%]/gu, '_');
  const encoded = encodeURIComponent(clean).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** Answers a file, or the range of it that was asked for. */
export async function sendFile({
  request,
  reply,
  files,
  key,
  contentType,
  downloadAs,
}: SendFileOptions): Promise<FastifyReply> {
  const { sizeBytes } = await files.stat(key);
  const range = rangeOf(request, reply, sizeBytes);
  reply.header('accept-ranges', 'bytes').header('cache-control', 'private, max-age=0').type(contentType);
  if (downloadAs !== undefined) reply.header('content-disposition', contentDisposition(downloadAs));
  const length = range ? range.end - range.start + 1 : sizeBytes;
  if (range) reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`);
  reply.header('content-length', length);
  // Fastify sets the length of what it is given, but not that of a stream.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  return reply.send(await files.read(key, range));
}

function rangeOf(request: FastifyRequest, reply: FastifyReply, sizeBytes: number): ByteRange | undefined {
  try {
    return byteRange(request.headers.range, sizeBytes);
  } catch (error) {
    // "a server generating a 416 response … SHOULD generate a Content-Range header field" (RFC 9110 §15.5.17).
    if (error instanceof Fault) reply.header('content-range', `bytes */${sizeBytes}`);
    throw error;
  }
}

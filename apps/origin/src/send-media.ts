import { Readable } from 'node:stream';
import type { MediaAnswer } from '@rostrum/hls';
import { Fault } from '@rostrum/protocol';
import { type ByteRange, byteRange } from '@rostrum/service';
import type { Storage } from '@rostrum/storage';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface SendMediaOptions {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly storage: Storage;
  readonly answer: MediaAnswer;
}

/**
 * Answers bytes from memory or storage, or the range of them that was asked for. Returns how many bytes it sends.
 * @throws Fault RANGE_NOT_SATISFIABLE, NOT_FOUND, STORAGE_UNAVAILABLE
 */
export async function sendMedia({ request, reply, storage, answer }: SendMediaOptions): Promise<number> {
  const sizeBytes = await sizeOf(answer, storage);
  const range = rangeOf(request, reply, sizeBytes);
  const lengthBytes = range ? range.end - range.start + 1 : sizeBytes;
  if (range) reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`);
  reply.header('accept-ranges', 'bytes').header('content-length', lengthBytes);
  if (request.method === 'HEAD') {
    // Fastify sets the length of what it is given, but not that of a stream.
    reply.send(Readable.from([]));
    return 0;
  }
  if (answer.kind === 'kept') reply.send(await storage.read(answer.key, inFile(answer, range)));
  else reply.send(range ? answer.bytes.subarray(range.start, range.end + 1) : answer.bytes);
  return lengthBytes;
}

async function sizeOf(answer: MediaAnswer, storage: Storage): Promise<number> {
  if (answer.kind === 'bytes') return answer.bytes.length;
  const { within, key } = answer;
  return within ? within.end - within.start + 1 : (await storage.stat(key)).sizeBytes;
}

/** A range of the answer as a range of the file that it is in. */
function inFile({ within }: Extract<MediaAnswer, { kind: 'kept' }>, range: ByteRange | undefined) {
  if (!within) return range;
  return range ? { start: within.start + range.start, end: within.start + range.end } : within;
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

import { createHash } from 'node:crypto';
import {
  ListMultipartUploadsCommand,
  ListPartsCommand,
  type MultipartUpload,
  S3Client,
  type Part as TakenPart,
} from '@aws-sdk/client-s3';
import { Fault } from '@rostrum/protocol';

/** Where the bucket is, and who we are there. */
export interface S3Account {
  readonly bucket: string;
  readonly region: string;
  /** Of a server that is not Amazon's. */
  readonly endpoint?: string;
  readonly keyId: string;
  readonly keySecret: string;
  /** The bucket's name is in the path, not in the host's name. */
  readonly isPathStyle: boolean;
  /** A server that says nothing for so long counts as away. Default 15 seconds. */
  readonly silenceMs?: number;
}

/** A server that accepts no connection within this counts as away. */
const connectMs = 3000;
const maxSockets = 32;

/**
 * A client that speaks what every S3-compatible server knows: no trailing checksums, and Content-MD5 where Amazon's newest
 * client would send a CRC. It tries a request three times, within a second when it is answered by errors.
 */
export function s3Client({ region, endpoint, keyId, keySecret, isPathStyle, silenceMs = 15_000 }: S3Account): S3Client {
  const client = new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint }),
    forcePathStyle: isPathStyle,
    credentials: { accessKeyId: keyId, secretAccessKey: keySecret },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: connectMs,
      socketTimeout: silenceMs,
      httpAgent: { maxSockets },
      httpsAgent: { maxSockets },
    },
  });
  client.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const { request } = args as { request: { headers: Record<string, string>; body?: unknown } };
        if (commandName !== 'DeleteObjectsCommand' || typeof request.body !== 'string') return next(args);
        for (const name of Object.keys(request.headers)) {
          if (/^x-amz-(sdk-)?checksum-/i.test(name)) delete request.headers[name];
        }
        request.headers['content-md5'] = md5(Buffer.from(request.body)).toString('base64');
        return next(args);
      },
    { step: 'build', priority: 'low', name: 'contentMd5' },
  );
  return client;
}

export const md5 = (bytes: Uint8Array): Buffer => createHash('md5').update(bytes).digest();

/** The uploads that were begun and not finished, of keys that begin with `prefix`. */
export async function* unfinishedUploads(
  client: S3Client,
  { bucket, prefix }: { bucket: string; prefix?: string },
): AsyncGenerator<MultipartUpload> {
  const asked = { Bucket: bucket, ...(prefix === undefined ? {} : { Prefix: prefix }) };
  let from = {};
  for (;;) {
    const page = await client.send(new ListMultipartUploadsCommand({ ...asked, ...from }));
    yield* page.Uploads ?? [];
    if (!page.IsTruncated) return;
    from = { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker };
  }
}

/** The parts of an upload that the server has. Servers name a next page where there is none, so that is not believed. */
export async function* takenParts(
  client: S3Client,
  upload: { Bucket: string; Key: string; UploadId: string },
): AsyncGenerator<TakenPart> {
  let from = {};
  for (;;) {
    const page = await client.send(new ListPartsCommand({ ...upload, ...from }));
    yield* page.Parts ?? [];
    if (!page.IsTruncated) return;
    from = { PartNumberMarker: page.NextPartNumberMarker };
  }
}

interface ServiceError {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export const isNoSuchUpload = (error: unknown): boolean => (error as ServiceError).name === 'NoSuchUpload';

/** What the server, or the way to it, said; `what` is a key or a prefix. */
export function faultOf(error: unknown, what: string): Fault {
  if (error instanceof Fault) return error;
  const { name = 'Error', $metadata } = error as ServiceError;
  const status = $metadata?.httpStatusCode;
  if (status === 416) return new Fault('RANGE_NOT_SATISFIABLE', { detail: what, cause: error });
  // A missing bucket is a mistake in the settings, not an absent file.
  if (status === 404 && name !== 'NoSuchBucket') return new Fault('NOT_FOUND', { detail: what, cause: error });
  return new Fault('STORAGE_UNAVAILABLE', { detail: `${what}: ${name}${status ? ` (${status})` : ''}`, cause: error });
}

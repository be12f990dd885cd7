import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Backoff } from '@rostrum/lifecycle';
import { Fault } from '@rostrum/protocol';
import { faultOf, isNoSuchUpload, md5, takenParts, unfinishedUploads } from './s3-client.ts';

export interface MultipartOptions {
  readonly client: S3Client;
  readonly bucket: string;
  readonly key: string;
  readonly path: string;
  readonly sizeBytes: number;
  /** How long to go on while no part gets through. */
  readonly patienceMs: number;
}

const MiB = 1024 * 1024;
/** Servers allow 10 000 parts. Together with the next: the most that is in memory. */
const maxParts = 9000;
const atOnce = 3;

/** By the file's size alone, so that whoever goes on with an upload cuts the same parts. */
const partBytesOf = (sizeBytes: number) => Math.max(8 * MiB, Math.ceil(sizeBytes / maxParts / MiB) * MiB);

interface Part {
  /** From 1. */
  readonly number: number;
  readonly start: number;
  readonly length: number;
  readonly md5: Buffer;
}

interface Upload {
  readonly id: string;
  /** ETags by the number of the part. */
  readonly taken: Map<number, string>;
}

/**
 * A large file on its way to a bucket, in parts. What breaks off is gone on with: parts that the server has, with our MD5,
 * are not sent again, be it in this process or in a later one with the same file. Nobody sees the file before all is there.
 */
export class MultipartUpload {
  readonly #options: MultipartOptions;
  readonly #at: { readonly Bucket: string; readonly Key: string };
  #progressAtMs = 0;

  constructor(options: MultipartOptions) {
    this.#options = options;
    this.#at = { Bucket: options.bucket, Key: options.key };
  }

  /** @throws Fault STORAGE_UNAVAILABLE when nothing got through for `patienceMs`; what did stays for the next try */
  async run(): Promise<void> {
    const { path, key, patienceMs } = this.#options;
    const file = await open(path, 'r');
    try {
      const parts = await this.#cut(file);
      const backoff = new Backoff({ firstMs: 500, maxMs: 15_000 });
      this.#progressAtMs = performance.now();
      for (;;) {
        try {
          await this.#attempt(file, parts);
          return;
        } catch (error) {
          const waitMs = backoff.next();
          if (performance.now() + waitMs - this.#progressAtMs > patienceMs) throw faultOf(error, key);
          await sleep(waitMs);
        }
      }
    } finally {
      await file.close();
    }
  }

  async #cut(file: FileHandle): Promise<Part[]> {
    const { sizeBytes } = this.#options;
    const partBytes = partBytesOf(sizeBytes);
    const parts: Part[] = [];
    for (let start = 0; start < sizeBytes; start += partBytes) {
      const length = Math.min(partBytes, sizeBytes - start);
      parts.push({ number: parts.length + 1, start, length, md5: md5(await readAt(file, { start, length })) });
    }
    return parts;
  }

  async #attempt(file: FileHandle, parts: readonly Part[]): Promise<void> {
    const { client } = this.#options;
    const upload = await this.#findOrCreate(parts);
    const left = parts.filter(({ number }) => !upload.taken.has(number));
    const workers = Array.from({ length: atOnce }, async () => {
      for (let part = left.shift(); part; part = left.shift()) await this.#send(file, { upload, part });
    });
    // All of them have ended before anything is tried again.
    for (const one of await Promise.allSettled(workers)) if (one.status === 'rejected') throw one.reason;
    const Parts = parts.map(({ number }) => ({ PartNumber: number, ETag: upload.taken.get(number) }));
    const whole = { ...this.#at, UploadId: upload.id, MultipartUpload: { Parts } };
    await client.send(new CompleteMultipartUploadCommand(whole)).catch(async (error: unknown) => {
      // The answer to an earlier request was lost on its way, or somebody has ended this upload.
      if (!isNoSuchUpload(error) || !(await this.#isThere(parts))) throw error;
    });
    await this.#assertWhole();
  }

  async #send(file: FileHandle, { upload, part }: { upload: Upload; part: Part }): Promise<void> {
    const place = { ...this.#at, UploadId: upload.id, PartNumber: part.number };
    const sent = { Body: await readAt(file, part), ContentMD5: part.md5.toString('base64') };
    const { ETag } = await this.#options.client.send(new UploadPartCommand({ ...place, ...sent }));
    if (ETag === undefined) throw new Fault('STORAGE_UNAVAILABLE', { detail: `part ${part.number} has no ETag` });
    upload.taken.set(part.number, ETag);
    this.#progressAtMs = performance.now();
  }

  /** Of the uploads of this key that hold nothing but parts of this file, the one that has most; else a new one. */
  async #findOrCreate(parts: readonly Part[]): Promise<Upload> {
    const { client } = this.#options;
    let best: Upload | undefined;
    const { Bucket: bucket, Key: prefix } = this.#at;
    for await (const { Key, UploadId } of unfinishedUploads(client, { bucket, prefix })) {
      if (Key !== this.#at.Key || UploadId === undefined) continue;
      const taken = await this.#takenBy(UploadId, parts);
      if (taken && taken.size >= (best?.taken.size ?? 0)) best = { id: UploadId, taken };
    }
    if (best) return best;
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(this.#at));
    if (UploadId === undefined) throw new Fault('STORAGE_UNAVAILABLE', { detail: 'an upload without an id' });
    return { id: UploadId, taken: new Map() };
  }

  /** Undefined when it is not an upload of this file, or is gone. */
  async #takenBy(id: string, parts: readonly Part[]): Promise<Map<number, string> | undefined> {
    const taken = new Map<number, string>();
    try {
      const found = takenParts(this.#options.client, { ...this.#at, UploadId: id });
      for await (const { PartNumber = 0, ETag = '', Size } of found) {
        const part = parts[PartNumber - 1];
        if (!part || Size !== part.length || unquoted(ETag) !== part.md5.toString('hex')) return undefined;
        taken.set(PartNumber, ETag);
      }
    } catch (error) {
      if (!isNoSuchUpload(error)) throw error;
      return undefined;
    }
    return taken;
  }

  async #isThere(parts: readonly Part[]): Promise<boolean> {
    const { ETag = '' } = await this.#options.client.send(new HeadObjectCommand(this.#at));
    const all = createHash('md5').update(Buffer.concat(parts.map((part) => part.md5)));
    return unquoted(ETag) === `${all.digest('hex')}-${parts.length}`;
  }

  async #assertWhole(): Promise<void> {
    const { key, sizeBytes } = this.#options;
    const { ContentLength } = await this.#options.client.send(new HeadObjectCommand(this.#at));
    if (ContentLength === sizeBytes) return;
    throw new Fault('STORAGE_UNAVAILABLE', { detail: `${key} has ${ContentLength} bytes of ${sizeBytes}` });
  }
}

const unquoted = (tag: string) => tag.replaceAll('"', '');

async function readAt(file: FileHandle, { start, length }: { start: number; length: number }): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, start + filled);
    if (bytesRead === 0) throw new Fault('STORAGE_UNAVAILABLE', { detail: 'the file became shorter' });
    filled += bytesRead;
  }
  return bytes;
}

import { createHash } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Fault } from '@rostrum/protocol';
import { assertKey, isKey } from './key.ts';
import { MultipartUpload } from './multipart-upload.ts';
import { faultOf, md5, type S3Account, s3Client, unfinishedUploads } from './s3-client.ts';
import { abandonedAfterMs, type ByteRange, type Storage, type StoredFacts } from './storage.ts';

export interface S3Options extends S3Account {
  /** How long the upload of a file goes on trying while nothing of it gets through. Default ten minutes. */
  readonly patienceMs?: number;
  /** Keys asked for at once in a list, and deleted at once. Default 1000, the most that servers allow. */
  readonly pageKeys?: number;
}

const defaultPatienceMs = 10 * 60_000;
/** A file of more than this goes up in parts. */
const multipartFromBytes = 16 * 1024 * 1024;

/**
 * A bucket of an S3-compatible server. What we send carries its MD5 in Content-MD5, which the server compares with what it
 * got; what we read whole is compared with the MD5 that was kept beside it. Several processes may use one bucket.
 */
export class S3Storage implements Storage {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #patienceMs: number;
  readonly #pageKeys: number;

  /** Asks nothing of the server, which may be away at the start. */
  constructor(options: S3Options) {
    this.#client = s3Client(options);
    this.#bucket = options.bucket;
    this.#patienceMs = options.patienceMs ?? defaultPatienceMs;
    this.#pageKeys = options.pageKeys ?? 1000;
  }

  async put(key: string, content: Uint8Array): Promise<void> {
    const hash = md5(content);
    const body = { Body: content, ContentMD5: hash.toString('base64'), Metadata: { md5: hash.toString('hex') } };
    await this.#run(key, (at) => this.#client.send(new PutObjectCommand({ ...at, ...body })));
  }

  async putFile(key: string, path: string): Promise<void> {
    assertKey(key);
    try {
      const { size } = await stat(path);
      if (size > multipartFromBytes) {
        const at = { client: this.#client, bucket: this.#bucket, key };
        await new MultipartUpload({ ...at, path, sizeBytes: size, patienceMs: this.#patienceMs }).run();
      } else {
        await this.put(key, await readFile(path));
      }
      await rm(path, { force: true });
    } catch (cause) {
      if (cause instanceof Fault) throw cause;
      throw new Fault('STORAGE_UNAVAILABLE', { detail: `cannot put ${key}`, cause });
    }
  }

  async read(key: string, range?: ByteRange): Promise<Readable> {
    const part = range ? { Range: `bytes=${range.start}-${range.end}` } : {};
    const { Body, Metadata } = await this.#run(key, (at) =>
      this.#client.send(new GetObjectCommand({ ...at, ...part })),
    );
    if (!(Body instanceof Readable)) throw new Fault('STORAGE_UNAVAILABLE', { detail: `${key} came without a body` });
    return Readable.from(checked(Body, { key, md5: range ? undefined : Metadata?.md5 }), { objectMode: false });
  }

  async readWhole(key: string): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for await (const chunk of await this.read(key)) chunks.push(chunk);
    return Buffer.concat(chunks);
  }

  async stat(key: string): Promise<StoredFacts> {
    const facts = await this.#run(key, (at) => this.#client.send(new HeadObjectCommand(at)));
    return { sizeBytes: facts.ContentLength ?? 0, modifiedAtMs: facts.LastModified?.getTime() ?? 0 };
  }

  async list(prefix: string): Promise<string[]> {
    return (await this.#listed(prefix)).map(({ key }) => key).sort();
  }

  async sizeOf(prefix: string): Promise<number> {
    return (await this.#listed(prefix)).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }

  async delete(key: string): Promise<void> {
    await this.#run(key, (at) => this.#client.send(new DeleteObjectCommand(at))).catch((fault: Fault) => {
      if (fault.code !== 'NOT_FOUND' || !isKey(key)) throw fault;
    });
  }

  async deleteAll(prefix: string): Promise<void> {
    assertKey(prefix);
    const keys = await this.list(prefix);
    for (let start = 0; start < keys.length; start += this.#pageKeys) {
      const Objects = keys.slice(start, start + this.#pageKeys).map((Key) => ({ Key }));
      const { Errors = [] } = await this.#run(prefix, () =>
        this.#client.send(new DeleteObjectsCommand({ Bucket: this.#bucket, Delete: { Objects, Quiet: true } })),
      );
      const [left] = Errors;
      if (left) throw new Fault('STORAGE_UNAVAILABLE', { detail: `${Errors.length} not deleted: ${left.Code}` });
    }
  }

  async clearAbandoned(): Promise<void> {
    const now = Date.now();
    await this.#ask('unfinished uploads', async () => {
      for await (const { Key, UploadId, Initiated } of unfinishedUploads(this.#client, { bucket: this.#bucket })) {
        if (!Key || !isKey(Key) || !Initiated || now - Initiated.getTime() < abandonedAfterMs) continue;
        await this.#client.send(new AbortMultipartUploadCommand({ Bucket: this.#bucket, Key, UploadId }));
      }
    });
  }

  async #listed(prefix: string): Promise<Array<{ key: string; sizeBytes: number }>> {
    if (prefix !== '') assertKey(prefix);
    const found: Array<{ key: string; sizeBytes: number }> = [];
    const Prefix = prefix === '' ? {} : { Prefix: `${prefix}/` };
    await this.#ask(prefix, async () => {
      const paging = { client: this.#client, pageSize: this.#pageKeys };
      for await (const { Contents = [] } of paginateListObjectsV2(paging, { Bucket: this.#bucket, ...Prefix })) {
        // What is no key of ours is not ours.
        for (const { Key = '', Size = 0 } of Contents) if (isKey(Key)) found.push({ key: Key, sizeBytes: Size });
      }
    });
    return found;
  }

  async #run<T>(key: string, request: (at: { Bucket: string; Key: string }) => Promise<T>): Promise<T> {
    assertKey(key);
    return this.#ask(key, () => request({ Bucket: this.#bucket, Key: key }));
  }

  async #ask<T>(what: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      throw faultOf(error, what);
    }
  }
}

/** What a server sends, told as a Fault when it breaks off or is not what was kept. */
async function* checked(
  body: Readable,
  { key, md5 }: { key: string; md5: string | undefined },
): AsyncGenerator<Buffer> {
  const hash = createHash('md5');
  try {
    for await (const chunk of body) {
      hash.update(chunk);
      yield chunk;
    }
  } catch (error) {
    throw faultOf(error, key);
  }
  if (md5 !== undefined && hash.digest('hex') !== md5)
    throw new Fault('STORAGE_UNAVAILABLE', { detail: `${key} is not what was kept: its MD5 is another` });
}

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Programmes } from '@rostrum/hls';
import { FakeClock } from '@rostrum/lifecycle';
import { type Audience, type Log, signToken } from '@rostrum/service';
import { FolderStorage } from '@rostrum/storage';
import type { FastifyInstance, InjectOptions } from 'fastify';
import { Registry } from 'prom-client';
import { OriginMetrics } from './metrics.ts';
import { programmeEvents } from './programme-events.ts';
import { createServer } from './server.ts';

const secret = 'a secret for tests, long enough for it';
export const programmeId = 'p_aaaaaaaaaaaaaaaaaaaa';
export const otherProgrammeId = 'p_bbbbbbbbbbbbbbbbbbbb';

export const announcement = (epoch: number) => ({
  epoch,
  targetDurationSeconds: 2,
  partTargetSeconds: 1,
  renditions: [
    {
      name: 'video',
      kind: 'video',
      codecs: 'avc1.64001e',
      bandwidthBitsPerSecond: 1_000_000,
      width: 640,
      height: 360,
      frameRate: 30,
    },
    { name: 'audio', kind: 'audio', codecs: 'mp4a.40.2', bandwidthBitsPerSecond: 96_000, channels: 2 },
  ],
});

/** The origin's server over a folder of its own; its clock is turned by hand and its log is a list. */
export class Rig {
  readonly clock = new FakeClock();
  readonly logged: Record<string, unknown>[] = [];
  readonly programmes: Programmes;
  readonly server: FastifyInstance;
  readonly #folder: string;

  private constructor(folder: string, storage: FolderStorage) {
    this.#folder = folder;
    const push = (facts: Record<string, unknown>) => void this.logged.push(facts);
    const log = { info: push, warn: push, error: push } as unknown as Log;
    const register = new Registry();
    this.programmes = new Programmes({
      storage,
      clock: this.clock,
      events: (id) => programmeEvents({ programmeId: id, log, metrics }),
    });
    const metrics = new OriginMetrics(register, this.programmes);
    this.server = createServer({
      ...{ secret, programmes: this.programmes, storage, register, metrics, log },
      isStorageWritable: async () => true,
    });
  }

  static async open(): Promise<Rig> {
    const folder = await mkdtemp(join(tmpdir(), 'rostrum-origin-'));
    return new Rig(folder, await FolderStorage.open(folder));
  }

  async close(): Promise<void> {
    await this.programmes.close(1000);
    await this.server.close();
    await rm(this.#folder, { recursive: true });
  }

  token(audience: Audience, claims: Record<string, unknown> = {}, subject: string = programmeId): Promise<string> {
    return signToken(secret, { audience, subject, claims, expiresInSeconds: 60 });
  }

  expiredToken(): Promise<string> {
    const issuedAt = new Date(Date.now() - 3600_000);
    return signToken(secret, { audience: 'watch', subject: programmeId, expiresInSeconds: 60, issuedAt });
  }

  /** What the mixer of an epoch sends to `/ingest/{programmeId}{path}`. */
  async ingest(epoch: number, path: string, options: InjectOptions) {
    const authorization = `Bearer ${await this.token('ingest', { epoch })}`;
    return this.server.inject({
      method: 'PUT',
      url: `/ingest/${programmeId}${path}`,
      ...options,
      headers: { authorization, 'content-type': 'application/octet-stream', ...options.headers },
    });
  }

  json(epoch: number, path: string, body: unknown, method: 'PUT' | 'POST' = 'PUT') {
    const headers = { 'content-type': 'application/json' };
    return this.ingest(epoch, path, { method, headers, payload: JSON.stringify(body) });
  }

  part(epoch: number, { msn, part, rendition = 'video' }: { msn: number; part: number; rendition?: string }) {
    return this.ingest(epoch, `/${rendition}/${epoch}/${msn}/${part}`, {
      query: {
        durationSeconds: '1',
        independent: part === 0 ? '1' : '0',
        last: part === 1 ? '1' : '0',
        programDateTimeMs: '0',
      },
      payload: Buffer.from(`${rendition} ${msn}.${part}`),
    });
  }

  /** A live programme: its inits, and one segment of two parts for each rendition. */
  async goLive(epoch = 1): Promise<void> {
    await this.json(epoch, '', announcement(epoch));
    for (const rendition of ['video', 'audio']) {
      await this.ingest(epoch, `/${rendition}/${epoch}/init`, { payload: Buffer.from(`${rendition} init`) });
      for (const part of [0, 1]) await this.part(epoch, { msn: 0, part, rendition });
    }
  }

  /** Until the server holds so many requests: a token's signature is checked on another thread, in its own time. */
  async untilHeld(count: number): Promise<void> {
    const giveUpAt = performance.now() + 10_000;
    while ([...this.programmes.open].reduce((sum, { held }) => sum + held.size, 0) !== count) {
      if (performance.now() > giveUpAt) throw new Error(`not ${count} held`);
      await sleep(1);
    }
  }

  /** What a player asks for below `/live/{token}/{programmeId}/`. */
  async watch(path: string, options: InjectOptions = {}) {
    return this.server.inject({ url: `/live/${await this.token('watch')}/${programmeId}/${path}`, ...options });
  }
}

/** With a live programme, until the test ends. */
export async function liveRig(t: { teardown(run: () => Promise<void>): void }): Promise<Rig> {
  const rig = await Rig.open();
  t.teardown(() => rig.close());
  await rig.goLive();
  return rig;
}

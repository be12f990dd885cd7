import type { Announcement, ProgrammeId } from '@rostrum/protocol';
import { FakeMixer, type StartRequest } from '../../support/fake-mixer.ts';
import { encodeSegments, type MadeSegment } from '../../support/programme-material.ts';
import type { Stack } from '../../support/stack.ts';
import { loopedFragments } from './looped-fragments.ts';

const shape = { width: 1280, height: 720, videoKbitsPerSecond: 2500 } as const;
/** 1920 pictures, and 3000 frames of 1024 samples. */
const loopSeconds = 64;
const renditions: Announcement['renditions'] = [
  {
    ...{ name: 'video', kind: 'video', codecs: 'avc1.42c01f', bandwidthBitsPerSecond: 2_600_000, frameRate: 30 },
    ...{ width: shape.width, height: shape.height },
  },
  { name: 'audio', kind: 'audio', codecs: 'mp4a.40.2', bandwidthBitsPerSecond: 128_000, channels: 2 },
];

type Track = Awaited<ReturnType<typeof encodeSegments>>;

/** A mixer that has mixed before, and gives the origin minutes of programme as fast as that takes them. */
export class QuickMixer {
  readonly #tracks: Readonly<Record<'video' | 'audio', Track>>;
  readonly #node: FakeMixer;
  readonly #started: readonly StartRequest[];

  private constructor(
    tracks: Readonly<Record<'video' | 'audio', Track>>,
    node: FakeMixer,
    started: readonly StartRequest[],
  ) {
    this.#tracks = tracks;
    this.#node = node;
    this.#started = started;
  }

  static async open(stack: Stack): Promise<QuickMixer> {
    const [video, audio] = await Promise.all([
      encodeSegments('video', loopSeconds, shape),
      encodeSegments('audio', loopSeconds, shape),
    ]);
    const started: StartRequest[] = [];
    const node = await FakeMixer.open({
      secret: stack.secret,
      redisUrl: stack.redisUrl,
      onStart: async (request) => void started.push(request),
      onStop: async (id) => {
        const request = started.find(({ programmeId }) => programmeId === id);
        if (request)
          await send(request, { method: 'POST', path: '/end', body: JSON.stringify({ epoch: request.epoch }) });
      },
    });
    return new QuickMixer({ video, audio }, node, started);
  }

  /** Broadcasts so much in the programme that was started last. Answers its id. */
  async broadcast(seconds: number): Promise<ProgrammeId> {
    const request = this.#started.at(-1);
    if (!request) throw new Error('no programme was started');
    const { epoch } = request;
    const about = { epoch, targetDurationSeconds: 2, partTargetSeconds: 2, renditions };
    await send(request, { method: 'PUT', path: '', body: JSON.stringify(about) });
    const startMs = Date.now() - seconds * 1000;
    await Promise.all(
      (['video', 'audio'] as const).map(async (kind) => {
        const track = this.#tracks[kind];
        await send(request, { method: 'PUT', path: `/${kind}/${epoch}/init`, body: track.init });
        let [msn, atMs] = [0, startMs];
        for (const segment of loopedFragments(track, { loopSeconds, seconds })) {
          await send(request, {
            method: 'PUT',
            path: pathOf(kind, { epoch, msn, atMs, segment }),
            body: segment.bytes,
          });
          msn += 1;
          atMs += segment.durationSeconds * 1000;
        }
      }),
    );
    return request.programmeId;
  }

  close(): Promise<void> {
    return this.#node.close();
  }
}

interface Place {
  readonly epoch: number;
  readonly msn: number;
  readonly atMs: number;
  readonly segment: MadeSegment;
}

function pathOf(kind: string, { epoch, msn, atMs, segment }: Place): string {
  const query = new URLSearchParams({
    durationSeconds: `${segment.durationSeconds}`,
    independent: '1',
    last: '1',
    programDateTimeMs: `${atMs}`,
  });
  return `/${kind}/${epoch}/${msn}/0?${query}`;
}

interface Sent {
  readonly method: 'PUT' | 'POST';
  readonly path: string;
  readonly body: string | Buffer;
}

async function send({ programmeId, origin }: StartRequest, { method, path, body }: Sent): Promise<void> {
  const response = await fetch(`${origin.url.replace(/\/$/, '')}/ingest/${programmeId}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${origin.token}`,
      'content-type': typeof body === 'string' ? 'application/json' : 'application/octet-stream',
    },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  if (!response.ok) throw new Error(`the origin answered ${response.status} ${await response.text()}`);
  await response.arrayBuffer();
}

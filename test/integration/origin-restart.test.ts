import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { SyntheticPresenter } from '@rostrum/synthetic';
import t from 'tap';
import { ControlClient } from '../../infra/start/control-client.ts';
import { Stack } from '../support/stack.ts';
import { until } from '../support/until.ts';

t.setTimeout(180_000);

const hash = (bytes: ArrayBuffer) => createHash('sha256').update(new Uint8Array(bytes)).digest('hex');
const requestMs = 8000;
const partsPerSegment = 6;

/** A player that follows one rendition part by part, and remembers every byte. */
class Follower {
  /** SHA-256 of each part, by its name. */
  readonly parts = new Map<string, string>();
  readonly playlists: string[] = [];
  readonly refusals: string[] = [];
  /** The longest time between two playlists that had something new. */
  longestGapMs = 0;
  readonly #base: string;
  readonly #abort = new AbortController();
  readonly #running: Promise<void>;
  #next: number | undefined;

  constructor(index: string, rendition: string) {
    this.#base = index.replace('index.m3u8', `${rendition}/`);
    this.#running = this.#run();
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.#running;
  }

  async fetch(name: string): Promise<Response> {
    return fetch(`${this.#base}${name}`, { signal: AbortSignal.timeout(requestMs) });
  }

  async #run(): Promise<void> {
    let [query, newAtMs] = ['', performance.now()];
    while (!this.#abort.signal.aborted && !this.playlists.at(-1)?.includes('#EXT-X-ENDLIST')) {
      const response = await this.fetch(`media.m3u8${query}`).catch(() => undefined);
      if (!response?.ok) {
        if (response) this.refusals.push(`${response.status} ${((await response.json()) as { code: string }).code}`);
        await wait(50);
        continue;
      }
      const text = await response.text();
      const isNew = await this.#takeParts(text);
      const now = performance.now();
      if (isNew) {
        this.longestGapMs = Math.max(this.longestGapMs, now - newAtMs);
        newAtMs = now;
      }
      this.playlists.push(text);
      const hint = /PRELOAD-HINT:TYPE=PART,URI="\d+-(\d+)\.(\d+)\.m4s"/.exec(text);
      query = hint ? `?_HLS_msn=${hint[1]}&_HLS_part=${hint[2]}` : '';
    }
  }

  /** Every part up to the newest that is listed, whatever of them is still listed itself: a busy machine makes us late. */
  async #takeParts(text: string): Promise<boolean> {
    const listed = placesOf(Array.from(text.matchAll(/#EXT-X-PART:.*?URI="([^"]+)"/g), ([, name = '']) => name));
    const newest = listed.at(-1) ?? -1;
    let isNew = false;
    for (this.#next ??= listed[0]; this.#next !== undefined && this.#next <= newest; this.#next += 1) {
      const name = `1-${Math.floor(this.#next / partsPerSegment)}.${this.#next % partsPerSegment}.m4s`;
      const response = await this.fetch(name).catch(() => undefined);
      if (!response?.ok) return isNew; // Asked for again after the next playlist.
      this.parts.set(name, hash(await response.arrayBuffer()));
      isNew = true;
    }
    return isNew;
  }
}

const placesOf = (names: Iterable<string>) =>
  Array.from(names, (name) => /-(\d+)\.(\d+)\.m4s$/.exec(name))
    .map((match) => Number(match?.[1]) * partsPerSegment + Number(match?.[2]))
    .toSorted((a, b) => a - b);

const mediaSequence = (text: string) => Number(/#EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]);
const edge = (text: string) => mediaSequence(text) + (text.match(/#EXTINF/g)?.length ?? 0);

t.test('an origin that is killed comes back, and viewers go on where they were', async (test) => {
  const stack = await Stack.start({ pages: 'blank', without: ['recorder'] });
  test.teardown(() => stack.close());
  const client = new ControlClient({ url: stack.url, secret: stack.secret });
  const { webinar } = await client.demo();
  const presenter = SyntheticPresenter.start({ link: webinar.syntheticUrl, name: 'Ada', look: 0 });
  test.teardown(() => presenter.close());
  await presenter.onStage;
  const index = await until(() => client.playlistUrl(webinar.viewerUrl));
  const followers = ['video', 'audio'].map((rendition) => new Follower(index, rendition));
  test.teardown(() => Promise.all(followers.map((one) => one.stop())));
  const [video] = followers;
  if (!video) return;
  const grownBy = async (wanted: number) => {
    const before = video.parts.size;
    await until(() => video.parts.size >= before + wanted, 30_000);
  };
  await grownBy(16);

  for (const signal of ['SIGKILL', 'SIGTERM'] as const) {
    for (const one of followers) one.longestGapMs = 0;
    stack.process('origin').kill(signal);
    await wait(500);
    await stack.restart('origin');
    await grownBy(14);
    test.comment(`after ${signal}: nothing new for ${followers.map((one) => Math.round(one.longestGapMs))} ms`);
  }
  for (const one of followers) {
    const text = one.playlists.at(-1) ?? '';
    test.notMatch(text, '#EXT-X-DISCONTINUITY\n', 'nothing was lost, so nothing is discontinuous');
    test.notMatch(text, '#EXT-X-GAP', 'and nothing is a gap');
    const edges = one.playlists.map(edge);
    test.same(
      edges,
      edges.toSorted((a, b) => a - b),
      'no playlist ever went back',
    );
    const places = placesOf(one.parts.keys());
    test.same(
      places,
      places.map((_, position) => (places[0] ?? 0) + position),
      'every part was there',
    );
    test.notOk(
      one.refusals.find((refusal) => refusal.startsWith('4')),
      'nothing that was asked for was refused',
    );
  }
  test.same(stack.process('mixer-1').logged('programme failed'), []);

  const before = [...video.parts];
  stack.process('origin').kill('SIGKILL');
  await stack.restart('origin');
  await grownBy(6);
  for (const [name, known] of before.slice(-24)) {
    const response = await video.fetch(name);
    test.equal(response.status === 200 && hash(await response.arrayBuffer()), known, `${name} has the same bytes`);
  }
});

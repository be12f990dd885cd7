import type { Recording } from '@rostrum/protocol';
import { SyntheticPresenter } from '@rostrum/synthetic';
import t from 'tap';
import { ControlClient } from '../../infra/start/control-client.ts';
import { ControlApi } from '../support/control-api.ts';
import { S3Proxy } from '../support/s3-proxy.ts';
import { Stack } from '../support/stack.ts';
import { StageCaller } from '../support/stage-caller.ts';
import { Swift, s3Environment, withoutSwift } from '../support/swift.ts';
import { until } from '../support/until.ts';

t.setTimeout(180_000);

t.test(
  'a programme on S3, which is slow, then away: live goes on, replay and MP4 are whole',
  { skip: withoutSwift },
  async (t) => {
    const swift = await Swift.start();
    t.teardown(() => swift.stop());
    const proxy = await S3Proxy.open(swift.endpoint);
    t.teardown(() => proxy.close());
    const bucket = await swift.makeBucket('programmes');
    const stack = await Stack.start({
      pages: 'blank',
      settings: s3Environment({ ...bucket, endpoint: proxy.endpoint }),
    });
    t.teardown(() => stack.close());
    const client = new ControlClient({ url: stack.url, secret: stack.secret });
    const { webinar } = await client.demo();
    const presenter = SyntheticPresenter.start({ link: webinar.syntheticUrl, name: 'Ada', look: 0 });
    t.teardown(() => presenter.close());
    await presenter.onStage;
    const index = await until(() => client.playlistUrl(webinar.viewerUrl));
    const playlist = async () => {
      const response = await fetch(index.replace('index.m3u8', 'video/media.m3u8')).catch(() => undefined);
      return response?.ok ? response.text() : '';
    };
    const segments = async () => (await playlist()).match(/#EXTINF/g)?.length ?? 0;
    const more = async (count: number) => {
      const wanted = (await segments()) + count;
      await until(async () => (await segments()) >= wanted, 30_000);
    };
    await until(async () => (await segments()) >= 2, 60_000);

    proxy.delayMs = 700;
    await more(2);
    proxy.mood = 'unavailable';
    await more(4);
    const { api } = await ControlApi.open(stack);
    await until(async () => (await api.call('GET', '/api/storage')).body.state === 'away', 40_000, 500);
    proxy.mood = 'well';
    proxy.delayMs = 0;
    await more(1);
    await until(async () => (await api.call('GET', '/api/storage')).body.state === 'well', 40_000, 500);

    const host = await StageCaller.open(stack);
    await host.hello((await api.join(webinar.hostUrl)).session);
    await host.peer.request('end', {});
    host.close();
    const replay = await until(async () => {
      const text = await playlist();
      return text.includes('#EXT-X-ENDLIST') && text;
    }, 30_000);
    t.notMatch(replay, '#EXT-X-GAP', 'nothing was lost');
    t.notMatch(replay, '#EXT-X-DISCONTINUITY\n');

    // Another process has all of it from the bucket.
    stack.process('origin').kill('SIGKILL');
    await stack.restart('origin');
    t.equal(await until(playlist, 10_000), replay);
    const names = Array.from(replay.matchAll(/^(\d+-\d+\.m4s)$/gm), ([name]) => name);
    t.ok(names.length >= 9, `${names.length} segments`);
    for (const name of names) {
      const response = await fetch(index.replace('index.m3u8', `video/${name}`));
      t.ok(response.status === 200 && (await response.arrayBuffer()).byteLength > 0, name);
    }

    const recording = await until(
      async () => {
        const [found]: Recording[] = (await api.call('GET', '/api/recordings')).body.recordings;
        return found?.state === 'ready' && found;
      },
      60_000,
      500,
    );
    t.ok((recording.durationSeconds ?? 0) >= 2 * (names.length - 1), `${recording.durationSeconds} s`);
    const size = recording.sizeBytes ?? 0;
    const whole = Buffer.from(await (await api.fetch(recording.downloadUrl ?? '')).arrayBuffer());
    t.equal(whole.length, size);
    const part = await api.fetch(recording.downloadUrl ?? '', { range: `bytes=${size - 1000}-` });
    t.equal(part.headers.get('content-range'), `bytes ${size - 1000}-${size - 1}/${size}`);
    t.ok(Buffer.from(await part.arrayBuffer()).equals(whole.subarray(size - 1000)));
  },
);

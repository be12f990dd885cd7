import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SyntheticPresenter } from '@rostrum/synthetic';
import t from 'tap';
import { ControlApi } from '../support/control-api.ts';
import { run } from '../support/media/command.ts';
import { Stack } from '../support/stack.ts';
import { StageCaller } from '../support/stage-caller.ts';
import { until } from '../support/until.ts';

// Captions from whoever writes them to whoever reads them, over real processes: control, mixer, origin.

t.setTimeout(150_000);

const client = fileURLToPath(new URL('../../infra/captions/main.ts', import.meta.url));
const stack = await Stack.start({ pages: 'blank', without: ['recorder'] });
t.teardown(() => stack.close());
t.teardown(() => {
  if (t.passing()) return;
  for (const { process, line } of stack.complaints().slice(-10)) t.comment(process, JSON.stringify(line).slice(0, 400));
});
const { api, bootstrap } = await ControlApi.open(stack);
const { hostUrl, viewerUrl, syntheticUrl } = bootstrap.webinar;
const webinarId = (await api.join(viewerUrl)).webinar.id;
const path = `/api/webinars/${webinarId}`;

interface Refused {
  readonly code?: string;
  readonly edge?: string;
}

async function post(token: string, cues: unknown): Promise<[number, Refused]> {
  const response = await fetch(`${stack.url}/api/captions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ cues }),
  });
  return [response.status, (await response.json()) as Refused];
}

const cueAt = (startMs: number, text: string) => ({
  startsAt: new Date(startMs).toISOString(),
  endsAt: new Date(startMs + 1500).toISOString(),
  text,
});

let token = '';
let base = '';

/** A file below the address of captions. */
async function file(name: string): Promise<string> {
  const response = await fetch(`${base}${name}`, { signal: AbortSignal.timeout(10_000) });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.text();
}

/** The listed segments that have this text, once there is one. */
const segmentsWith = (text: string): Promise<string[]> =>
  until(async () => {
    const names = (await file('media.m3u8')).split('\n').filter((line) => line.endsWith('.vtt'));
    const texts = await Promise.all(names.slice(-8).map(async (name) => [name, await file(name)] as const));
    const found = texts.filter(([, vtt]) => vtt.includes(text)).map(([name]) => name);
    return found.length > 0 ? found : undefined;
  }, 20_000);

await t.test('a webinar has captions when its organizer says so', async (t) => {
  t.notOk((await api.call('GET', path)).body.captions);
  t.equal((await api.call('PATCH', path, { captionLanguage: 'tlh-x' })).status, 422);
  const { status, body } = await api.call('PATCH', path, { captionLanguage: 'pt-br' });
  t.equal(status, 200);
  t.equal(body.captions.url, `${stack.url}/api/captions`);
  token = body.captions.token;
  t.same(await post(token, [cueAt(Date.now(), 'too soon')]).then(([code, { code: name }]) => [code, name]), [
    409,
    'WEBINAR_NOT_LIVE',
  ]);
  const link = viewerUrl.split('#')[1] ?? '';
  t.equal((await post(link, [cueAt(Date.now(), 'stranger')]))[0], 401, 'a link to watch is no token for captions');
  t.equal((await post(token, []))[0], 422);
});

await t.test('cues that are posted are in the files of their time', async (t) => {
  const host = await StageCaller.open(stack);
  t.teardown(() => host.close());
  await host.hello((await api.join(hostUrl)).session);
  await host.peer.request('goLive', {});
  const presenter = SyntheticPresenter.start({ link: syntheticUrl, name: 'Ada', look: 0 });
  t.teardown(() => presenter.close());
  const { programme } = (await api.join(viewerUrl)).webinar;
  const index = programme?.url ?? '';
  base = index.replace('index.m3u8', 'captions/');
  const multivariant = await until(async () => {
    const response = await fetch(index);
    return response.ok ? response.text() : undefined;
  });
  t.match(multivariant, 'NAME="português (Brasil)",LANGUAGE="pt-BR"');
  await until(async () => (await fetch(`${base}media.m3u8`)).ok || undefined);
  await until(async () => (await post(token, [cueAt(Date.now() - 1000, 'um momento atrás')]))[0] === 200 || undefined);
  const [name = ''] = await segmentsWith('um momento atrás');
  t.match(await file(name), /^WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00\.000,MPEGTS:0\n/);

  const vtt = join(stack.dir, 'talk.vtt');
  await writeFile(
    vtt,
    'WEBVTT\n\n00:00.500 --> 00:02.000\nDe um <b>arquivo</b>\n\n00:01.500 --> 00:03.000\nA &amp; B\n',
  );
  const said = await spoken([client, '--url', `${stack.url}/api/captions`, vtt]);
  t.equal(said.code, 0, said.text);
  t.equal(said.text.trim().split('\n').length, 2);
  await segmentsWith('De um arquivo');
  await segmentsWith('A &amp; B');
});

await t.test('they are the same after an origin was killed, and go on', async (t) => {
  const [name = ''] = await segmentsWith('De um arquivo');
  const before = await file(name);
  await until(async () => (await fetch(`${stack.url}/healthz`)).ok || undefined);
  stack.process('origin').kill('SIGKILL');
  await stack.restart('origin');
  t.equal(await until(() => file(name).catch(() => undefined)), before);
  await until(async () => (await post(token, [cueAt(Date.now(), 'depois')]))[0] === 200 || undefined);
  await segmentsWith('depois');
});

await t.test('one who posts too fast is slowed down', async (t) => {
  const answers = await Promise.all(
    Array.from({ length: 40 }, () => post(token, [cueAt(Date.now() - 60_000, 'spam')])),
  );
  const codes = new Set(answers.map(([status]) => status));
  t.ok(codes.has(429), [...codes].join());
  t.equal(answers.find(([status]) => status === 429)?.[1].code, 'TOO_FAST');
});

await t.test(
  'in the replay each is at its right time, and players that know nothing of captions play it',
  async (t) => {
    const host = await StageCaller.open(stack);
    t.teardown(() => host.close());
    await host.hello((await api.join(hostUrl)).session);
    await host.peer.request('end', {});
    const playlist = await until(async () => {
      const text = await file('media.m3u8');
      return text.includes('#EXT-X-ENDLIST') ? text : undefined;
    });
    const names = playlist.split('\n').filter((line) => line.endsWith('.vtt'));
    t.ok(names.length > 3 && names.every((name) => name.endsWith('.replay.vtt')));
    const texts = await Promise.all(names.map(file));
    t.ok(texts.some((text) => text.includes('um momento atrás')));
    t.same((await post(token, [cueAt(Date.now(), 'over')]))[1].code, 'WEBINAR_ENDED');
    const index = base.replace('captions/', 'index.m3u8');
    const frames = ['-map', '0:v:0', '-c', 'copy', '-frames:v', '60', '-f', 'null', '-'];
    await run({ command: 'ffmpeg', args: ['-v', 'error', '-i', index, ...frames] });
  },
);

/** The example's own words, and how it ended. */
async function spoken(args: readonly string[]): Promise<{ code: number | null; text: string }> {
  const child = spawn(process.execPath, args, { env: { ...process.env, CAPTIONS_TOKEN: token }, stdio: 'pipe' });
  let text = '';
  child.stdout.on('data', (chunk) => (text += chunk));
  child.stderr.on('data', (chunk) => (text += chunk));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, text })));
}

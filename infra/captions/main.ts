import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type FileCue, readCues, readingSeconds } from './cues.ts';

// An example of who writes captions: docs/captions.md. Needs Node 24 and nothing else; a recogniser of speech, or a stenographer's
// program, does the same with its own words.

const help = `node infra/captions/main.ts --url URL --token TOKEN [FILE]

Sends the cues of a WebVTT or SRT file to a live webinar, each when it is due; without a file, each line that is typed, at once.

  --url URL      the address for captions, from the webinar's page
  --token TOKEN  the token beside it; better in CAPTIONS_TOKEN, where no list of processes shows it
  --at INSTANT   programme time of the file's beginning (ISO 8601); default: now
  --ahead S      send a cue so many seconds before its start; default 0
`;

interface Target {
  readonly url: string;
  readonly token: string;
}

const tries = 5;
const firstPauseMs = 500;

/** Sends one cue; tries again what may succeed later. @throws Error with the answer's sentence */
async function send({ url, token }: Target, cue: { startMs: number; endMs: number; text: string }): Promise<void> {
  const { startMs, endMs, text } = cue;
  const startsAt = new Date(startMs).toISOString();
  const body = JSON.stringify({ cues: [{ startsAt, endsAt: new Date(endMs).toISOString(), text }] });
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(5000),
    }).catch((error: Error) => error);
    if (response instanceof Response && response.ok) {
      const { edge } = (await response.json()) as { edge: string };
      const lateSeconds = (Date.parse(edge) - startMs) / 1000;
      process.stdout.write(
        `${startsAt} ${lateSeconds.toFixed(1)} s behind the edge: ${text.replaceAll('\n', ' / ')}\n`,
      );
      return;
    }
    const isOver = response instanceof Response && response.status < 500 && response.status !== 429;
    const why = response instanceof Response ? await response.text() : response.message;
    if (isOver || attempt === tries) throw new Error(`not taken: ${why}`);
    await wait(firstPauseMs * 2 ** (attempt - 1));
  }
}

async function sendFile(
  target: Target,
  cues: readonly FileCue[],
  { beginMs, aheadMs }: { beginMs: number; aheadMs: number },
) {
  for (const { startSeconds, endSeconds, text } of cues) {
    const [startMs, endMs] = [beginMs + startSeconds * 1000, beginMs + endSeconds * 1000];
    await wait(Math.max(0, startMs - aheadMs - Date.now()));
    await send(target, { startMs, endMs, text });
  }
}

async function sendTyped(target: Target): Promise<void> {
  for await (const line of createInterface({ input: process.stdin })) {
    const text = line.trim();
    const startMs = Date.now();
    if (text !== '') await send(target, { startMs, endMs: startMs + readingSeconds(text) * 1000, text });
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: 'string' },
    token: { type: 'string' },
    at: { type: 'string' },
    ahead: { type: 'string' },
    help: { type: 'boolean' },
  },
});
const { url, token = process.env.CAPTIONS_TOKEN, at, ahead = '0' } = values;
const beginMs = at === undefined ? Date.now() : Date.parse(at);
const aheadMs = Number(ahead) * 1000;
if (values.help || !url || !token || Number.isNaN(beginMs) || Number.isNaN(aheadMs) || positionals.length > 1) {
  process.stderr.write(help);
  process.exit(values.help ? 0 : 64);
}
try {
  const [file] = positionals;
  if (file === undefined) await sendTyped({ url, token });
  else await sendFile({ url, token }, readCues(await readFile(file, 'utf8')), { beginMs, aheadMs });
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exit(1);
}

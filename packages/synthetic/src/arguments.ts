import { parseArgs } from 'node:util';
import { lookCount } from './look.ts';
import type { VideoCodec } from './presenter-media.ts';
import { readStudioLink } from './stage-seat.ts';

export const usage = `Synthetic presenters: people without a camera, for demonstrations and tests.

  node main.ts --url LINK [--count N] [--names A,B,C] [--codecs vp8,h264] [--video WxH] [--seconds S]

  --url      a studio link whose token allows plain RTP
  --count    how many, 1 to ${lookCount}; default one for each name, or 1
  --names    what they are called
  --codecs   vp8 or h264 for each, repeated as needed; default vp8
  --video    size of the picture, even numbers; default 640x360
  --seconds  end after this time; default: never
`;

export interface Cast {
  readonly link: string;
  readonly presenters: readonly { readonly name: string; readonly codec: VideoCodec }[];
  readonly width: number;
  readonly height: number;
  readonly seconds: number | undefined;
}

const knownNames = ['Ada', 'Юрий', '美咲', 'عمر', 'Grace', 'João', 'Priya', 'Zoë', 'Linus'];

function wholeNumber(text: string, name: string, [least, most]: readonly [number, number]): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most) {
    throw new TypeError(`--${name} is a whole number from ${least} to ${most}, not "${text}"`);
  }
  return value;
}

function size(text: string): { width: number; height: number } {
  const [, width, height] = /^(\d{2,4})x(\d{2,4})$/.exec(text)?.map(Number) ?? [];
  if (!width || !height || width % 2 || height % 2 || width < 160 || height < 90) {
    throw new TypeError(`--video is a size in even numbers such as 640x360, not "${text}"`);
  }
  return { width, height };
}

const list = (text: string) =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');

/** @throws TypeError with a sentence for whoever typed it */
export function readArguments(args: readonly string[]): Cast {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { url: text, count: text, names: text, codecs: text, video: text, seconds: text },
  });
  if (values.url === undefined) throw new TypeError('--url is missing');
  readStudioLink(values.url);
  const names = list(values.names ?? '');
  const codecs = list(values.codecs ?? 'vp8').map((codec): VideoCodec => {
    if (codec !== 'vp8' && codec !== 'h264') throw new TypeError(`--codecs are vp8 or h264, not "${codec}"`);
    return codec;
  });
  const count = wholeNumber(values.count ?? String(names.length || 1), 'count', [1, lookCount]);
  return {
    link: values.url,
    presenters: Array.from({ length: count }, (_, index) => ({
      name: names[index] ?? knownNames[index % knownNames.length] ?? `Presenter ${index + 1}`,
      codec: codecs[index % codecs.length] ?? 'vp8',
    })),
    ...size(values.video ?? '640x360'),
    seconds: values.seconds === undefined ? undefined : wholeNumber(values.seconds, 'seconds', [1, 1_000_000]),
  };
}

/** One small picture: a part of a larger one, and the span of time that it stands for. */
export interface Thumbnail {
  readonly startSeconds: number;
  readonly endSeconds: number;
  /** Of the larger picture. */
  readonly url: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const cue =
  /(?:(\d+):)?(\d{2}):(\d{2}\.\d{3}) --> (?:(\d+):)?(\d{2}):(\d{2}\.\d{3})[^\n]*\n(\S+)#xywh=(\d+),(\d+),(\d+),(\d+)/g;

const secondsOf = (hours: string | undefined, minutes = '0', seconds = '0') =>
  Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds);

/** Reads WebVTT whose cues are parts of a picture (`#xywh`); `base` is the track's own address. */
export function readThumbnails(text: string, base: string): Thumbnail[] {
  return [...text.replaceAll('\r', '').matchAll(cue)].map((match) => {
    const [x = 0, y = 0, width = 0, height = 0] = match.slice(8, 12).map(Number);
    return {
      startSeconds: secondsOf(match[1], match[2], match[3]),
      endSeconds: secondsOf(match[4], match[5], match[6]),
      url: new URL(match[7] ?? '', base).href,
      ...{ x, y, width, height },
    };
  });
}

/** The picture of a moment; past the end the last one. */
export function thumbnailAt(thumbnails: readonly Thumbnail[], seconds: number): Thumbnail | undefined {
  return thumbnails.find(({ endSeconds }) => seconds < endSeconds) ?? thumbnails.at(-1);
}

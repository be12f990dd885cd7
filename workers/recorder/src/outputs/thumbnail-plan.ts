/** Which pictures a seek bar has, and where in the one picture each is. */
export interface ThumbnailPlan {
  readonly intervalSeconds: number;
  readonly count: number;
  readonly columns: number;
  readonly rows: number;
  /** Pixels of each. */
  readonly width: number;
  readonly height: number;
}

/** One picture for each of these seconds at most, since a key frame comes every two; the interval is a multiple. */
const keyFrameSeconds = 2;
/** More would not be told apart on a seek bar, and the picture would be slow to load. */
const maxCount = 300;
const columns = 10;
const size = { width: 160, height: 90 };

export function planThumbnails(durationSeconds: number): ThumbnailPlan {
  const intervalSeconds = Math.max(1, Math.ceil(durationSeconds / maxCount / keyFrameSeconds)) * keyFrameSeconds;
  const count = Math.max(1, Math.ceil(durationSeconds / intervalSeconds));
  return { intervalSeconds, count, columns: Math.min(columns, count), rows: Math.ceil(count / columns), ...size };
}

const two = (n: number) => String(n).padStart(2, '0');

/** "01:02:05.250": as WebVTT writes a time. */
const stamp = (seconds: number): string => {
  const ms = Math.round(seconds * 1000);
  const whole = Math.floor(ms / 1000);
  const clock = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60].map(two).join(':');
  return `${clock}.${String(ms % 1000).padStart(3, '0')}`;
};

/** WebVTT that names for each span of time the part of the picture that shows it (Media Fragments, `#xywh`). */
export function thumbnailTrack(plan: ThumbnailPlan, { picture, durationSeconds }: TrackFacts): string {
  const { intervalSeconds, count, columns, width, height } = plan;
  const cues = Array.from({ length: count }, (_, index) => {
    const [from, to] = [index * intervalSeconds, Math.min(durationSeconds, (index + 1) * intervalSeconds)];
    const [x, y] = [(index % columns) * width, Math.floor(index / columns) * height];
    return `${stamp(from)} --> ${stamp(to)}\n${picture}#xywh=${x},${y},${width},${height}\n`;
  });
  return `WEBVTT\n\n${cues.join('\n')}`;
}

export interface TrackFacts {
  /** Its address, as seen from the track's. */
  readonly picture: string;
  readonly durationSeconds: number;
}

/** Two cues at once are read; of more, the newest. */
const maxCues = 2;

/** What a browser's text tracks show now, as lines; told at each change. Whoever turns captions on or off does it elsewhere. */
export class CaptionLines {
  readonly #video: HTMLVideoElement;
  readonly #onChange: () => void;
  readonly #signal: AbortSignal;
  readonly #known = new Set<TextTrack>();
  #lines: readonly string[] = [];

  constructor({
    video,
    signal,
    onChange,
  }: {
    readonly video: HTMLVideoElement;
    readonly signal: AbortSignal;
    readonly onChange: () => void;
  }) {
    this.#video = video;
    this.#onChange = onChange;
    this.#signal = signal;
    for (const type of ['addtrack', 'removetrack', 'change'] as const)
      video.textTracks.addEventListener(type, () => this.#look(), { signal });
    this.#look();
  }

  /** Empty: nothing is said, or captions are off. The same array until it changes. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  #look(): void {
    for (const track of this.#video.textTracks) {
      if (track.kind !== 'subtitles' || this.#known.has(track)) continue;
      this.#known.add(track);
      track.addEventListener('cuechange', () => this.#read(), { signal: this.#signal });
    }
    this.#read();
  }

  #read(): void {
    const tracks = [...this.#video.textTracks].filter(({ kind, mode }) => kind === 'subtitles' && mode === 'hidden');
    const cues = tracks.flatMap(({ activeCues }) => [...(activeCues ?? [])]);
    const lines = captionLines(cues.map((cue) => ({ startSeconds: cue.startTime, text: plainText(cue as VTTCue) })));
    if (lines.join('\n') === this.#lines.join('\n')) return;
    this.#lines = lines;
    this.#onChange();
  }
}

/** Tags are of no use to us, and entities are characters. */
const plainText = (cue: VTTCue): string => cue.getCueAsHTML().textContent ?? '';

/** The lines of the newest cues, in the order they were said. */
export function captionLines(cues: readonly { readonly startSeconds: number; readonly text: string }[]): string[] {
  const newest = cues.toSorted((a, b) => a.startSeconds - b.startSeconds).slice(-maxCues);
  return newest.flatMap(({ text }) => text.split('\n')).filter((line) => line.trim() !== '');
}

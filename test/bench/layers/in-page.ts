/** What this page saw of others, for a bench to read. Times are milliseconds since 1970, of this machine's one clock. */
export interface Seen {
  /** Each new height of somebody's picture, when its first frame was there. */
  readonly heights: { readonly name: string; readonly height: number; readonly atMs: number }[];
  /** Each new speaker, by name, as the room told it. */
  readonly speakers: { readonly name: string | null; readonly atMs: number }[];
}

declare global {
  interface Window {
    seen: Seen;
    /** Lets the voice be heard, or not. The microphone stays open. */
    speak(isSpeaking: boolean): number;
    /** How layers that nobody wants are treated: as the product does, switched off, or sent as if somebody did. */
    unwanted: 'trickle' | 'off' | 'sent';
  }
}

/** Runs in the page before its own scripts. */
export function watchOthers(): void {
  window.seen = { heights: [], speakers: [] };
  const now = () => performance.timeOrigin + performance.now();
  const hooked = new WeakSet<HTMLVideoElement>();
  const heights = new Map<string, number>();
  const follow = (video: HTMLVideoElement) => {
    if (hooked.has(video)) return;
    hooked.add(video);
    const look = (_now: number, { height }: VideoFrameCallbackMetadata) => {
      const name = video.closest('figure')?.getAttribute('aria-label') ?? '';
      if (heights.get(name) !== height) window.seen.heights.push({ name, height, atMs: now() });
      heights.set(name, height);
      video.requestVideoFrameCallback(look);
    };
    video.requestVideoFrameCallback(look);
  };
  setInterval(() => document.querySelectorAll('video').forEach(follow), 20);
  let last: string | null | undefined;
  const Real = window.WebSocket;
  window.WebSocket = class extends Real {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) => {
        if (typeof data !== 'string' || !data.includes('"speaker"')) return;
        const state = (function find(value: unknown): { speaker: string | null; participants: [] } | undefined {
          if (typeof value !== 'object' || value === null) return;
          if ('speaker' in value && 'participants' in value) return value as never;
          for (const inner of Object.values(value)) {
            const found = find(inner);
            if (found) return found;
          }
          return;
        })(JSON.parse(data));
        if (!state || state.speaker === last) return;
        last = state.speaker;
        const who = state.participants.find(({ id }) => id === last) as { name: string } | undefined;
        window.seen.speakers.push({ name: who?.name ?? null, atMs: now() });
      });
    }
  };
}

/** Runs in the page before its own scripts: a microphone whose voice is switched on and off by the bench. */
export function giveVoice(): void {
  let gain: GainNode | undefined;
  const voice = (): MediaStreamTrack => {
    const context = new AudioContext({ sampleRate: 48_000 });
    gain = new GainNode(context, { gain: 0 });
    const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1 });
    // A buzz in syllables, with silence between them as speech has: what goes on evenly is taken for noise.
    const tone = new OscillatorNode(context, { type: 'sawtooth', frequency: 140 });
    const syllables = new GainNode(context, { gain: 0.2 });
    const pace = new OscillatorNode(context, { frequency: 4 });
    pace.connect(new GainNode(context, { gain: 0.2 })).connect(syllables.gain);
    tone.connect(syllables).connect(gain).connect(out);
    tone.start();
    pace.start();
    return out.stream.getAudioTracks()[0] as MediaStreamTrack;
  };
  window.speak = (isSpeaking) => {
    if (gain) gain.gain.value = isSpeaking ? 1 : 0;
    return performance.timeOrigin + performance.now();
  };
  const { mediaDevices } = navigator;
  const real = mediaDevices.getUserMedia.bind(mediaDevices);
  mediaDevices.getUserMedia = async (constraints = {}) => {
    const stream = await real(constraints);
    for (const track of stream.getAudioTracks()) {
      stream.removeTrack(track);
      track.stop();
      stream.addTrack(voice());
    }
    return stream;
  };
}

/** Runs in the page before its own scripts: `unwanted` decides what becomes of the trickle. */
export function chooseDynacast(): void {
  window.unwanted = 'trickle';
  const trickleBitsPerSecond = 50_000;
  const real = RTCRtpSender.prototype.setParameters;
  RTCRtpSender.prototype.setParameters = function (parameters, ...more) {
    const isTrickle = ({ maxBitrate }: RTCRtpEncodingParameters) => maxBitrate === trickleBitsPerSecond;
    if (window.unwanted === 'sent') return Promise.resolve();
    for (const encoding of parameters.encodings) {
      encoding.active = window.unwanted === 'trickle' || !isTrickle(encoding);
    }
    return real.call(this, parameters, ...more);
  };
}

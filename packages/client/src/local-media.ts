import { Observable } from '@rostrum/lifecycle/observable';
import type { Source } from '@rostrum/protocol';
import { type DeviceProblem, deviceProblemOf } from './device-problem.ts';

export type DeviceKind = 'camera' | 'microphone';

/** One of a person's own devices. */
export type Capture =
  | { readonly name: 'off' }
  | { readonly name: 'starting' }
  | { readonly name: 'on'; readonly track: MediaStreamTrack; readonly deviceId: string }
  | { readonly name: 'problem'; readonly problem: DeviceProblem };

export interface DeviceChoice {
  readonly id: string;
  readonly label: string;
}

export interface LocalMediaState {
  readonly camera: Capture;
  readonly microphone: Capture;
  /** The microphone is open, and nothing of it is sent. */
  readonly muted: boolean;
  /** The microphone gives its sound as it is, in stereo: for instruments, not for speech in a room with a speaker. */
  readonly music: boolean;
  readonly screen: { readonly video: MediaStreamTrack; readonly audio?: MediaStreamTrack } | undefined;
  readonly devices: {
    readonly cameras: readonly DeviceChoice[];
    readonly microphones: readonly DeviceChoice[];
    readonly speakers: readonly DeviceChoice[];
  };
}

/** What happened to a device without the person's doing. */
export type DeviceNotice =
  | { readonly type: 'switched'; readonly kind: DeviceKind; readonly label: string }
  | { readonly type: 'lost'; readonly kind: DeviceKind };

export interface LocalMediaOptions {
  /** Absent where the page is not a secure context. */
  readonly mediaDevices?: MediaDevices | undefined;
  readonly onNotice?: (notice: DeviceNotice) => void;
  /** As the person chose on an earlier visit. Default false. */
  readonly music?: boolean;
}

const untouched = { echoCancellation: false, noiseSuppression: false, autoGainControl: false } as const;

const constraintsOf = (kind: DeviceKind, music: boolean): MediaTrackConstraints => {
  if (kind === 'camera') return { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
  if (music) return { ...untouched, channelCount: { ideal: 2 }, sampleRate: { ideal: 48_000 } };
  return { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
};

/** A device of an earlier visit that is gone now must not keep another one from being used. */
const idealDevice = (deviceId: string | undefined) => (deviceId ? { deviceId: { ideal: deviceId } } : {});

const inputKinds = { camera: 'videoinput', microphone: 'audioinput' } as const;

/**
 * A person's own camera, microphone and screen. Lives on the page before, during and after the stage: who sends
 * looks at `tracks()` after each change.
 */
export class LocalMedia {
  readonly state: Observable<LocalMediaState>;
  readonly #devices: MediaDevices | undefined;
  readonly #onNotice: (notice: DeviceNotice) => void;
  /** Counts the requests for each device: only the newest may set the state. */
  readonly #turn: Record<DeviceKind, number> = { camera: 0, microphone: 0 };
  readonly #onDeviceChange = () => void this.refreshDevices();

  constructor({ mediaDevices, onNotice, music = false }: LocalMediaOptions) {
    this.state = new Observable<LocalMediaState>({
      camera: { name: 'off' },
      microphone: { name: 'off' },
      muted: false,
      music,
      screen: undefined,
      devices: { cameras: [], microphones: [], speakers: [] },
    });
    this.#devices = mediaDevices;
    this.#onNotice = onNotice ?? (() => undefined);
    this.#devices?.addEventListener('devicechange', this.#onDeviceChange);
  }

  /** What there is to send now, by source; a muted microphone and a camera that is off are null. */
  tracks(): Readonly<Record<Source, MediaStreamTrack | null>> {
    const { camera, microphone, muted, screen } = this.state.value;
    return {
      camera: camera.name === 'on' ? camera.track : null,
      microphone: microphone.name === 'on' && !muted ? microphone.track : null,
      screen: screen?.video ?? null,
      'screen-audio': screen?.audio ?? null,
    };
  }

  /** Opens a device, or another one in its place. The outcome is in the state; it never throws. */
  start(kind: DeviceKind, deviceId?: string): Promise<void> {
    return this.#start(kind, deviceId ? { deviceId: { exact: deviceId } } : {});
  }

  async #start(kind: DeviceKind, device: MediaTrackConstraints): Promise<void> {
    const turn = ++this.#turn[kind];
    const before = this.state.value[kind];
    if (before.name !== 'on') this.#set(kind, { name: 'starting' });
    try {
      const track = await this.#open(kind, device);
      if (turn !== this.#turn[kind]) return track.stop();
      this.#adopt(kind, track);
      if (before.name === 'on') before.track.stop();
    } catch (error) {
      if (turn !== this.#turn[kind]) return;
      if (before.name === 'on') before.track.stop();
      this.#set(kind, { name: 'problem', problem: this.#devices ? deviceProblemOf(error) : 'insecure' });
    }
    void this.refreshDevices();
  }

  /**
   * Opens camera and microphone with one question of the browser. Where one of them cannot be had, each is tried for
   * itself, so that the other one works and each has its own reason.
   */
  async startBoth(preferred: Readonly<Partial<Record<DeviceKind, string>>> = {}): Promise<void> {
    const turns = { camera: ++this.#turn.camera, microphone: ++this.#turn.microphone };
    this.#set('camera', { name: 'starting' });
    this.#set('microphone', { name: 'starting' });
    const isCurrent = (kind: DeviceKind) => turns[kind] === this.#turn[kind];
    try {
      if (!this.#devices) throw new TypeError('no media devices');
      const stream = await this.#devices.getUserMedia({
        video: { ...this.#constraints('camera'), ...idealDevice(preferred.camera) },
        audio: { ...this.#constraints('microphone'), ...idealDevice(preferred.microphone) },
      });
      for (const track of stream.getTracks()) {
        const kind = track.kind === 'video' ? 'camera' : 'microphone';
        if (isCurrent(kind)) this.#adopt(kind, track);
        else track.stop();
      }
      void this.refreshDevices();
    } catch {
      const kinds = (['camera', 'microphone'] as const).filter(isCurrent);
      await Promise.all(kinds.map((kind) => this.start(kind)));
    }
  }

  /** Opens each by itself, where the browser asks nothing: the sound need not wait for the picture. */
  async startEach(preferred: Readonly<Partial<Record<DeviceKind, string>>> = {}): Promise<void> {
    await Promise.all(
      (['microphone', 'camera'] as const).map((kind) => this.#start(kind, idealDevice(preferred[kind]))),
    );
  }

  /** Stops the device, so that its light goes out. */
  stop(kind: DeviceKind): void {
    this.#turn[kind] += 1;
    const before = this.state.value[kind];
    if (before.name === 'on') before.track.stop();
    this.#set(kind, { name: 'off' });
  }

  setMuted(muted: boolean): void {
    this.state.set({ ...this.state.value, muted });
  }

  /** Opens the microphone anew with or without the browser's clean-up of speech. */
  async setMusic(music: boolean): Promise<void> {
    if (music === this.state.value.music) return;
    const { microphone } = this.state.value;
    // The new track says what it is only once it is there: until then the old one goes on as it was.
    if (microphone.name !== 'on') return this.state.set({ ...this.state.value, music });
    const turn = ++this.#turn.microphone;
    try {
      const { deviceId } = microphone;
      const track = await this.#open('microphone', deviceId ? { deviceId: { exact: deviceId } } : {}, music);
      if (turn !== this.#turn.microphone) return track.stop();
      // Both at once: the old track is not to be sent in the new way.
      this.#adopt('microphone', track, { music });
      microphone.track.stop();
    } catch {
      // Some devices give only what they always give: the sound stays as it is, and so does the switch.
    }
  }

  /** @returns undefined when sharing, or when the person closed the browser's dialog; else what is wrong */
  async startScreen(): Promise<DeviceProblem | undefined> {
    if (!this.#devices) return 'insecure';
    if (!('getDisplayMedia' in this.#devices)) return 'unsupported';
    try {
      const stream = await this.#devices.getDisplayMedia({
        video: { frameRate: { ideal: 15, max: 15 } },
        audio: untouched,
      });
      const [video] = stream.getVideoTracks();
      const [audio] = stream.getAudioTracks();
      if (!video) return 'failed';
      this.stopScreen();
      // Ends when the person uses the browser's own "Stop sharing" bar, or closes the shared window.
      video.addEventListener('ended', () => this.state.value.screen?.video === video && this.stopScreen());
      this.state.set({ ...this.state.value, screen: audio ? { video, audio } : { video } });
      return undefined;
    } catch (error) {
      const problem = deviceProblemOf(error);
      return problem === 'blocked' ? undefined : problem;
    }
  }

  stopScreen(): void {
    const { screen } = this.state.value;
    if (!screen) return;
    screen.video.stop();
    screen.audio?.stop();
    this.state.set({ ...this.state.value, screen: undefined });
  }

  /** Labels come once a permission was given, so this runs after each device is opened. */
  async refreshDevices(): Promise<void> {
    const all = (await this.#devices?.enumerateDevices().catch(() => [])) ?? []; // Refused by policy: no list then.
    const choices = (kind: MediaDeviceKind): DeviceChoice[] =>
      all
        .filter((device) => device.kind === kind && device.deviceId !== '')
        .map(({ deviceId, label }) => ({ id: deviceId, label }));
    this.state.set({
      ...this.state.value,
      devices: {
        cameras: choices('videoinput'),
        microphones: choices('audioinput'),
        speakers: choices('audiooutput'),
      },
    });
  }

  close(): void {
    this.#devices?.removeEventListener('devicechange', this.#onDeviceChange);
    this.stop('camera');
    this.stop('microphone');
    this.stopScreen();
  }

  #constraints(kind: DeviceKind): MediaTrackConstraints {
    return constraintsOf(kind, this.state.value.music);
  }

  async #open(
    kind: DeviceKind,
    device: MediaTrackConstraints,
    music = this.state.value.music,
  ): Promise<MediaStreamTrack> {
    if (!this.#devices) throw new TypeError('no media devices');
    const wanted = { ...constraintsOf(kind, music), ...device };
    const stream = await this.#devices.getUserMedia(kind === 'camera' ? { video: wanted } : { audio: wanted });
    const [track] = stream.getTracks();
    if (!track) throw new DOMException('no track', 'NotFoundError');
    return track;
  }

  #adopt(kind: DeviceKind, track: MediaStreamTrack, more: Partial<LocalMediaState> = {}): void {
    track.addEventListener('ended', () => void this.#lost(kind, track));
    this.#set(kind, { name: 'on', track, deviceId: track.getSettings().deviceId ?? '' }, more);
  }

  #set(kind: DeviceKind, capture: Capture, more: Partial<LocalMediaState> = {}): void {
    const now = { ...this.state.value, ...more };
    this.state.set(kind === 'camera' ? { ...now, camera: capture } : { ...now, microphone: capture });
  }

  /** The device was unplugged, or taken away by the browser: go on with another one where there is one. */
  async #lost(kind: DeviceKind, track: MediaStreamTrack): Promise<void> {
    const now = this.state.value[kind];
    if (now.name !== 'on' || now.track !== track) return;
    const turn = ++this.#turn[kind];
    this.#set(kind, { name: 'problem', problem: 'unplugged' });
    await this.refreshDevices();
    const all = (await this.#devices?.enumerateDevices().catch(() => [])) ?? []; // As above.
    const other = all.find((device) => device.kind === inputKinds[kind] && device.deviceId !== now.deviceId);
    if (turn !== this.#turn[kind]) return;
    if (!other) return this.#onNotice({ type: 'lost', kind });
    await this.start(kind, other.deviceId);
    const then = this.state.value[kind];
    this.#onNotice(then.name === 'on' ? { type: 'switched', kind, label: then.track.label } : { type: 'lost', kind });
  }
}

export interface LevelMeter {
  /** 0 (silence) to 1 (full scale), of the last 40 ms or so, on a scale that matches the ear. */
  read(): number;
  close(): void;
}

/** Measures a microphone. The page decides how often it looks. */
export function openLevelMeter(track: MediaStreamTrack): LevelMeter {
  const context = new AudioContext();
  // Without a gesture it starts suspended; it then shows silence until the first click.
  const source = context.createMediaStreamSource(new MediaStream([track]));
  const analyser = context.createAnalyser();
  analyser.fftSize = 2048;
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  return {
    read() {
      if (context.state === 'suspended') void context.resume();
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      return levelOf(Math.sqrt(sum / samples.length));
    },
    close() {
      source.disconnect();
      void context.close();
    },
  };
}

const floorDb = -60;

/** From the root of the mean square (0 to 1) to 0…1, linear in decibels above −60. */
export function levelOf(rms: number): number {
  if (rms <= 0) return 0;
  return Math.min(1, Math.max(0, 1 - (20 * Math.log10(rms)) / floorDb));
}

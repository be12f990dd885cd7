/** What tells one synthetic presenter from all others, for people and for programs. */
export interface Look {
  /** 0–15; also in the bit clock. */
  readonly index: number;
  /** The background, BT.601 limited range. */
  readonly luma: number;
  readonly u: number;
  readonly v: number;
  /** Of the beep. No pitch is a multiple of another. */
  readonly pitchHz: number;
  /** Flash and beep begin this long after each whole second of the wall clock; a multiple of 100. */
  readonly phaseMs: number;
}

export const lookCount = 16;
/** How long a flash and a beep last. */
export const signalMs = 100;

/** The golden angle: any few presenters in a row have colours far apart. */
const hueStep = (137.5 * Math.PI) / 180;
const chroma = 42;

export function lookOf(index: number): Look {
  const own = index % lookCount;
  return {
    index: own,
    luma: 84,
    u: Math.round(128 + chroma * Math.cos(own * hueStep)),
    v: Math.round(128 + chroma * Math.sin(own * hueStep)),
    pitchHz: 500 + 150 * own,
    phaseMs: (own * 300) % 1000,
  };
}

/** Whether the flash and the beep are on at this time of the wall clock. */
export function isSignalOn({ phaseMs }: Look, wallMs: number): boolean {
  return (((wallMs - phaseMs) % 1000) + 1000) % 1000 < signalMs;
}

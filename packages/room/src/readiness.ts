import type { DrillReport, Finding, RehearsedPerson } from '@rostrum/protocol';

/** What was lost, and who was on it. */
export interface MediaDrill {
  /** Media servers that take rooms, the lost one among them. */
  readonly servers: number;
  /** The one that waited is on the same machine as the one that was lost. */
  readonly isSameMachine: boolean;
  readonly people: readonly RehearsedPerson[];
}

export interface MixerDrill {
  readonly mixers: number;
  /** From the start of a programme to its first part at the origin; null: none came in time. */
  readonly startedMs: number | null;
  /** The same, on the next mixer, after the first was lost. */
  readonly backMs: number | null;
}

/** From so many milliseconds on, so much is taken off. DESIGN's own table: half a second for a media server, two for a mixer. */
const mediaPenalties = [
  [500, 10],
  [1000, 25],
  [3000, 45],
] as const;
const mixerPenalties = [
  [2000, 10],
  [4000, 30],
] as const;

/** What is left at most when something is missing that no speed makes good. */
const cap = { alone: 40, sameMachine: 80, notBack: 20, noMixer: 0 } as const;

const penalty = (ms: number, steps: readonly (readonly [fromMs: number, points: number])[]): number =>
  steps.findLast(([fromMs]) => ms > fromMs)?.[1] ?? 0;

/** How ready a webinar is for the loss of its media server: 100 when nobody would notice. */
export function mediaReport({ servers, isSameMachine, people }: MediaDrill): DrillReport {
  const drill = 'media-server';
  if (servers < 2) return { drill, score: cap.alone, findings: [{ kind: 'no-second-media-server' }] };
  if (people.length === 0) return { drill, score: cap.alone, findings: [{ kind: 'nobody-there' }] };
  const back = people.flatMap(({ gapMs }) => gapMs ?? []);
  const slowestMs = Math.max(0, ...back);
  const missing = people.filter(({ gapMs }) => gapMs === null);
  const findings: Finding[] = [
    missing.length > 0
      ? { kind: 'not-back', names: missing.map(({ name }) => name) }
      : { kind: 'all-back', people: people.length, slowestMs, isSeen: people.some(({ isSeen }) => isSeen) },
    ...(isSameMachine ? [{ kind: 'same-machine' } as const] : []),
  ];
  const most = Math.min(missing.length > 0 ? cap.notBack : 100, isSameMachine ? cap.sameMachine : 100);
  return { drill, score: Math.min(most, 100 - penalty(slowestMs, mediaPenalties)), findings };
}

/** The same for the loss of its mixer. */
export function mixerReport({ mixers, startedMs, backMs }: MixerDrill): DrillReport {
  const drill = 'mixer';
  if (mixers === 0) return { drill, score: cap.noMixer, findings: [{ kind: 'no-mixer' }] };
  if (startedMs === null) return { drill, score: cap.noMixer, findings: [{ kind: 'programme-failed' }] };
  const findings: Finding[] = [
    { kind: 'programme-started', afterMs: startedMs },
    backMs === null ? { kind: 'programme-not-back' } : { kind: 'programme-back', afterMs: backMs },
    ...(mixers < 2 ? [{ kind: 'no-second-mixer' } as const] : []),
  ];
  const most = backMs === null ? cap.notBack : mixers < 2 ? cap.alone : 100;
  return { drill, score: Math.min(most, 100 - penalty(backMs ?? 0, mixerPenalties)), findings };
}

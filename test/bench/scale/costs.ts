/** What was measured by our own benches, on two shared cores of this project's machine. */
export const measured = {
  /** `bench -- stage`, 16 presenters: CPU of the media node for what goes out. */
  sfuMsPerMbit: 2.8,
  /** `bench -- viewers`, 500 viewers: CPU of nginx as the edge, for 1 000. The origin behind it has 3 requests a part. */
  edgeCoresPer1000: 0.34,
  /** A media node's process for one person with eight consumers who is let in. */
  letInSeconds: 0.005,
  /** `bench -- mixer`, four people, 720p30. */
  mixerCores: 0.47,
} as const;

/** What the largest rendition and its sound are encoded with: packages/engine/src/output/ladder.ts. */
const hlsKbps = 2500 + 128;

/** Nobody's price list: replace them by yours. */
export const assumed = { dollarsPerCoreHour: 0.04, dollarsPerGigabyte: 0.01 } as const;

export interface Cost {
  readonly cores: number;
  readonly gigabytesPerHour: number;
  readonly dollarsPerHour: number;
}

const gigabytesPerHour = (kbps: number): number => (kbps * 3600) / 8 / 1e6;

function cost(cores: number, kbps: number): Cost {
  const gigabytes = gigabytesPerHour(kbps);
  const dollarsPerHour = cores * assumed.dollarsPerCoreHour + gigabytes * assumed.dollarsPerGigabyte;
  return { cores, gigabytesPerHour: gigabytes, dollarsPerHour };
}

/** 1 000 people who watch the programme, of one webinar: mixer and edge. */
export const audienceCost = (): Cost => cost(measured.mixerCores + measured.edgeCoresPer1000, 1000 * hlsKbps);

/** 1 000 people who are on the SFUs and listen, with what the nodes send each other for them. */
export const listenersCost = ({ people, kbps }: { people: number; kbps: number }): Cost => {
  const per1000 = (kbps / people) * 1000;
  return cost((per1000 / 1000) * (measured.sfuMsPerMbit / 1000), per1000);
};

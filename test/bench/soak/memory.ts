export interface MemorySample {
  readonly programmeHours: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** Memory of libav that V8 knows of, and Buffers. */
  readonly externalBytes: number;
}

const perMegabyte = 1 << 20;

/** Of a line through the points, in megabytes for each hour of programme (least squares). */
export function slopeMegabytesPerHour(
  samples: readonly MemorySample[],
  of: keyof Omit<MemorySample, 'programmeHours'>,
): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const hours = samples.map(({ programmeHours }) => programmeHours);
  const sizes = samples.map((sample) => sample[of] / perMegabyte);
  const [meanHours, meanSize] = [mean(hours), mean(sizes)];
  const above = hours.reduce((sum, hour, index) => sum + (hour - meanHours) * ((sizes[index] ?? 0) - meanSize), 0);
  return above / hours.reduce((sum, hour) => sum + (hour - meanHours) ** 2, 0);
}

/** The viewer's own zone, by its IANA name. */
export const ownTimeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

export function allTimeZones(): readonly string[] {
  const zones = Intl.supportedValuesOf('timeZone');
  return [...new Set([ownTimeZone(), 'UTC', ...zones])];
}

/** How far a zone's clocks are ahead of UTC at an instant, in ms. */
function offsetMs(atMs: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(atMs);
  const of = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((part) => part.type === type)?.value ?? 0);
  const wall = Date.UTC(of('year'), of('month') - 1, of('day'), of('hour'), of('minute'), of('second'));
  return wall - Math.floor(atMs / 1000) * 1000;
}

/**
 * "2026-03-29T02:30" on the clocks of a zone → the instant. A time that a change to summer time skips becomes the
 * one an hour later; one that comes twice is its first. Undefined when it is not a time.
 */
export function instantOf(localTime: string, timeZone: string): string | undefined {
  const asUtc = Date.parse(`${localTime}Z`);
  if (Number.isNaN(asUtc)) return undefined;
  const day = 86_400_000;
  // Before and after a change of clocks that may be near.
  const candidates = [offsetMs(asUtc - day, timeZone), offsetMs(asUtc + day, timeZone)].map((offset) => asUtc - offset);
  const exact = candidates.filter((at) => at + offsetMs(at, timeZone) === asUtc);
  const at = exact.length > 0 ? Math.min(...exact) : Math.max(...candidates);
  return new Date(at).toISOString();
}

/** The instant as a zone's clocks show it, as `<input type="datetime-local">` wants it. */
export const localTimeOf = (atMs: number, timeZone: string): string =>
  new Date(atMs + offsetMs(atMs, timeZone)).toISOString().slice(0, 16);

/** The next full hour, at least half an hour away. */
export function nextFullHour(nowMs: number): number {
  const hour = 3_600_000;
  return Math.ceil((nowMs + hour / 2) / hour) * hour;
}

import { initName, partName, segmentName } from './media-name.ts';
import { mediaPlaylistName } from './multivariant-playlist.ts';
import { durationOf, type OpenSegment, type Part, type PartIdentity, type Segment } from './segment.ts';

/** How the files of a rendition are called. */
export interface FileNames {
  /** Absent where every file has its own header. */
  readonly init?: (epoch: number) => string;
  readonly segment: (segment: { epoch: number; msn: number }) => string;
  readonly part: (part: PartIdentity) => string;
}

export const mediaNames: FileNames = { init: initName, segment: segmentName, part: partName };

/** The listed segments, oldest first, and where they stand in the programme. */
export interface ListedSegments {
  readonly targetDurationSeconds: number;
  /** Media Sequence Number of the first one. */
  readonly mediaSequence: number;
  readonly segments: readonly Segment[];
  /** Discontinuity Sequence Number of an epoch, the same in every rendition (RFC 8216bis §6.2.4). */
  readonly discontinuityOf: (epoch: number) => number;
  readonly names: FileNames;
}

/** Where another rendition of the programme is now; `lastPart` is absent when its parts are not known any more. */
export interface RenditionReport {
  readonly rendition: string;
  readonly lastSequence: number;
  readonly lastPart?: number;
}

export interface LiveState extends ListedSegments {
  readonly partTargetSeconds: number;
  readonly partHoldBackSeconds: number;
  readonly open: OpenSegment | undefined;
  readonly next: PartIdentity;
  readonly reports: readonly RenditionReport[];
}

/** In target durations: how far back a delta update reaches (at least 6, §4.4.3.8), and parts are listed (§6.2.2). */
const skipBoundaryTargets = 6;
const partsListedTargets = 3;
const holdBackTargets = 3;

/**
 * So fine that the parts of a segment add up to its duration within 1 µs: hls.js ends the loading of a segment's captions
 * only when they do, and otherwise never loads another.
 */
const seconds = (value: number) => value.toFixed(8);

/**
 * The Media Playlist of a programme that goes on (RFC 8216bis §4.4.3). It always ends with a hint, also while nothing is
 * produced: hls.js takes the first reload after a gap for an error otherwise.
 * @param skip a Playlist Delta Update where there is something to skip (§6.2.5.1)
 */
export function writeLivePlaylist(state: LiveState, { skip }: { skip: boolean }): string {
  const { targetDurationSeconds: target, segments, open } = state;
  const distances = distancesFromEnd(segments, open);
  const skipped = skip ? distances.filter((distance) => distance >= skipBoundaryTargets * target).length : 0;
  const lines = [
    ...header(state, segments[0] ?? open),
    `#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=${seconds(state.partHoldBackSeconds)},` +
      `HOLD-BACK=${seconds(holdBackTargets * target)},CAN-SKIP-UNTIL=${seconds(skipBoundaryTargets * target)}`,
    `#EXT-X-PART-INF:PART-TARGET=${seconds(state.partTargetSeconds)}`,
    ...(skipped > 0 ? [`#EXT-X-SKIP:SKIPPED-SEGMENTS=${skipped}`] : []),
  ];
  for (let index = skipped; index < segments.length; index += 1) {
    const segment = segments[index];
    if (!segment) continue;
    // The map is said again after a skip: a player need not look for it among what it has from before.
    lines.push(...changes(state, { segment, previous: segments[index - 1], sayMap: index === skipped }));
    if ((distances[index] ?? 0) < partsListedTargets * target)
      lines.push(...partLines(state, segment, segment.partFacts ?? segment.parts));
    lines.push(...segmentLines(state, segment));
  }
  if (open) {
    const previous = segments.at(-1);
    lines.push(
      ...changes(state, { segment: open, previous, sayMap: !previous }),
      ...partLines(state, open, open.parts),
    );
  }
  lines.push(...state.reports.map(reportLine), `#EXT-X-PRELOAD-HINT:TYPE=PART,URI="${state.names.part(state.next)}"`);
  return `${lines.join('\n')}\n`;
}

/**
 * The Media Playlist of a programme that is over. `isReplay` for one that starts at the beginning; without it, it goes on
 * from the live playlist that its player has, whose Media Sequence Number must not go back (§6.2.2).
 */
export function writeEndedPlaylist(listed: ListedSegments, { isReplay }: { isReplay: boolean }): string {
  const { segments } = listed;
  const lines = [...header(listed, segments[0]), ...(isReplay ? ['#EXT-X-PLAYLIST-TYPE:VOD'] : [])];
  for (const [index, segment] of segments.entries()) {
    lines.push(...changes(listed, { segment, previous: segments[index - 1], sayMap: index === 0 }));
    lines.push(...segmentLines(listed, segment));
  }
  return `${[...lines, '#EXT-X-ENDLIST'].join('\n')}\n`;
}

function header(
  { targetDurationSeconds, mediaSequence, discontinuityOf }: ListedSegments,
  first: { readonly epoch: number } | undefined,
): string[] {
  return [
    '#EXTM3U',
    // 9 for EXT-X-SKIP (§8).
    '#EXT-X-VERSION:9',
    `#EXT-X-TARGETDURATION:${targetDurationSeconds}`,
    `#EXT-X-MEDIA-SEQUENCE:${mediaSequence}`,
    `#EXT-X-DISCONTINUITY-SEQUENCE:${first ? discontinuityOf(first.epoch) : 0}`,
  ];
}

/** What is said before a segment: a change of epoch, its map, and its date. */
function changes(
  { discontinuityOf, names }: ListedSegments,
  {
    segment: { epoch, programDateTimeMs },
    previous,
    sayMap,
  }: { segment: { epoch: number; programDateTimeMs: number }; previous: Segment | undefined; sayMap: boolean },
): string[] {
  // One for each epoch between, so that the numbers of all renditions stay equal even when one had nothing of an epoch.
  const discontinuities = previous ? discontinuityOf(epoch) - discontinuityOf(previous.epoch) : 0;
  return [
    ...Array.from({ length: discontinuities }, () => '#EXT-X-DISCONTINUITY'),
    ...(names.init && (sayMap || discontinuities > 0) ? [`#EXT-X-MAP:URI="${names.init(epoch)}"`] : []),
    `#EXT-X-PROGRAM-DATE-TIME:${new Date(programDateTimeMs).toISOString()}`,
  ];
}

function partLines(
  { names }: ListedSegments,
  segment: { epoch: number; msn: number },
  parts: readonly Pick<Part, 'durationSeconds' | 'independent'>[],
): string[] {
  return parts.map(({ durationSeconds, independent }, part) => {
    const { epoch, msn } = segment;
    const name = names.part({ epoch, msn, part });
    return `#EXT-X-PART:DURATION=${seconds(durationSeconds)},URI="${name}"${independent ? ',INDEPENDENT=YES' : ''}`;
  });
}

const segmentLines = ({ names }: ListedSegments, segment: Segment) => [
  ...(segment.isGap ? ['#EXT-X-GAP'] : []),
  `#EXTINF:${seconds(segment.durationSeconds)},`,
  names.segment(segment),
];

function reportLine({ rendition, lastSequence, lastPart }: RenditionReport): string {
  const part = lastPart === undefined ? '' : `,LAST-PART=${lastPart}`;
  return `#EXT-X-RENDITION-REPORT:URI="../${rendition}/${mediaPlaylistName}",LAST-MSN=${lastSequence}${part}`;
}

/** For each segment, how far its end is from the end of the playlist, in seconds. */
function distancesFromEnd(segments: readonly Segment[], open: OpenSegment | undefined): number[] {
  const distances = new Array<number>(segments.length);
  let distance = durationOf(open?.parts ?? []);
  for (let index = segments.length - 1; index >= 0; index -= 1) {
    distances[index] = distance;
    distance += segments[index]?.durationSeconds ?? 0;
  }
  return distances;
}

import { cuesPerPage } from './captions.ts';
import type { PlacedCue, TimedCue } from './cue-log.ts';
import { initName, segmentName } from './media-name.ts';
import { type ProgrammeStorage, programmeKeys, segmentsPerPage } from './programme-storage.ts';
import type { SegmentFacts } from './segment.ts';
import { asCuePage, asIndexPage, asStoredAnnouncement, readJson, type StoredAnnouncement } from './stored-json.ts';

/** A programme as storage has it. */
export interface StoredProgramme {
  readonly hasEnded: boolean;
  /** By epoch, oldest first. */
  readonly announcements: readonly StoredAnnouncement[];
  readonly segments: ReadonlyMap<string, readonly SegmentFacts[]>;
  readonly cues: readonly PlacedCue[];
}

/** @returns undefined for a programme that was never announced */
export async function readStoredProgramme(
  storage: ProgrammeStorage,
  programmeId: string,
): Promise<StoredProgramme | undefined> {
  const keys = programmeKeys(programmeId);
  const announcementKeys = (await storage.list(keys.announcements)).filter((key) => /\/\d+\.json$/.test(key));
  if (announcementKeys.length === 0) return undefined;
  const announcements = await Promise.all(
    announcementKeys.map(async (key) => asStoredAnnouncement(await readJson(storage, key), key)),
  );
  announcements.sort((a, b) => a.announcement.epoch - b.announcement.epoch);
  const names = new Set(announcements.flatMap(({ announcement }) => announcement.renditions.map(({ name }) => name)));
  const lists = [...names].map(async (name) => [name, await readIndex(storage, { programmeId, name })] as const);
  const hasCaptions = announcements.some(({ announcement }) => announcement.captions);
  return {
    hasEnded: (await readJson(storage, keys.ended)) !== undefined,
    announcements,
    segments: new Map(await Promise.all(lists)),
    cues: hasCaptions ? await readCues(storage, programmeId) : [],
  };
}

async function readIndex(
  storage: ProgrammeStorage,
  { programmeId, name }: { programmeId: string; name: string },
): Promise<SegmentFacts[]> {
  const segments: SegmentFacts[] = [];
  for (let page = 0; ; page += 1) {
    const key = programmeKeys(programmeId).indexPage(name, page);
    const value = await readJson(storage, key);
    if (value === undefined) return segments;
    const facts = asIndexPage(value, key);
    segments.push(...facts);
    if (facts.length < segmentsPerPage) return segments;
  }
}

async function readCues(storage: ProgrammeStorage, programmeId: string): Promise<PlacedCue[]> {
  const cues: PlacedCue[] = [];
  for (let page = 0; ; page += 1) {
    const key = programmeKeys(programmeId).cues(page);
    const value = await readJson(storage, key);
    if (value === undefined) return cues;
    const more = asCuePage(value, key);
    cues.push(...more);
    if (more.length < cuesPerPage) return cues;
  }
}

/** The material of a programme, for whoever makes something else of it. */
export interface ProgrammeMaterial {
  readonly ended: boolean;
  readonly renditions: readonly RenditionMaterial[];
  /** Absent where there are none. */
  readonly captions?: { readonly language: string; readonly cues: readonly TimedCue[] };
}

export interface RenditionMaterial {
  readonly rendition: string;
  readonly kind: 'video' | 'audio';
  readonly epochs: readonly EpochMaterial[];
}

/** What one mixer made of one rendition, in order; every segment needs the init. */
export interface EpochMaterial {
  readonly epoch: number;
  readonly initKey: string;
  readonly segments: readonly SegmentMaterial[];
}

export interface SegmentMaterial {
  readonly key: string;
  readonly msn: number;
  readonly durationSeconds: number;
  readonly programDateTimeMs: number;
}

/**
 * What has been kept of a programme, whether or not it goes on; empty when nothing was.
 * @throws Fault STORAGE_UNAVAILABLE, MEDIA_UNREADABLE
 */
export async function readProgramme(storage: ProgrammeStorage, programmeId: string): Promise<ProgrammeMaterial> {
  const stored = await readStoredProgramme(storage, programmeId);
  if (!stored) return { ended: false, renditions: [] };
  const kinds = new Map(
    stored.announcements.flatMap(({ announcement }) => announcement.renditions.map(({ name, kind }) => [name, kind])),
  );
  const { media } = programmeKeys(programmeId);
  const renditions = [...stored.segments].map(([rendition, segments]): RenditionMaterial => {
    const epochs = Map.groupBy(
      segments.filter(({ isGap }) => !isGap),
      (segment) => segment.epoch,
    );
    return {
      rendition,
      kind: kinds.get(rendition) ?? 'video',
      epochs: [...epochs].map(([epoch, ofEpoch]) => ({
        epoch,
        initKey: media(rendition, initName(epoch)),
        segments: ofEpoch.map((segment) => ({
          key: media(rendition, segmentName(segment)),
          msn: segment.msn,
          durationSeconds: segment.durationSeconds,
          programDateTimeMs: segment.programDateTimeMs,
        })),
      })),
    };
  });
  const language = stored.announcements.find(({ announcement }) => announcement.captions)?.announcement.captions
    ?.language;
  const captions =
    language !== undefined && stored.cues.length > 0 ? { captions: { language, cues: stored.cues } } : {};
  return { ended: stored.hasEnded, renditions, ...captions };
}

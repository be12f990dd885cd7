import type { Chapter, ProgrammeId } from '@rostrum/protocol';
import { readTimeline, type TimelineStorage } from '@rostrum/room';
import type { Log } from '@rostrum/service';
import { type ChapterFacts, chaptersOf } from './chapters.ts';

/** The chapters of a programme; none when its timeline cannot be read: a recording is worth having without them. */
export async function readChapters(
  storage: TimelineStorage,
  { programmeId, log, ...facts }: ChapterFacts & { programmeId: ProgrammeId; log: Log },
): Promise<Chapter[]> {
  try {
    return chaptersOf(await readTimeline(storage, programmeId), facts);
  } catch (err) {
    log.warn({ err, programme: programmeId }, 'no chapters');
    return [];
  }
}

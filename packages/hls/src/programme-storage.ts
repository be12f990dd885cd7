import { captionsRendition } from '@rostrum/protocol';

/** What this package asks of a storage; packages/storage has it. */
export interface ProgrammeStorage {
  put(key: string, content: Uint8Array): Promise<void>;
  /** @throws Fault NOT_FOUND */
  readWhole(key: string): Promise<Uint8Array>;
  list(prefix: string): Promise<string[]>;
}

/**
 * Where a programme is in storage:
 *
 *     programmes/{programmeId}/announcements/{epoch}.json       what each mixer announced, and the number it began with
 *     programmes/{programmeId}/{rendition}/{epoch}-init.mp4
 *     programmes/{programmeId}/{rendition}/{epoch}-{msn}.m4s
 *     programmes/{programmeId}/{rendition}/index-{page}.json    the facts of 60 segments, in order
 *     programmes/{programmeId}/captions/cues-{page}.json        100 cues, in the order they came
 *     programmes/{programmeId}/tracks/{epoch}-{index}.bin       seconds of everybody's frames as they came, where they are kept
 *     programmes/{programmeId}/ended.json                       written last: everything else is there
 */
export const programmeKeys = (programmeId: string) => {
  const root = `programmes/${programmeId}`;
  return {
    announcements: `${root}/announcements`,
    announcement: (epoch: number) => `${root}/announcements/${epoch}.json`,
    media: (rendition: string, name: string) => `${root}/${rendition}/${name}`,
    indexPage: (rendition: string, page: number) => `${root}/${rendition}/index-${page}.json`,
    cues: (page: number) => `${root}/${captionsRendition}/cues-${page}.json`,
    tracks: `${root}/tracks`,
    trackChunk: (epoch: number, index: number) =>
      `${root}/tracks/${String(epoch).padStart(9, '0')}-${String(index).padStart(9, '0')}.bin`,
    ended: `${root}/ended.json`,
  };
};

/** Segments of one page of the index: two minutes of two-second ones, so a rewrite at each segment stays small. */
export const segmentsPerPage = 60;

import type { Chapter } from '@rostrum/protocol';

/** The chapter of a moment. */
export const chapterAt = (chapters: readonly Chapter[], seconds: number): Chapter | undefined =>
  chapters.findLast(({ startSeconds }) => startSeconds <= seconds) ?? chapters[0];

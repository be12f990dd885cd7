export interface ListedChapter {
  readonly startSeconds: number;
  readonly title: string;
}

/** "Metadata keys or values containing special characters (=, ;, #, \\ and a newline) must be escaped with a backslash". */
const escaped = (text: string): string => text.replace(/[=;#\\\n]/g, (character) => `\\${character}`);

const ms = (seconds: number): number => Math.round(seconds * 1000);

/** The text of a chapter list for ffmpeg (its "ffmetadata" format); each chapter lasts until the next, the last to the end. */
export function chapterList(chapters: readonly ListedChapter[], durationSeconds: number): string {
  const lines = chapters.flatMap(({ startSeconds, title }, index) => [
    '[CHAPTER]',
    'TIMEBASE=1/1000',
    `START=${ms(startSeconds)}`,
    `END=${ms(chapters[index + 1]?.startSeconds ?? Math.max(durationSeconds, startSeconds))}`,
    `title=${escaped(title)}`,
  ]);
  return `${[';FFMETADATA1', ...lines].join('\n')}\n`;
}

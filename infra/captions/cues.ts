/** A cue of a file: seconds from its beginning. */
export interface FileCue {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly text: string;
}

const clock = '(?:(\\d{2,}):)?(\\d{2}):(\\d{2})[.,](\\d{3})';
const timing = new RegExp(`^\\s*${clock}\\s+-->\\s+${clock}`);

const secondsOf = ([hours, minutes, seconds, thousandths]: readonly (string | undefined)[]): number =>
  Number(hours ?? 0) * 3600 + Number(minutes) * 60 + Number(seconds) + Number(thousandths) / 1000;

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', nbsp: ' ', lrm: '', rlm: '' };

/** Tags and entities of WebVTT as plain text. */
const plain = (text: string): string =>
  text.replace(/<[^>]*>/g, '').replace(/&(\w+);/g, (whole, name: string) => entities[name] ?? whole);

/** The cues of a WebVTT file, or of an SRT one, which differs in nothing that matters here. In order of their start. */
export function readCues(file: string): FileCue[] {
  const blocks = file.replace(/\r\n?/g, '\n').split(/\n{2,}/);
  const cues = blocks.flatMap((block) => {
    const lines = block.split('\n');
    const at = lines.findIndex((line) => timing.test(line));
    const found = timing.exec(lines[at] ?? '');
    if (!found) return []; // A header, a note, a style.
    const text = plain(lines.slice(at + 1).join('\n')).trim();
    if (text === '') return [];
    return [{ startSeconds: secondsOf(found.slice(1, 5)), endSeconds: secondsOf(found.slice(5, 9)), text }];
  });
  return cues.sort((a, b) => a.startSeconds - b.startSeconds);
}

/** How long a line is shown that somebody types: fifteen characters a second are read, and no line is a flash. */
export const readingSeconds = (text: string): number => Math.min(7, Math.max(2, text.length / 15));

/** What a browser remembers of a person between visits. A storage that is full or forbidden is an empty one. */
export type Preference =
  | 'name'
  | 'title'
  | 'camera'
  | 'microphone'
  | 'speaker'
  | 'volume'
  | 'captions'
  | 'quality'
  | 'music'
  | 'layout';

const keyOf = (preference: Preference) => `rostrum.${preference}`;

export function recall(preference: Preference): string {
  return read(keyOf(preference)) ?? '';
}

export function remember(preference: Preference, value: string): void {
  write(keyOf(preference), value);
}

/** By link, so that a host's and a viewer's link in one browser are two people. The end of a token is its signature. */
const sessionKey = (token: string) => `rostrum.session.${token.slice(-32)}`;
export const recallSession = (token: string): string | undefined => read(sessionKey(token));
export const rememberSession = (token: string, session: string): void => write(sessionKey(token), session);

/** A visit to a recording goes on when the page is loaded again. */
const passKey = (recordingId: string) => `rostrum.pass.${recordingId}`;
export const recallPass = (recordingId: string): string | undefined => read(passKey(recordingId));
export const rememberPass = (recordingId: string, pass: string): void => write(passKey(recordingId), pass);

function read(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined; // Forbidden by the browser's settings.
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Forbidden or full: the next visit asks again.
  }
}

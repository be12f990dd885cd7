import { Fault } from '@rostrum/protocol';

const segment = /^[A-Za-z0-9._-]{1,200}$/;
const maxKeyLength = 1000;

/** Whether it is a key; see `assertKey`. */
export const isKey = (key: string): boolean =>
  key.length <= maxKeyLength && key.split('/').every((part) => segment.test(part) && part !== '.' && part !== '..');

/**
 * A key is one or more segments of `[A-Za-z0-9._-]`, joined by `/`; `.` and `..` are no segments. So a key can never
 * lead out of the storage, whatever it was made from.
 * @throws Fault NOT_FOUND: nothing can be at an address that is none
 */
export function assertKey(key: string): void {
  if (!isKey(key)) throw new Fault('NOT_FOUND', { detail: `not a storage key: ${JSON.stringify(key.slice(0, 200))}` });
}

/** Why a camera, a microphone or a screen cannot be used. The page has a sentence for each. */
export type DeviceProblem =
  | 'blocked'
  | 'blocked-by-system'
  | 'missing'
  | 'in-use'
  | 'insecure'
  | 'unplugged'
  | 'unsupported'
  | 'failed';

/**
 * What an error of getUserMedia or getDisplayMedia means (https://w3c.github.io/mediacapture-main/#dom-mediadevices-getusermedia).
 * Chromium says "Permission denied by system" when the operating system refuses.
 */
export function deviceProblemOf(error: unknown): DeviceProblem {
  if (!(error instanceof Error)) return 'failed';
  switch (error.name) {
    case 'NotAllowedError':
    case 'PermissionDeniedError':
      return /system/i.test(error.message) ? 'blocked-by-system' : 'blocked';
    case 'SecurityError':
      return 'blocked';
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'in-use';
    case 'NotSupportedError':
    case 'TypeError':
      return 'unsupported';
    default:
      return 'failed';
  }
}

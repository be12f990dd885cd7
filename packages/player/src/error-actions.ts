import type { ErrorDetails } from 'hls.js';

/**
 * What the player does about a fatal error of hls.js (one that it could not mend itself).
 * retry: load again where it stopped. recover-media: a new media source, same position. reload: everything anew.
 * give-up: say so; this browser or this programme cannot be played.
 */
export type ErrorAction = 'retry' | 'recover-media' | 'reload' | 'give-up';

export const errorActions: Readonly<Record<`${ErrorDetails}`, ErrorAction>> = {
  // The origin is away or restarts: its answer will come.
  manifestLoadError: 'reload',
  manifestLoadTimeOut: 'reload',
  manifestParsingError: 'reload',
  levelLoadError: 'retry',
  levelLoadTimeOut: 'retry',
  audioTrackLoadError: 'retry',
  audioTrackLoadTimeOut: 'retry',
  subtitleTrackLoadError: 'retry',
  subtitleTrackLoadTimeOut: 'retry',
  fragLoadError: 'retry',
  fragLoadTimeOut: 'retry',
  keyLoadError: 'retry',
  keyLoadTimeOut: 'retry',
  // A playlist that does not go on: another mixer or origin took over in a way that hls.js cannot follow.
  levelEmptyError: 'reload',
  levelParsingError: 'reload',
  levelSwitchError: 'reload',
  playlistUnchangedError: 'reload',
  fragGap: 'retry',
  // Bytes that cannot be decoded: mostly a torn part at a takeover.
  fragParsingError: 'recover-media',
  bufferAppendError: 'recover-media',
  bufferAppendingError: 'recover-media',
  bufferAppendNoProgress: 'recover-media',
  bufferStalledError: 'recover-media',
  bufferFullError: 'recover-media',
  bufferSeekOverHole: 'recover-media',
  bufferNudgeOnStall: 'recover-media',
  mediaSourceRequiresReset: 'recover-media',
  attachMediaError: 'recover-media',
  remuxAllocError: 'reload',
  internalException: 'reload',
  aborted: 'reload',
  unknown: 'reload',
  // This browser cannot decode it.
  manifestIncompatibleCodecsError: 'give-up',
  bufferAddCodecError: 'give-up',
  bufferIncompatibleCodecsError: 'give-up',
  // Protected or interstitial content, which Rostrum does not make.
  fragDecryptError: 'give-up',
  keySystemNoKeys: 'give-up',
  keySystemNoAccess: 'give-up',
  keySystemNoSession: 'give-up',
  keySystemNoConfiguredLicense: 'give-up',
  keySystemLicenseRequestFailed: 'give-up',
  keySystemServerCertificateRequestFailed: 'give-up',
  keySystemServerCertificateUpdateFailed: 'give-up',
  keySystemSessionUpdateFailed: 'give-up',
  keySystemStatusOutputRestricted: 'give-up',
  keySystemStatusInternalError: 'give-up',
  keySystemDestroyMediaKeysError: 'give-up',
  keySystemDestroyCloseSessionError: 'give-up',
  keySystemDestroyRemoveSessionError: 'give-up',
  assetListLoadError: 'retry',
  assetListLoadTimeout: 'retry',
  assetListParsingError: 'retry',
  interstitialAssetItemError: 'retry',
};

export interface Recovery {
  readonly action: ErrorAction;
  /** How long to wait before the action. */
  readonly pauseMs: number;
}

/** What was done about the errors so far. `since` values are on the clock of the caller. */
export interface RecoveryHistory {
  /** Actions since the last time that the picture moved for 10 s. */
  readonly count: number;
  readonly mediaRecoveredAtMs: number | undefined;
}

export const noHistory: RecoveryHistory = { count: 0, mediaRecoveredAtMs: undefined };

const pauseFor = (count: number): number => (count === 0 ? 0 : Math.min(5000, 500 * 2 ** (count - 1)));
/** A programme that went live a moment ago: its first part is near, and nobody should wait out a long pause for it. */
const isNotThereYet = (details: string, count: number): boolean => details.startsWith('manifestLoad') && count < 20;
const notThereYetPauseMs = 500;
/** A second media error so soon after a recovery means that the recovery did not help. */
const recoveryHelpsWithinMs = 5000;

/** The action for a fatal error, in the light of what was tried already. */
export function recoveryFor(
  details: string,
  history: RecoveryHistory,
  nowMs: number,
): { recovery: Recovery; history: RecoveryHistory } {
  const listed = Object.hasOwn(errorActions, details) ? errorActions[details as `${ErrorDetails}`] : 'reload';
  const triedInVain =
    listed === 'recover-media' &&
    history.mediaRecoveredAtMs !== undefined &&
    nowMs - history.mediaRecoveredAtMs < recoveryHelpsWithinMs;
  const action = triedInVain ? 'reload' : listed;
  const usualPauseMs = action === 'recover-media' ? 0 : pauseFor(history.count);
  const pauseMs = isNotThereYet(details, history.count) ? notThereYetPauseMs : usualPauseMs;
  return {
    recovery: { action, pauseMs },
    history: {
      count: history.count + 1,
      mediaRecoveredAtMs: action === 'recover-media' ? nowMs : history.mediaRecoveredAtMs,
    },
  };
}

/**
 * Every code that Rostrum answers with, in one place. `http` is the status of an HTTP answer; `wsClose` is set when the
 * fault ends a signaling socket (4000–4999 are for applications, RFC 6455 §7.4.2); `retry` says whether the same
 * request may succeed later without a change; `blame` decides who is told: `caller` is one info line, `upstream` a
 * warning, `us` an error that pages someone. `message` is the sentence that a person reads.
 */
export interface FaultKind {
  readonly http: number;
  readonly wsClose?: number;
  readonly retry: boolean;
  readonly blame: 'caller' | 'upstream' | 'us';
  readonly message: string;
}

const caller = (http: number, message: string, more: Partial<FaultKind> = {}): FaultKind => ({
  http,
  retry: false,
  blame: 'caller',
  message,
  ...more,
});
const upstream = (message: string): FaultKind => ({ http: 503, retry: true, blame: 'upstream', message });

export const faultKinds = {
  // What came in cannot be read.
  BAD_REQUEST: caller(400, 'The request could not be understood. Reload the page and try again.'),
  MESSAGE_MALFORMED: caller(400, 'The page sent something that the server could not read. Reload the page.'),
  MESSAGE_UNKNOWN: caller(400, 'The page asked for something that this server does not know. Reload the page.'),
  MESSAGE_TOO_LARGE: caller(413, 'The message is too large; 1 MiB is the limit.', { wsClose: 1009 }),
  MESSAGE_OUT_OF_ORDER: caller(409, 'That is not possible yet. Join first, then try again.'),
  RATE_EXCEEDED: caller(429, 'Too many messages at once. The connection was closed; reload the page to go on.', {
    wsClose: 4029,
    retry: true,
  }),
  PROTOCOL_VERSION_UNSUPPORTED: caller(426, 'This page is older than the server. Reload the page.', { wsClose: 4026 }),
  FIELD_INVALID: caller(422, 'Some of the fields are not right. Check them and try again.'),
  NOT_FOUND: caller(404, 'There is nothing at this address. Check the link.'),
  RANGE_NOT_SATISFIABLE: caller(416, 'The requested part lies past the end of the file.'),

  // Who asks.
  TOKEN_INVALID: caller(401, 'This link is not valid. Ask the organizer for a new one.', { wsClose: 4001 }),
  TOKEN_EXPIRED: caller(401, 'This link has expired. Ask the organizer for a new one.', { wsClose: 4002 }),
  SIGN_IN_REQUIRED: caller(401, 'Sign in with the link that the server printed when it started.'),
  SIGN_IN_LINK_USED: caller(401, 'This sign-in link was already used. Restart the server to get a new one.'),
  PERMISSION_DENIED: caller(403, 'Your role does not allow this. Ask the host.'),
  SESSION_REPLACED: caller(409, 'You joined from another tab or device, so this one was disconnected.', {
    wsClose: 4009,
  }),
  SESSION_LOST: caller(410, 'The connection was away for too long. Join again.', { wsClose: 4010 }),

  // Webinars, rooms, media.
  WEBINAR_NOT_FOUND: caller(404, 'This webinar does not exist, or it was deleted.'),
  WEBINAR_ENDED: caller(410, 'This webinar has ended.'),
  WEBINAR_NOT_LIVE: caller(409, 'The webinar is not live.'),
  WEBINAR_ALREADY_LIVE: caller(409, 'The webinar is already live.'),
  DRILL_RUNNING: caller(409, 'A rehearsal is running. Wait until it is done.', { retry: true }),
  STAGE_FULL: caller(409, 'The stage is full. Ask the host to make room.', { retry: true }),
  ROOM_CLOSED: caller(410, 'The room was closed. Join again.', { wsClose: 4011, retry: true }),
  LEASE_LOST: caller(409, 'The room has moved to another server. Try again in a moment.', {
    wsClose: 4013,
    retry: true,
  }),
  RTP_PARAMETERS_INVALID: caller(422, 'Your browser offered media that the server cannot use. Try another browser.'),
  TRANSPORT_NOT_FOUND: caller(404, 'The media connection is gone. Join again.'),
  PRODUCER_NOT_FOUND: caller(404, 'That camera, microphone or screen is no longer shared.'),
  CONSUMER_NOT_FOUND: caller(404, 'That picture or sound is no longer received.'),
  OFFER_NOT_FOUND: caller(404, 'The invitation to the stage is no longer open.'),
  PARTICIPANT_NOT_FOUND: caller(404, 'That person is not here any more.'),
  HANDS_FULL: caller(409, 'Many hands are up already. Try again in a while.', { retry: true }),
  TOO_FAST: caller(429, 'That was too fast. Wait a moment, then try again.', { retry: true }),
  REMOVED: caller(403, 'The host removed you from the webinar.', { wsClose: 4012 }),
  SOURCE_IN_USE: caller(409, 'This camera, microphone or screen is already shared.'),

  // Pictures of a webinar's look.
  UPLOAD_TOO_LARGE: caller(413, 'The file is too large; 5 MB is the limit. Save the picture smaller and try again.'),
  PICTURE_INVALID: caller(422, 'This file is no picture that can be used. Choose a PNG, JPEG or WebP file.'),
  PICTURE_TOO_LARGE: caller(
    422,
    'The picture has too many pixels; 4096 × 4096 is the limit. Save it smaller and try again.',
  ),
  ASSET_NOT_FOUND: caller(404, 'This picture was not uploaded, or it was removed. Upload it again.'),

  // Delivery.
  PROGRAMME_NOT_FOUND: caller(404, 'There is no programme at this address.'),
  PROGRAMME_ENDED: caller(409, 'The programme has ended; nothing can be added to it.'),
  ASSET_INVALID: caller(422, 'This picture cannot be used. Choose a PNG or JPEG file of at most 3840 × 2160 pixels.'),
  EPOCH_STALE: caller(409, 'Another mixer has taken over this programme.'),
  PART_OUT_OF_ORDER: caller(409, 'The part does not follow the last one.'),
  CAPTIONS_OFF: caller(409, 'This programme has no captions. Choose their language before the webinar goes live.'),
  CAPTIONS_FULL: caller(409, 'This programme has as many captions as it can take.'),
  PART_NOT_FOUND: caller(404, 'This part is not available, or no longer.'),
  PLAYLIST_REQUEST_INVALID: caller(400, 'The playlist request has wrong directives (RFC 8216bis §6.2.5.2).'),
  PLAYLIST_TIMEOUT: {
    http: 503,
    retry: true,
    blame: 'upstream',
    message: 'The next part did not come in time. Try again.',
  },

  // Recordings.
  RECORDING_NOT_FOUND: caller(404, 'This recording does not exist, or it was deleted.'),
  RECORDING_NOT_SHARED: caller(403, 'This recording is not open to you. Ask the organizer for a link to it.'),
  SHARE_NOT_FOUND: caller(410, 'This link was withdrawn. Ask the organizer for a new one.'),
  SHARES_FULL: caller(409, 'There are 50 links to this recording already. Withdraw one that is not needed any more.'),
  RECORDING_NOT_READY: caller(409, 'This recording is still being processed.', { retry: true }),
  TRACKS_NOT_RECORDED: caller(
    409,
    'The presenters were not recorded separately. Switch that on before the webinar goes live.',
  ),
  RENDER_NOT_FOUND: caller(404, 'This version of the recording does not exist, or it was deleted.'),
  JOB_CANCELLED: caller(410, 'The job was cancelled.'),
  RECORDING_EMPTY: caller(422, 'Nothing was broadcast, so there is nothing to record.'),
  OUTPUT_NOT_FOUND: caller(404, 'This file is not there any more.'),
  TRIM_INVALID: caller(422, 'The part to keep must lie within the recording and last at least half a second.'),
  JOB_DIED: upstream('The process that worked on this ended early. Try again.'),
  MEDIA_UNREADABLE: {
    http: 500,
    retry: false,
    blame: 'us',
    message: 'The recorded material could not be read. The operator finds the reason in the log.',
  },

  // Other parts.
  SFU_UNAVAILABLE: upstream('No media server is available. Try again in a moment.'),
  MIXER_UNAVAILABLE: upstream('No mixer is available, so the webinar cannot go live. Try again in a moment.'),
  ORIGIN_UNAVAILABLE: upstream('The streaming server does not answer. Try again in a moment.'),
  DATABASE_UNAVAILABLE: upstream('The database does not answer. Try again in a moment.'),
  REDIS_UNAVAILABLE: upstream('A part of the service is restarting. Try again in a moment.'),
  STORAGE_UNAVAILABLE: upstream('The storage does not answer. Try again in a moment.'),
  LINK_CLOSED: upstream('The connection between two parts of the service was lost. Try again in a moment.'),
  REQUEST_TIMEOUT: upstream('The server took too long to answer. Try again.'),
  SHUTTING_DOWN: upstream('The server is restarting. Try again in a moment.'),
  CONFIG_INVALID: { http: 500, retry: false, blame: 'us', message: 'The configuration is not valid.' },
  INTERNAL: {
    http: 500,
    retry: true,
    blame: 'us',
    message: 'Something went wrong on the server. Try again; if it stays, tell the operator.',
  },
} as const satisfies Record<string, FaultKind>;

export type FaultCode = keyof typeof faultKinds;

export const isFaultCode = (code: unknown): code is FaultCode =>
  typeof code === 'string' && Object.hasOwn(faultKinds, code);

/** The kind of a code, with optional fields visible (the table itself has narrower literal types). */
export const faultKind = (code: FaultCode): FaultKind => faultKinds[code];

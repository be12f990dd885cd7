import { parseAnswer } from '@rostrum/link';
import {
  type AccessChange,
  type Asset,
  AssetSchema,
  type AssetUse,
  type Bin,
  BinSchema,
  type Branding,
  type BrandingChange,
  BrandingSchema,
  ErrorAnswerSchema,
  Fault,
  type Join,
  type Joined,
  JoinedSchema,
  type Me,
  MeSchema,
  type NewShare,
  type NewWebinar,
  type OpenRecording,
  type Output,
  OutputSchema,
  type RecordingDetails,
  RecordingDetailsSchema,
  type RecordingList,
  RecordingListSchema,
  type RecordingVisit,
  RecordingVisitSchema,
  type Render,
  RenderListSchema,
  type RenderOptions,
  RenderSchema,
  type Share,
  ShareSchema,
  type Sharing,
  SharingSchema,
  type StorageCondition,
  StorageConditionSchema,
  type TrackFiles,
  TrackFilesSchema,
  type Trim,
  type Webinar,
  type WebinarChange,
  type WebinarList,
  WebinarListSchema,
  WebinarSchema,
} from '@rostrum/protocol';
import type { Static, TSchema } from 'typebox';
import Type from 'typebox';
import { heedClock } from './server-clock.ts';

interface Call {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** A file goes as it is, all else as JSON. */
  readonly body?: unknown;
}

const contentOf = (body: unknown) => {
  if (body === undefined) return {};
  if (body instanceof Blob) return { body, headers: { 'content-type': 'application/octet-stream' } };
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
};

const Anything = Type.Object({});

/** @throws Fault as the server answered, or LINK_CLOSED when there was no answer */
async function call<S extends TSchema>(
  path: string,
  schema: S,
  { method = 'GET', body }: Call = {},
): Promise<Static<S>> {
  let response: Response;
  const askedMs = Date.now();
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      ...contentOf(body),
    });
  } catch (cause) {
    throw new Fault('LINK_CLOSED', { publicMessage: 'The server does not answer. Check your connection.', cause });
  }
  heedClock({ date: response.headers.get('date'), askedMs, answeredMs: Date.now() });
  const answer: unknown = await response.json().catch((cause: unknown) => {
    throw new Fault(response.ok ? 'INTERNAL' : 'LINK_CLOSED', { detail: `status ${response.status}`, cause });
  });
  if (!response.ok) throw Fault.fromWire(parseAnswer(ErrorAnswerSchema, answer, 'INTERNAL'));
  return parseAnswer(schema, answer, 'INTERNAL');
}

const recordingPath = (id: string) => `/api/recordings/${encodeURIComponent(id)}`;
const outputPath = (id: string, output: string) => `${recordingPath(id)}/outputs/${encodeURIComponent(output)}`;

/** The HTTP API of control. */
export const api = {
  me: (): Promise<Me> => call('/api/me', MeSchema),
  signIn: (token: string): Promise<Me> => call('/api/sign-in', MeSchema, { method: 'POST', body: { token } }),
  signOut: () => call('/api/sign-out', Anything, { method: 'POST', body: {} }),
  bin: (): Promise<Bin> => call('/api/bin', BinSchema),
  restore: (kind: 'webinar' | 'recording', id: string) =>
    call(`/api/${kind}s/${encodeURIComponent(id)}/restore`, Anything, { method: 'POST', body: {} }),
  storage: (): Promise<StorageCondition> => call('/api/storage', StorageConditionSchema),
  webinars: (): Promise<WebinarList> => call('/api/webinars', WebinarListSchema),
  webinar: (id: string): Promise<Webinar> => call(`/api/webinars/${encodeURIComponent(id)}`, WebinarSchema),
  createWebinar: (webinar: NewWebinar): Promise<Webinar> =>
    call('/api/webinars', WebinarSchema, { method: 'POST', body: webinar }),
  changeWebinar: (id: string, change: WebinarChange): Promise<Webinar> =>
    call(`/api/webinars/${encodeURIComponent(id)}`, WebinarSchema, { method: 'PATCH', body: change }),
  deleteWebinar: (id: string) => call(`/api/webinars/${encodeURIComponent(id)}`, Anything, { method: 'DELETE' }),
  branding: (id: string): Promise<Branding> => call(`/api/webinars/${encodeURIComponent(id)}/branding`, BrandingSchema),
  changeBranding: (id: string, change: BrandingChange): Promise<Branding> =>
    call(`/api/webinars/${encodeURIComponent(id)}/branding`, BrandingSchema, { method: 'PATCH', body: change }),
  uploadPicture: (id: string, use: AssetUse, file: Blob): Promise<Asset> =>
    call(`/api/webinars/${encodeURIComponent(id)}/assets?use=${use}`, AssetSchema, { method: 'POST', body: file }),
  recordings: (webinarId?: string): Promise<RecordingList> =>
    call(`/api/recordings${webinarId ? `?webinar=${encodeURIComponent(webinarId)}` : ''}`, RecordingListSchema),
  recording: (id: string): Promise<RecordingDetails> => call(recordingPath(id), RecordingDetailsSchema),
  retryRecording: (id: string) => call(`${recordingPath(id)}/retry`, Anything, { method: 'POST', body: {} }),
  trim: (id: string, trim: Trim): Promise<Output> =>
    call(`${recordingPath(id)}/trims`, OutputSchema, { method: 'POST', body: trim }),
  retryOutput: (id: string, output: string) =>
    call(`${outputPath(id, output)}/retry`, Anything, { method: 'POST', body: {} }),
  cancelOutput: (id: string, output: string) =>
    call(`${outputPath(id, output)}/cancel`, Anything, { method: 'POST', body: {} }),
  deleteOutput: (id: string, output: string) => call(outputPath(id, output), Anything, { method: 'DELETE' }),
  restoreRecording: (id: string) => call(`${recordingPath(id)}/restore`, Anything, { method: 'POST', body: {} }),
  deleteRecording: (id: string) => call(`/api/recordings/${encodeURIComponent(id)}`, Anything, { method: 'DELETE' }),
  tracks: (id: string): Promise<TrackFiles> => call(`${recordingPath(id)}/tracks`, TrackFilesSchema),
  makeTracks: (id: string): Promise<TrackFiles> =>
    call(`${recordingPath(id)}/tracks`, TrackFilesSchema, { method: 'POST', body: {} }),
  trackUrl: (id: string, file: string): string => `${recordingPath(id)}/tracks/${encodeURIComponent(file)}`,
  renders: (id: string): Promise<{ renders: Render[] }> => call(`${recordingPath(id)}/renders`, RenderListSchema),
  render: (id: string, options: RenderOptions): Promise<Render> =>
    call(`${recordingPath(id)}/renders`, RenderSchema, { method: 'POST', body: options }),
  deleteRender: (id: string, render: string) =>
    call(`${recordingPath(id)}/renders/${encodeURIComponent(render)}`, Anything, { method: 'DELETE' }),
  sharing: (id: string): Promise<Sharing> => call(`${recordingPath(id)}/sharing`, SharingSchema),
  setAccess: (id: string, change: AccessChange): Promise<Sharing> =>
    call(`${recordingPath(id)}/sharing`, SharingSchema, { method: 'PATCH', body: change }),
  share: (id: string, share: NewShare): Promise<Share> =>
    call(`${recordingPath(id)}/shares`, ShareSchema, { method: 'POST', body: share }),
  withdrawShare: (id: string, share: string) =>
    call(`${recordingPath(id)}/shares/${encodeURIComponent(share)}`, Anything, { method: 'DELETE' }),
  visit: (open: OpenRecording): Promise<RecordingVisit> =>
    call('/api/visits', RecordingVisitSchema, { method: 'POST', body: open }),
  viewed: (pass: string) =>
    call(`/api/visits/${encodeURIComponent(pass)}/views`, Anything, { method: 'POST', body: {} }),
  join: (join: Join): Promise<Joined> => call('/api/join', JoinedSchema, { method: 'POST', body: join }),
};

/** The signaling socket's address beside this page. */
export const stageUrl = (): string => `${location.origin.replace(/^http/, 'ws')}/api/stage`;

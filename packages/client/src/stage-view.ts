import type { ChatMessage, Moment, ParticipantId, Role, Source, StageState } from '@rostrum/protocol';
import type { ConnectionQuality } from './connection-quality.ts';
import type { RemoteTrack } from './media-receive.ts';
import type { Promotion } from './promotion.ts';
import type { SocketState } from './resume-policy.ts';
import type { StagePhase } from './stage-phase.ts';

/** All that a page draws of the stage: a new object at each change. */
export interface StageView {
  /** A viewer is in the `lobby` while in the audience. */
  readonly phase: StagePhase;
  readonly socket: SocketState;
  readonly me: ParticipantId | undefined;
  /** The role that counts now, whatever the link says. */
  readonly role: Role | undefined;
  /** Undefined until the first hello was answered. */
  readonly room: StageState | undefined;
  readonly remote: readonly RemoteTrack[];
  /** Of this page's own connection; `unknown` until it was measured. */
  readonly quality: ConnectionQuality;
  /** Of all rooms that this person may read, oldest first. */
  readonly chat: readonly ChatMessage[];
  /** In the audience: what happens in the programme, with the programme's time; not yet what the picture shows. */
  readonly moments: readonly Moment[];
  readonly promotion: Promotion;
}

/** What somebody else did that concerns this person, once. */
export type StageOccurrence =
  /** `by` is not known when it happened while the socket was away. */
  | { readonly type: 'muted'; readonly source: Source; readonly by: string | undefined }
  | { readonly type: 'offer-declined'; readonly participantId: ParticipantId; readonly name: string }
  /** The offer was withdrawn, or is too old. */
  | { readonly type: 'offer-closed' }
  | { readonly type: 'demoted' }
  /** A host rehearses: this person's media goes now, and comes back. */
  | { readonly type: 'drill-began' };

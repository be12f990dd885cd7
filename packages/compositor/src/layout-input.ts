import type { Branding, ParticipantId, Production } from '@rostrum/protocol';

/** Someone on the stage, as far as the picture is concerned. */
export interface ScenePerson {
  readonly id: ParticipantId;
  readonly name: string;
  /** A line under the name; default none. */
  readonly title?: string;
  /** Frames of the camera have come and go on coming. */
  readonly hasCamera: boolean;
  readonly hasScreen: boolean;
  readonly muted: boolean;
}

/** What a layout is made of: the canvas, who is there, and what the host has directed. */
export interface LayoutInput {
  readonly width: number;
  readonly height: number;
  /** In order of joining. */
  readonly people: readonly ScenePerson[];
  /** Shown when nobody is to be seen; the title is also said on the slates that the host shows. */
  readonly slate: { readonly title: string; readonly message: string };
  /** Default: nobody has directed anything. */
  readonly production?: Omit<Production, 'transition' | 'gains'>;
  readonly branding?: Branding;
  /** Held steady by the room. Default null: nobody has spoken. */
  readonly speaker?: ParticipantId | null;
}

import type { ParticipantId } from '@rostrum/protocol';

/** Someone on the stage, as far as the picture is concerned. */
export interface ScenePerson {
  readonly id: ParticipantId;
  readonly name: string;
  /** Frames of the camera have come and go on coming. */
  readonly hasCamera: boolean;
  readonly hasScreen: boolean;
  readonly muted: boolean;
}

/** What a layout is made of. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** In order of joining: the order of the tiles. */
  readonly people: readonly ScenePerson[];
  readonly slate: { readonly title: string; readonly message: string };
}

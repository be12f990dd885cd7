import type { ParticipantId } from '@rostrum/protocol';

/** Pixels of the canvas; x and y from the top left. Width is a multiple of 32 and height is even, as scalers like it. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What a tile shows: someone's moving picture, or a card in its place. */
export type TileContent =
  | { readonly kind: 'video'; readonly participantId: ParticipantId; readonly source: 'camera' | 'screen' }
  | { readonly kind: 'card'; readonly initials: string; readonly hue: number };

export interface Tile extends Box {
  /** Stays the same as long as the tile shows the same thing of the same person. */
  readonly key: string;
  readonly content: TileContent;
  readonly label: Label;
}

export interface Label {
  readonly text: string;
  readonly muted: boolean;
}

/** One picture of the programme, as data: what is where. The engine draws it. */
export type Plan =
  | { readonly kind: 'tiles'; readonly tiles: readonly Tile[] }
  | { readonly kind: 'slate'; readonly title: string; readonly message: string };

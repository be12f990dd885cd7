import type { Branding, LowerThird, ParticipantId } from '@rostrum/protocol';

/**
 * Pixels of the canvas; x and y from the top left. As scalers like it, x, y and height are even and width is a multiple of
 * 32, or the canvas's own.
 */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** What a tile shows: someone's moving picture, or a card in its place. */
export type TileContent =
  | { readonly kind: 'video'; readonly participantId: ParticipantId; readonly source: 'camera' | 'screen' }
  | { readonly kind: 'card'; readonly participantId: ParticipantId; readonly initials: string; readonly hue: number };

export interface Tile extends Box {
  /** Stays the same as long as the tile shows the same thing of the same person. */
  readonly key: string;
  readonly content: TileContent;
  /** Null where a name would be in the way, or the look has none. */
  readonly label: Label | null;
  /** Lies in front of the tile before it, with a thin border around it. */
  readonly isInset: boolean;
  /** Has the accent around it: the speaker among others. */
  readonly isAccented: boolean;
}

export interface Label {
  readonly text: string;
  /** A line under the name; may be empty. */
  readonly title: string;
  readonly muted: boolean;
}

/** What lies over tiles and slates alike. */
export interface Overlays {
  readonly branding: Branding;
  /** Where the lower third may stand; it is as wide as its words. */
  readonly lowerThird: (LowerThird & Box) | null;
  /** A band of its own: nothing lies under it. */
  readonly ticker: ({ readonly text: string } & Box) | null;
  /** The logo is fitted into it, to the right and the top. */
  readonly logo: Box | null;
}

/** One picture of the programme, as data: what is where. The engine draws it. Tiles are in the order of drawing. */
export type Plan = Overlays &
  (
    | { readonly kind: 'tiles'; readonly tiles: readonly Tile[] }
    | {
        readonly kind: 'slate';
        readonly title: string;
        readonly message: string;
        /** Counted down to; milliseconds since 1970. */
        readonly untilMs: number | null;
      }
  );

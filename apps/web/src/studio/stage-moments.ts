import { createContext } from 'react';

/** When the stage can first be seen and heard: a page that shows something else until then waits for it. */
export interface StageMomentsValue {
  /** A picture of somebody else begins to show. */
  readonly onPicture: () => void;
  /** Somebody else's sound begins to play. */
  readonly onSound: () => void;
}

const nobodyWaits: StageMomentsValue = { onPicture: () => undefined, onSound: () => undefined };

export const StageMoments = createContext(nobodyWaits);

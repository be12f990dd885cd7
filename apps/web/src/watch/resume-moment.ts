/** How late a voice from the stage is heard: capture, network, jitter buffer. */
const heardAfterMs = 200;

/**
 * The last moment of the programme that somebody who was on the stage has heard, in ms since the epoch: a voice is
 * heard a little after it was spoken, and the programme's dates are those of speaking. The player begins there or
 * earlier, never later; a word twice is better than a word missed.
 */
export const lastHeardMs = (leftAtMs: number): number => leftAtMs - heardAfterMs;

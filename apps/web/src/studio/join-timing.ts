// Marks that a benchmark reads: from the click on Join to the first remote frame.

const click = 'rostrum:join-click';
const frame = 'rostrum:first-remote-frame';
let isWaiting = false;

export function markJoinClick(): void {
  performance.clearMarks(click);
  performance.clearMarks(frame);
  performance.mark(click);
  isWaiting = true;
}

/** Called for each picture that begins to show; only the first one after the click counts. */
export function markRemoteFrame(): void {
  if (!isWaiting) return;
  isWaiting = false;
  performance.mark(frame);
}

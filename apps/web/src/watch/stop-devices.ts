import type { OpenedStage } from '../studio/use-stage.ts';

/** Their lights go out, and the next time begins as the first one did. */
export function stopDevices({ media }: OpenedStage): void {
  media.stop('camera');
  media.stop('microphone');
  media.stopScreen();
  media.setMuted(false);
}

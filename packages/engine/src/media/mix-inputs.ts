import type { ScenePerson, TileContent } from '@rostrum/compositor';
import type { ProgrammeState } from '@rostrum/protocol';
import type { ShownPicture } from '../picture/tile-painter.ts';

/** What a mix asks of everybody's media, wherever it comes from. */
export interface MixInputs {
  readonly sources: number;
  readonly lostPackets: number;
  readonly failures: number;
  readonly lastFailure: unknown;
  apply(state: ProgrammeState): void;
  /** Called once for each frame of the programme. */
  tick(nowMs: number): void;
  /** Turns all pictures to the ones of this time. */
  turnTo(mediaSeconds: number): void;
  scenePeople(nowMs: number): ScenePerson[];
  pictureOf(content: TileContent): ShownPicture | undefined;
  /** Adds everybody's sound from this sample on (counted from 1970) to `left` and `right`. */
  addSound(left: Float32Array, right: Float32Array, fromSample: number): void;
  close(): void;
}

import { layout } from '@rostrum/compositor';
import type { ParticipantId } from '@rostrum/protocol';
import type { Region } from './frames.ts';

const canvas = { width: 1280, height: 720, slate: { title: '', message: '' } };

/** Where the compositor puts so many people. */
export function regionsOf(count: number): readonly Region[] {
  const people = Array.from({ length: count }, (_, index) => ({
    id: `u_${index}` as ParticipantId,
    name: `${index}`,
    hasCamera: true,
    hasScreen: false,
    muted: false,
  }));
  const plan = layout({ ...canvas, people });
  return plan.kind === 'tiles' ? plan.tiles : [];
}

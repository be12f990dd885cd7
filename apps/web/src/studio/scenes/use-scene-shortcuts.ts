import type { StageView } from '@rostrum/client';
import type { Shortcuts } from '../../use-shortcuts.ts';
import type { OpenedStage } from '../use-stage.ts';
import { choices, sceneFor } from './choices.ts';
import { useDirect } from './use-direct.ts';

/** The keys 1 to 9 put a scene on air, for who may direct. */
export function useSceneShortcuts(stage: OpenedStage, { room }: StageView): Shortcuts {
  const direct = useDirect(stage);
  if (!room?.direction) return {};
  return Object.fromEntries(
    choices.flatMap(({ id, shortcut }) =>
      shortcut === undefined ? [] : [[shortcut, () => direct({ scene: sceneFor(id), transition: { kind: 'cut' } })]],
    ),
  );
}

import type { SfuNode } from '@rostrum/sfu';
import type { ControlPeer } from './room-owners.ts';

export interface DrainOptions {
  readonly node: Pick<SfuNode, 'rooms'>;
  /** What is not moved by then ends with the node. */
  readonly waitMs: number;
}

export interface DrainSurroundings {
  readonly links: ReadonlySet<Pick<ControlPeer, 'emit'>>;
  /** Whether there is a node that the rooms could be moved to. */
  others(): Promise<boolean>;
  /** Tells everybody at once that nothing more is to be placed here. */
  announce(): Promise<void>;
}

const lookEveryMs = 50;

/** The end of a node in good order: control moves the rooms elsewhere, one by one, and the node waits for that. */
export class Drain {
  readonly #options: DrainOptions;
  hasBegun = false;

  constructor(options: DrainOptions) {
    this.#options = options;
  }

  /** Answers how many rooms are left. Never fails: a node that cannot ask for others ends at once. */
  async run({ links, others, announce }: DrainSurroundings): Promise<number> {
    const { node, waitMs } = this.#options;
    this.hasBegun = true;
    await announce();
    const canMove = node.rooms.size > 0 && waitMs > 0 && (await others().catch(() => false));
    if (!canMove) return node.rooms.size;
    for (const link of links) link.emit('draining', {});
    const giveUpAt = performance.now() + waitMs;
    // Without control nobody moves them.
    while (node.rooms.size > 0 && links.size > 0 && performance.now() < giveUpAt) {
      await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    }
    return node.rooms.size;
  }
}

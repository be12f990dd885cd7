export interface Candidate {
  readonly id: string;
  readonly region: string;
  /** 0 idle to 1 full. */
  readonly load: number;
  readonly draining: boolean;
}

/** The node that takes new work: in the region if there is one, then the least loaded; undefined when none can. */
export function place<C extends Candidate>(candidates: readonly C[], region: string, avoid?: string): C | undefined {
  const open = candidates.filter((node) => !node.draining);
  const [best] = open.toSorted(
    (a, b) =>
      Number(a.id === avoid) - Number(b.id === avoid) ||
      Number(b.region === region) - Number(a.region === region) ||
      a.load - b.load ||
      a.id.localeCompare(b.id),
  );
  return best;
}

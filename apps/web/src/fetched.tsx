import { type ComponentType, lazy, useState } from 'react';

/** A component in a file of its own, which is brought when it is needed, or a little before. */
export class FetchedPart<P extends object> {
  readonly #load: () => Promise<{ default: ComponentType<P> }>;
  readonly #late: ComponentType<P>;
  #here: ComponentType<P> | undefined;

  constructor(load: () => Promise<{ default: ComponentType<P> }>) {
    this.#load = load;
    this.#late = lazy(() => this.fetch());
  }

  async fetch(): Promise<{ default: ComponentType<P> }> {
    const module = await this.#load();
    this.#here = module.default;
    return module;
  }

  get best(): ComponentType<P> {
    return this.#here ?? this.#late;
  }
}

/**
 * Draws a part inside a `Suspense`: at once when it is here already. Of React's `lazy` the fallback is drawn first, even
 * then, and for 300 ms nothing else.
 */
export function Fetched<P extends object>({ part, props }: { readonly part: FetchedPart<P>; readonly props: P }) {
  // The same component for as long as it is drawn.
  const [Part] = useState<ComponentType<P>>(() => part.best);
  return <Part {...props} />;
}

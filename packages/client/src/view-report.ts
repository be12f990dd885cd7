import type { ShownTile, View } from '@rostrum/protocol';

export interface ViewReportOptions {
  /** Tells the room. A refusal is the socket's loss: the next one tells again. */
  readonly send: (view: View) => Promise<unknown>;
  /** A window that is being dragged would otherwise ask for layers at each step. Default 150. */
  readonly debounceMs?: number;
  /** Default: the page's document. */
  readonly page?: (Pick<EventTarget, 'addEventListener' | 'removeEventListener'> & { hidden: boolean }) | undefined;
}

/** The largest that the room takes; also the largest that a screen can be. */
const mostTiles = 64;
const highestPx = 10_000;

/** What a page shows, as the room is told: in a fixed order, in whole device pixels. */
export function viewOf(tiles: Iterable<ShownTile>, isHidden: boolean): View {
  const shown = [...tiles].map((tile) => ({
    ...tile,
    heightPx: Math.min(highestPx, Math.max(0, Math.round(tile.heightPx))),
  }));
  const keyOf = ({ participantId, source }: ShownTile) => `${participantId} ${source}`;
  shown.sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  // The smallest are left out where there are too many; the room takes what is not named for not shown.
  const most = shown.length <= mostTiles ? shown : shown.toSorted((a, b) => b.heightPx - a.heightPx);
  return { isHidden, tiles: most.slice(0, mostTiles) };
}

/** Tells the room what this page shows, a little after each change, and never the same twice. */
export class ViewReport {
  readonly #options: ViewReportOptions;
  readonly #tiles = new Map<string, ShownTile>();
  readonly #page: ViewReportOptions['page'];
  readonly #onVisibility = () => this.#soon();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStrained = false;
  #told = '';

  constructor(options: ViewReportOptions) {
    this.#options = options;
    this.#page = 'page' in options ? options.page : globalThis.document;
    this.#page?.addEventListener('visibilitychange', this.#onVisibility);
  }

  /** @param key of the place on the page; `undefined`: there is nothing in it any more */
  show(key: string, tile: ShownTile | undefined): void {
    if (tile) this.#tiles.set(key, tile);
    else this.#tiles.delete(key);
    this.#soon();
  }

  /** Whether the machine keeps up with what it decodes, see decoder-strain.ts. */
  setStrained(isStrained: boolean): void {
    if (isStrained === this.#isStrained) return;
    this.#isStrained = isStrained;
    this.#soon();
  }

  /** The room knows nothing of us (a new seat, a new socket): tell it all, soon. */
  again(): void {
    this.#told = '';
    this.#soon();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#page?.removeEventListener('visibilitychange', this.#onVisibility);
  }

  #soon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), this.#options.debounceMs ?? 150);
  }

  #tell(): void {
    const shown = viewOf(this.#tiles.values(), this.#page?.hidden ?? false);
    const view = this.#isStrained ? { ...shown, isStrained: true } : shown;
    const text = JSON.stringify(view);
    if (text === this.#told) return;
    this.#told = text;
    this.#options.send(view).catch(() => {
      if (this.#told === text) this.#told = '';
    });
  }
}

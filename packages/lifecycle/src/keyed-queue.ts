import { Fault, type FaultCode } from '@rostrum/protocol';

/** Tasks with one key run one after the other, in order; different keys run side by side. */
export class KeyedQueue<Key> {
  readonly #tails = new Map<Key, { last: Promise<unknown>; closed: AbortController }>();

  /** @throws Fault with the code given to `close`, when the key was closed before the task's turn */
  run<T>(key: Key, task: () => Promise<T> | T): Promise<T> {
    const tail = this.#tails.get(key) ?? { last: Promise.resolve(), closed: new AbortController() };
    const result = tail.last.then(() => {
      tail.closed.signal.throwIfAborted();
      return task();
    });
    // The queue goes on after a task that failed; who asked for the task hears of it.
    const settled = result.then(
      () => undefined,
      () => undefined,
    );
    tail.last = settled;
    this.#tails.set(key, tail);
    void settled.then(() => {
      if (this.#tails.get(key)?.last === settled) this.#tails.delete(key);
    });
    return result;
  }

  /** What waits for its turn is refused with `code`; a task that runs is not interrupted. */
  close(key: Key, code: FaultCode): void {
    this.#tails.get(key)?.closed.abort(new Fault(code));
    this.#tails.delete(key);
  }

  /** Keys with work that runs or waits. */
  get size(): number {
    return this.#tails.size;
  }
}

/** A named step of a close. */
interface Cleanup {
  readonly name: string;
  run(): unknown;
}

/**
 * What has to be undone, undone in reverse order of being added, each step even when an earlier one failed. `close` runs
 * once: later calls answer the same promise.
 */
export class Cleanups {
  readonly #steps: Cleanup[] = [];
  #closing: Promise<void> | undefined;

  add(name: string, run: () => unknown): void {
    this.#steps.push({ name, run });
  }

  get isClosing(): boolean {
    return this.#closing !== undefined;
  }

  /** @throws AggregateError with the failures of the steps, after all of them have run */
  close(): Promise<void> {
    this.#closing ??= this.#run();
    return this.#closing;
  }

  async #run(): Promise<void> {
    const failures: Error[] = [];
    for (const step of this.#steps.toReversed()) {
      try {
        await step.run();
      } catch (cause) {
        failures.push(new Error(`closing ${step.name} failed`, { cause }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map((failure) => failure.message).join('; '));
  }
}

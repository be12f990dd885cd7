/** A reason not to start that the person at the terminal can do something about; `exitCode` as in sysexits.h. */
export class Refusal extends Error {
  readonly exitCode: number;

  constructor(message: string, { exitCode = 1 }: { exitCode?: number } = {}) {
    super(message);
    this.exitCode = exitCode;
  }
}

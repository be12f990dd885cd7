import { type FaultCode, type FaultKind, faultKind, isFaultCode } from './errors.ts';

export interface FaultOptions {
  /** For the log: what exactly happened. Never shown to the caller. */
  readonly detail?: string;
  /** A sentence for the person, where it can be more exact than the table's. */
  readonly publicMessage?: string;
  readonly cause?: unknown;
}

/** The shape of a fault on a wire. */
export interface WireFault {
  readonly code: FaultCode;
  readonly message: string;
}

/** The one error class of Rostrum: a code from the table, a sentence for the person, and a detail for the log. */
export class Fault extends Error {
  readonly code: FaultCode;
  readonly publicMessage: string;

  constructor(code: FaultCode, options: FaultOptions = {}) {
    super(
      options.detail === undefined ? code : `${code}: ${options.detail}`,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.name = 'Fault';
    this.code = code;
    this.publicMessage = options.publicMessage ?? faultKind(code).message;
  }

  get kind(): FaultKind {
    return faultKind(this.code);
  }

  toWire(): WireFault {
    return { code: this.code, message: this.publicMessage };
  }

  static fromWire(wire: { code: string; message: string }): Fault {
    return isFaultCode(wire.code)
      ? new Fault(wire.code, { publicMessage: wire.message })
      : new Fault('INTERNAL', { publicMessage: wire.message, detail: `unknown code ${wire.code}` });
  }
}

/** Called at the edges only: HTTP error handler, link dispatcher, job runner. */
export function toFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  return new Fault('INTERNAL', { detail: error instanceof Error ? error.message : String(error), cause: error });
}

import { Fault, type FaultCode } from '@rostrum/protocol';
import type { types } from 'mediasoup';

/**
 * A call to mediasoup. It throws TypeError and UnsupportedError for parameters that it cannot use: those are the
 * caller's, and get `code`.
 */
export async function ask<T>(code: FaultCode, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    if (error.name === 'WorkerClosedError') throw new Fault('ROOM_CLOSED', { detail: error.message, cause });
    throw new Fault(code, { detail: error.message, cause });
  }
}

/**
 * Our wire types and mediasoup's describe the same objects, but differ in how optional fields are written (TypeScript's
 * exactOptionalPropertyTypes). What goes in was checked by the schemas of packages/protocol, and is checked again by
 * mediasoup.
 */
export const toMediasoup = {
  rtpParameters: (value: object) => value as types.RtpParameters,
  rtpCapabilities: (value: object) => value as types.RtpCapabilities,
  dtlsParameters: (value: object) => value as types.DtlsParameters,
  layers: (value: object) => value as types.ConsumerLayers,
};

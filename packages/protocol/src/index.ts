export * from './definition.ts';
export { type FaultCode, type FaultKind, faultKind, faultKinds, isFaultCode } from './errors.ts';
export { Fault, type FaultOptions, toFault, type WireFault } from './fault.ts';
export * from './ids.ts';
export * from './ingest.ts';
export * from './media.ts';
export * from './mixer-link.ts';

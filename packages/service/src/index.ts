export { type ByteRange, byteRange } from './byte-range.ts';
export { logFault, replyWithFaults } from './fault-reply.ts';
export { gaugesOf } from './gauges.ts';
export { addHealthRoutes, type Health } from './health.ts';
export { lowerPriority, raisePriority } from './live-priority.ts';
export { createLogger, type Log } from './logger.ts';
export { NodeServer, type NodeServerOptions } from './node-server.ts';
export { type Running, runProcess } from './run-process.ts';
export { addStorageGauges, logStorage, type ReportedStorage } from './storage-report.ts';
export {
  type Audience,
  claimedAudience,
  signServiceToken,
  signToken,
  type TokenOptions,
  type Verified,
  verifyBearer,
  verifyToken,
} from './tokens.ts';

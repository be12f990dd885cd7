export { Epochs } from './epochs.ts';
export { type NodeKind, type NodeRecord, NodeRecordSchema, NodeRegistry } from './node-registry.ts';
export { RedisConnection } from './redis.ts';
export { Snapshots } from './snapshots.ts';

export { Epochs } from './epochs.ts';
export { Journals } from './journals.ts';
export { type Acquired, type Held, type LeaseHolder, Leases, type LeasesOptions } from './leases.ts';
export { type NodeKind, type NodeRecord, NodeRecordSchema, NodeRegistry } from './node-registry.ts';
export { RedisConnection } from './redis.ts';
export { Snapshots } from './snapshots.ts';

export { type Lease, Leases } from './lease.ts';
export { type NodeKind, type NodeRecord, NodeRecordSchema, NodeRegistry } from './node-registry.ts';
export { RedisConnection } from './redis.ts';

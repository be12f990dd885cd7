import { type Clock, systemClock } from '@rostrum/lifecycle';
import { NodeIdSchema, RegionSchema, Strict } from '@rostrum/protocol';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { RedisConnection } from './redis.ts';

export const NodeRecordSchema = Strict({
  id: NodeIdSchema,
  kind: Type.Union([Type.Literal('sfu'), Type.Literal('mixer')]),
  region: RegionSchema,
  /** Where control opens the link. */
  linkUrl: Type.String({ maxLength: 2048 }),
  version: Type.String({ maxLength: 64 }),
  /** 0 idle to 1 full, by the node's own measure; takes no new work when `draining`. */
  load: Type.Number({ minimum: 0 }),
  /** Of SFU nodes: what `load` is a share of, and where media goes. */
  media: Type.Optional(
    Strict({
      /** What may go out at once, in kbit/s. */
      capacityKbps: Type.Integer({ minimum: 1 }),
      /** Where browsers send to, and on which port at first; each worker has one. */
      publicAddress: Type.String({ maxLength: 255 }),
      port: Type.Integer({ minimum: 1, maximum: 65535 }),
      /** Where other nodes and mixers send to. */
      privateAddress: Type.String({ maxLength: 255 }),
    }),
  ),
  draining: Type.Boolean(),
});
export type NodeRecord = Static<typeof NodeRecordSchema>;
export type NodeKind = NodeRecord['kind'];

/** A node is written anew this often, and counts as gone when it was not for `expireMs`. */
const refreshMs = 1000;
const expireMs = 3500;

/** The ids ever announced of a kind; those whose record has expired are dropped when it is read. */
const idsOf = (kind: NodeKind) => `rostrum:nodes:${kind}`;
const keyOf = (kind: NodeKind, id: string) => `rostrum:node:${kind}:${id}`;

export interface Announcement {
  /** Something about the node has changed that others must know at once. */
  now(): Promise<void>;
  end(): Promise<void>;
}

/** Which nodes there are: each writes itself, with an expiry. */
export class NodeRegistry {
  readonly #redis: RedisConnection;
  readonly #clock: Clock;

  constructor(redis: RedisConnection, clock: Clock = systemClock) {
    this.#redis = redis;
    this.#clock = clock;
  }

  /** Keeps a node announced until its end. Redis being away does not stop it. */
  announce(describe: () => NodeRecord): Announcement {
    const write = () => {
      const record = describe();
      return this.#redis
        .run(async (redis): Promise<void> => {
          await redis.set(keyOf(record.kind, record.id), JSON.stringify(record), 'PX', expireMs);
          await redis.sadd(idsOf(record.kind), record.id);
        })
        .catch(() => undefined); // The connection tells of its loss itself; the next turn tries again.
    };
    void write();
    const timer = this.#clock.every(refreshMs, () => void write());
    const end = async () => {
      timer.cancel();
      const { kind, id } = describe();
      await this.#redis.run((redis) => redis.del(keyOf(kind, id))).catch(() => undefined); // It expires anyway.
    };
    return { now: write, end };
  }

  /** @throws Fault REDIS_UNAVAILABLE */
  async list(kind: NodeKind): Promise<NodeRecord[]> {
    const texts = await this.#redis.run(async (redis) => {
      const ids = await redis.smembers(idsOf(kind));
      if (ids.length === 0) return [];
      const records = await redis.mget(ids.map((id) => keyOf(kind, id)));
      const gone = ids.filter((_id, index) => records[index] === null);
      if (gone.length > 0) await redis.srem(idsOf(kind), ...gone);
      return records;
    });
    return texts.flatMap((text) => {
      if (!text) return [];
      const record: unknown = JSON.parse(text);
      return Value.Check(NodeRecordSchema, record) ? [record] : [];
    });
  }
}

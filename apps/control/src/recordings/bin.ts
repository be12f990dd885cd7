import type { Clock, Timer } from '@rostrum/lifecycle';
import { type Fault, type RecordingId, type RetentionRule, toFault, type WebinarId } from '@rostrum/protocol';
import type { Log } from '@rostrum/service';
import type { Assets } from '../assets/assets.ts';
import type { RecordingStore } from '../store/recording-store.ts';
import type { RecordingRow, WebinarRow } from '../store/tables.ts';
import type { WebinarStore } from '../store/webinar-store.ts';
import type { Recordings } from './recordings.ts';
import { pastRetention } from './retention.ts';

export interface BinOptions {
  readonly store: RecordingStore;
  readonly webinars: WebinarStore;
  readonly recordings: Pick<Recordings, 'cancelJob' | 'restored' | 'remove' | 'bytesOf' | 'clearAbandoned'>;
  readonly assets: Pick<Assets, 'deleteOf'>;
  /** For the recordings of webinars that have no rule of their own, all together. */
  readonly rule: RetentionRule;
  /** How long what was deleted can be restored. */
  readonly keepMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

/** Rules count days; what is due is gone within the hour. */
const sweepIntervalMs = 3600_000;
const firstSweepMs = 60_000;

/**
 * Where deleted recordings and webinars wait to be removed for good, and the rules by which recordings get there on their
 * own. Everything here may happen twice, or in two processes at once.
 */
export class Bin {
  readonly #options: BinOptions;
  readonly #timers: Timer[];

  constructor(options: BinOptions) {
    this.#options = options;
    const sweep = () => void this.#sweepOrTell();
    this.#timers = [options.clock.after(firstSweepMs, sweep), options.clock.every(sweepIntervalMs, sweep)];
  }

  /** Last deleted first. */
  async list(): Promise<{ recordings: RecordingRow[]; webinars: WebinarRow[] }> {
    const { store, webinars } = this.#options;
    return { recordings: await store.binned(), webinars: await webinars.binned() };
  }

  /** When something that was deleted then is removed. */
  goneAt(deletedAt: Date): Date {
    return new Date(deletedAt.getTime() + this.#options.keepMs);
  }

  /** @throws Fault RECORDING_NOT_FOUND */
  async putRecording(id: RecordingId): Promise<RecordingRow> {
    const { store, recordings, clock, log } = this.#options;
    const row = await store.bin(id, new Date(clock.now()));
    await recordings.cancelJob(id);
    log.info({ recording: id }, 'recording deleted');
    return row;
  }

  /** @throws Fault RECORDING_NOT_FOUND for one that is not in the bin, WEBINAR_NOT_FOUND when its webinar is there too */
  async restoreRecording(id: RecordingId): Promise<RecordingRow> {
    const { store, webinars, recordings, log } = this.#options;
    const binned = (await store.binned()).find((row) => row.id === id);
    if (binned) await webinars.get(binned.webinarId);
    const row = await store.restore(id);
    await recordings.restored(row);
    log.info({ recording: id }, 'recording restored');
    return row;
  }

  async putWebinar(id: WebinarId): Promise<void> {
    const { store, webinars, recordings, clock, log } = this.#options;
    for (const row of await store.list(id)) await recordings.cancelJob(row.id);
    await webinars.bin(id, new Date(clock.now()));
    log.info({ webinar: id }, 'webinar deleted');
  }

  /** @throws Fault WEBINAR_NOT_FOUND for one that is not in the bin */
  async restoreWebinar(id: WebinarId): Promise<void> {
    const { store, webinars, recordings, log } = this.#options;
    await webinars.restore(id);
    for (const row of await store.list(id)) await recordings.restored(row);
    log.info({ webinar: id }, 'webinar restored');
  }

  /** Puts into the bin what the rules no longer keep, and removes what was there long enough. */
  async sweep(): Promise<void> {
    await this.#applyRules();
    await this.#removeOld();
    await this.#options.recordings.clearAbandoned();
  }

  close(): void {
    for (const timer of this.#timers) timer.cancel();
  }

  async #applyRules(): Promise<void> {
    const { store, webinars, rule, clock, log } = this.#options;
    const made = (await store.list()).filter(({ state }) => state === 'ready' || state === 'failed');
    const own = new Map((await webinars.list()).flatMap(({ id, retention }) => (retention ? [[id, retention]] : [])));
    const groups = Map.groupBy(made, ({ webinarId }) => (own.has(webinarId) ? webinarId : undefined));
    for (const [webinarId, rows] of groups) {
      const applied = (webinarId && own.get(webinarId)) ?? rule;
      if (Object.values(applied).every((bound) => bound === undefined)) continue;
      const kept = await Promise.all(
        rows.map(async (row) => ({
          id: row.id,
          createdAtMs: row.createdAt.getTime(),
          bytes: applied.bytes === undefined ? 0 : await this.#options.recordings.bytesOf(row),
        })),
      );
      for (const id of pastRetention(kept, applied, clock.now())) {
        log.info({ recording: id, rule: applied }, 'recording past its retention');
        await this.putRecording(id).catch(ignoreAbsent);
      }
    }
  }

  async #removeOld(): Promise<void> {
    const { webinars, recordings, assets, keepMs, clock, log } = this.#options;
    const binned = await this.list();
    const isOld = ({ deletedAt }: { deletedAt: Date | null }) =>
      deletedAt !== null && clock.now() - deletedAt.getTime() >= keepMs;
    for (const row of binned.recordings.filter(isOld)) await recordings.remove(row);
    for (const { id } of binned.webinars.filter(isOld)) {
      // Those that were in the bin before it; the webinar's row takes their rows along.
      for (const row of binned.recordings) if (row.webinarId === id && !isOld(row)) await recordings.remove(row);
      await assets.deleteOf(id);
      await webinars.delete(id);
      log.info({ webinar: id }, 'webinar removed');
    }
  }

  async #sweepOrTell(): Promise<void> {
    await this.sweep().catch((error: unknown) => {
      const { code } = toFault(error);
      this.#options.log.warn({ code, err: error }, 'bin not swept'); // Tried again in an hour.
    });
  }
}

/** Somebody deleted it in this moment. */
function ignoreAbsent(error: Fault): void {
  if (error.code !== 'RECORDING_NOT_FOUND') throw error;
}

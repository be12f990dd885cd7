import { Observable } from '@rostrum/lifecycle/observable';
import { type ConnectionQuality, QualityWatch } from './connection-quality.ts';
import { type ConnectionStats, noStats, readStreams, type StreamCounts, type StreamEntry } from './connection-stats.ts';
import { DecoderStrain } from './decoder-strain.ts';

/** How well this page's media gets through, read every few seconds while there is any. */
export class ConnectionWatch {
  readonly quality = new Observable<ConnectionQuality>('unknown');
  readonly stats = new Observable<ConnectionStats>(noStats);
  /** Whether this machine decodes more than it can. */
  readonly isStrained = new Observable(false);
  readonly #strain = new DecoderStrain();
  readonly #watch: QualityWatch;
  #counts: StreamCounts = new Map();

  /** @param read none while there is no media */
  constructor(read: () => Promise<readonly RTCStatsReport[]>) {
    this.#watch = new QualityWatch({
      stats: read,
      onQuality: (quality) => this.quality.set(quality),
      onReports: (reports) => this.#count(reports),
    });
  }

  close(): void {
    this.#watch.close();
  }

  #count(reports: readonly RTCStatsReport[]): void {
    if (reports.length === 0 && this.#counts.size === 0) return;
    const entries = reports.flatMap((report) => [...report.values()] as StreamEntry[]);
    const { stats, counts } = readStreams(entries, this.#counts);
    this.#counts = counts;
    this.stats.set(stats);
    this.isStrained.set(this.#strain.read(entries));
  }
}

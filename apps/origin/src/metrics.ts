import type { Programme, Programmes } from '@rostrum/hls';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Counters are counted as things happen; gauges when asked, from what is there. */
export class OriginMetrics {
  readonly partsIn: Counter;
  readonly bytesIn: Counter;
  readonly cuesIn: Counter;
  readonly bytesOut: Counter<'kind'>;
  readonly playlists: Counter<'status'>;
  readonly media: Counter;
  readonly accesses: Counter;
  readonly storageFailures: Counter;
  readonly segmentsLost: Counter;
  readonly durationsExceeded: Counter;

  constructor(register: Registry, programmes: Programmes) {
    const registers = [register];
    this.partsIn = new Counter({ name: 'rostrum_origin_parts_in_total', help: 'Parts taken from mixers', registers });
    this.bytesIn = new Counter({ name: 'rostrum_origin_bytes_in_total', help: 'Bytes of parts taken', registers });
    this.cuesIn = new Counter({ name: 'rostrum_origin_cues_in_total', help: 'Captions taken', registers });
    this.bytesOut = new Counter({
      name: 'rostrum_origin_bytes_out_total',
      help: 'Bytes answered to players and edges',
      labelNames: ['kind'],
      registers,
    });
    this.playlists = new Counter({
      name: 'rostrum_origin_playlists_total',
      help: 'Media playlists answered, by what became of the request',
      labelNames: ['status'],
      registers,
    });
    this.media = new Counter({
      name: 'rostrum_origin_media_total',
      help: 'Parts, segments and inits answered',
      registers,
    });
    this.accesses = new Counter({
      name: 'rostrum_origin_accesses_total',
      help: 'Tokens that an edge asked about and that let in',
      registers,
    });
    this.storageFailures = new Counter({
      name: 'rostrum_origin_storage_failures_total',
      help: 'Writes to storage that failed, each to be tried again',
      registers,
    });
    this.segmentsLost = new Counter({
      name: 'rostrum_origin_segments_lost_total',
      help: 'Segments given up because storage was away for too long; gaps in replay and recording',
      registers,
    });
    new Gauge({
      name: 'rostrum_origin_unkept_bytes',
      help: 'Segments in memory that storage does not have yet; past 512 MiB the oldest are given up',
      registers,
      collect() {
        this.set(programmes.unkeptBytes);
      },
    });
    this.durationsExceeded = new Counter({
      name: 'rostrum_origin_durations_exceeded_total',
      help: 'Parts and segments longer than announced',
      registers,
    });
    const gauge = (name: string, help: string, count: (programme: Programme) => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set([...programmes.open].reduce((sum, programme) => sum + count(programme), 0));
        },
      });
    gauge('rostrum_origin_programmes', 'Programmes in memory', () => 1);
    gauge('rostrum_origin_programmes_live', 'Programmes that have not ended', ({ hasEnded }) => (hasEnded ? 0 : 1));
    gauge(
      'rostrum_origin_held_requests',
      'Requests that wait for a part; those of many players for the same part are one',
      ({ held }) => held.size,
    );
    gauge('rostrum_origin_storage_waiting', 'Writes that storage does not have yet', (p) => p.waitingForStorage);
  }
}

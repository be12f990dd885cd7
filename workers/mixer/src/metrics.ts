import { Gauge, type Registry } from 'prom-client';
import type { Programmes } from './programmes.ts';

type Fact = 'cpuSeconds' | 'rssBytes' | 'repeatedFrames' | 'outputSeconds' | 'governorLevel' | 'busyShare';

/** Of the programmes' last reports, one line for each programme. */
export function addMetrics(register: Registry, programmes: Programmes): void {
  new Gauge({
    name: 'rostrum_mixer_programmes',
    help: 'Programmes that run on this node',
    registers: [register],
    collect() {
      this.set(programmes.size);
    },
  });
  const gauge = (name: string, help: string, fact: Fact) =>
    new Gauge({
      name,
      help,
      labelNames: ['programme'],
      registers: [register],
      collect() {
        this.reset();
        for (const { programmeId, stats } of programmes.reports()) this.set({ programme: programmeId }, stats[fact]);
      },
    });
  gauge('rostrum_mixer_cpu_seconds', 'CPU seconds used by the programme', 'cpuSeconds');
  gauge('rostrum_mixer_rss_bytes', 'Memory of the programme', 'rssBytes');
  gauge('rostrum_mixer_repeated_frames', 'Frames shown twice because the machine was late', 'repeatedFrames');
  gauge('rostrum_mixer_governor_level', 'Work left out because the machine is too slow; 0 is none', 'governorLevel');
  gauge('rostrum_mixer_busy_share', 'Share of the time in which frames are made; 1 leaves no room', 'busyShare');
  gauge('rostrum_mixer_output_seconds', 'Seconds of programme that were encoded', 'outputSeconds');
}

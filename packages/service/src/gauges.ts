import { Gauge, type Registry } from 'prom-client';

/** Makes gauges that are counted when they are asked for, from what is there. */
export const gaugesOf = (register: Registry) => (name: string, help: string, count: () => Promise<number> | number) =>
  new Gauge({
    name,
    help,
    registers: [register],
    async collect() {
      this.set(await count());
    },
  });

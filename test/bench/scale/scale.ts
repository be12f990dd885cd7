import { type BenchOptions, type BenchResult, type Comparison, type Figure, median } from '../report.ts';
import { randomPlacement } from './baseline.ts';
import { hopKbps } from './bitrates.ts';
import { audienceCost, listenersCost, measured } from './costs.ts';
import { makeScenario, type Size } from './scenario.ts';
import { Simulation } from './simulation.ts';

const full: Size = { seed: 1, rooms: 1000, listeners: 100_000, machines: 120 };
const quick: Size = { seed: 1, rooms: 100, listeners: 10_000, machines: 12 };

const round = (value: number): number => Number(value.toPrecision(3));
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
const most = (values: Iterable<number>) => Math.max(0, ...values);
const share = (values: readonly number[], at: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(at * (values.length - 1))] ?? 0;

const one = (name: string, value: number): Figure => ({ name, value: round(value) });
const beside = (name: string, value: number, baseline: number): Comparison => ({
  name,
  value: round(value),
  baseline: round(baseline),
  ratio: round(value / baseline),
});

/**
 * Many rooms on many nodes, on paper: placement, cascade, room record and the choice of nodes are the product's own code;
 * media is a number. Beside it the same people on random nodes of their regions, with a full mesh between a room's nodes.
 */
export async function benchScale({ isQuick, say }: BenchOptions): Promise<BenchResult> {
  const size = isQuick ? quick : full;
  const scenario = makeScenario(size);
  say(`seed ${size.seed}: ${size.rooms} rooms, ${scenario.arrivals.length} people, ${scenario.nodes.length} nodes …`);
  const { arrived, recoveries, end, highestLoad } = await new Simulation(scenario).run();
  const random = randomPlacement(scenario);
  const pipedKbps = sum(arrived.hops.map(hopKbps));
  const sentKbps = sum(arrived.loads.map((load, index) => load * (scenario.nodes[index]?.capacityKbps ?? 0)));
  const cases: (Comparison | Figure)[] = [
    one('people', arrived.people),
    one('people lost', arrived.people - end.people),
    one('load, mean', sum(arrived.loads) / arrived.loads.length),
    beside('load, p95', share(arrived.loads, 0.95), share(random.loads, 0.95)),
    beside('load, fullest node', most(arrived.loads), most(random.loads)),
    one('nodes of a room, median', median(arrived.nodesOfRooms)),
    one('nodes of a room, most', most(arrived.nodesOfRooms)),
    beside('pipes', arrived.pipes, random.pipes),
    beside('between nodes, Gbit/s', pipedKbps / 1e6, random.pipedKbps / 1e6),
    ...recoveries.flatMap(({ name, people, movedTo, peakLoad }, index) => [
      one(`${name}: people moved`, people),
      beside(`${name}: most to one node`, most(movedTo.values()), random.recoveries[index]?.mostOnOne ?? 0),
      one(`${name}: the last is let in after, s`, most(movedTo.values()) * measured.letInSeconds),
      one(`${name}: fullest node then`, peakLoad),
    ]),
    one('load, highest ever', highestLoad),
    ...Object.entries({
      audience: audienceCost(),
      listeners: listenersCost({ people: arrived.people, kbps: sentKbps }),
    }).flatMap(([who, { cores, gigabytesPerHour, dollarsPerHour }]) => [
      one(`1000 ${who}, cores`, cores),
      one(`1000 ${who}, GB/h`, gigabytesPerHour),
      one(`1000 ${who}, $/h`, dollarsPerHour),
    ]),
  ];
  const facts = recoveries.map(({ movedTo, ...rest }) => ({ ...rest, movedTo: Object.fromEntries(movedTo) }));
  return { report: { bench: 'scale', unit: 'as named', cases }, samples: { size, arrived, recoveries: facts } };
}

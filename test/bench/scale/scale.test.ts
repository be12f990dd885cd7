import t from 'tap';
import { randomPlacement } from './baseline.ts';
import { makeScenario } from './scenario.ts';
import { type Outcome, Simulation } from './simulation.ts';

const scenario = makeScenario({ seed: 7, rooms: 20, listeners: 1500, machines: 4 });
const run = () => new Simulation(scenario).run();
const figures = ({ arrived, recoveries, highestLoad }: Outcome) => ({ arrived, recoveries, highestLoad });

const outcome = await run();

t.test('nobody is lost, whatever dies, and nobody is on a node that is dead', async (t) => {
  t.equal(outcome.arrived.people, scenario.arrivals.length);
  t.equal(outcome.end.people, scenario.arrivals.length);
  const dead = new Set(outcome.nodes.filter(({ diedAtMs }) => diedAtMs !== undefined).map(({ plan }) => plan.id));
  t.equal(dead.size, new Set(scenario.losses.flatMap(({ nodeIds }) => nodeIds)).size);
  for (const { record } of outcome.rooms) {
    t.notOk(record.members.some(({ media }) => !media || dead.has(media.nodeId)));
    t.notOk(record.nodes.some(({ nodeId }) => dead.has(nodeId)));
    t.ok(record.home && !dead.has(record.home) && !record.standbys.some((id) => dead.has(id)));
  }
});

t.test('a load is what the people of the node are sent, and what it passes on', async (t) => {
  const people = outcome.rooms.flatMap(({ record }) => record.members);
  for (const node of outcome.nodes) {
    const here = people.filter(({ media }) => media?.nodeId === node.plan.id).length;
    t.ok(node.kbps > -1 && node.pipedKbps > -1, 'what left has left');
    t.ok(here > 0 || node.kbps - node.pipedKbps < 1, 'nobody is there, and nobody is sent anything');
    if (here > 0) t.ok(node.kbps - node.pipedKbps >= here * 1000, 'each is sent a voice and a picture at least');
  }
});

t.test('each room has one pipe at most between two nodes, and each producer two hops at most', async (t) => {
  for (const room of outcome.rooms) {
    const hops = await room.settle();
    const isSender = (nodeId: string) =>
      room.record.members.some((one) => one.producers.length > 0 && one.media?.nodeId === nodeId);
    for (const { producerId, from } of hops) {
      const feeder = hops.find((hop) => hop.producerId === producerId && hop.to === from);
      t.ok(feeder ? isSender(feeder.from) : isSender(from));
    }
  }
  t.ok(outcome.arrived.pipes > 0);
});

t.test('it is the same for the same seed, and better than chance', async (t) => {
  t.same(figures(await run()), figures(outcome));
  const random = randomPlacement(scenario);
  t.ok(Math.max(...outcome.arrived.loads) < Math.max(...random.loads));
  t.ok(outcome.arrived.pipes < random.pipes / 10);
});

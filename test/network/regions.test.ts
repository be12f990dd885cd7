import { setTimeout as sleep } from 'node:timers/promises';
import t from 'tap';
import { whyNoNetworks } from '../support/net/commands.ts';
import { DistantRegions } from '../support/net/distant-regions.ts';
import type { Person } from '../support/net/person.ts';
import { RegionsStage } from '../support/net/regions-stage.ts';
import { until } from '../support/until.ts';

t.setTimeout(220_000);

const seed = 20_27;
const names = ['east', 'west', 'south'] as const;
const roundTripsMs = { 'east west': 40, 'east south': 80, 'west south': 150 };
const distances = Object.entries(roundTripsMs)
  .map(([pair, ms]) => `${pair.replace(' ', '/')}=${ms}`)
  .join(',');

const frames = async (person: Person) => (await person.media.inbound('video')).framesDecoded;
const sounds = async (person: Person) => (await person.media.inbound('audio')).packetsReceived;

/** Milliseconds until somebody decodes so many more frames, and hears more. */
async function untilMeets(person: Person, { more = 30, withinMs = 40_000 } = {}): Promise<number> {
  const startedAt = performance.now();
  const [seen, heard] = [await frames(person), await sounds(person)];
  // Streams that end take their counts along.
  let [most, loudest] = [seen, heard];
  await until(async () => {
    const [now, loud] = [await frames(person), await sounds(person)];
    [most, loudest] = [Math.min(most, now), Math.min(loudest, loud)];
    return now - most >= more && loud - loudest >= more;
  }, withinMs);
  return Math.round(performance.now() - startedAt);
}

/** How many their page has ever made. */
const connections = (person: Person) => person.page.evaluate(() => window.testConnections.length);

/** Where their media comes from. */
const nodeOf = async (person: Person) => (await person.media.paths())[0]?.remoteAddress;

t.test(
  'a stage over three regions, with the time between them and loss',
  { skip: whyNoNetworks() ?? false },
  async (t) => {
    const regions = await DistantRegions.open({ seed, loss: 0.01, roundTripsMs, homeIn: 'east' });
    t.teardown(() => regions.close());
    const stage = await RegionsStage.open({ regions, names, distances, homeIn: 'east' });
    t.teardown(() => stage.close());
    t.teardown(() => !t.passing() && t.comment(stage.complaints().join('\n')));
    t.comment(`seed ${seed}`);
    const [east, west, south] = [await stage.join('east'), await stage.join('west'), await stage.join('south')];
    const all = [east, west, south] as const;

    await t.test('they meet, each over the node of their own region', async (t) => {
      for (const person of all)
        t.comment(`${person.name} sees and hears the others after ${await untilMeets(person)} ms`);
      for (const person of all) t.equal(await nodeOf(person), regions.host(person.name).address, person.name);
      const pairs = stage.control.logged('pipe opened').map(({ between }) => (between as string[]).toSorted().join());
      t.equal(new Set(pairs).size, 3, 'each pair of nodes has a pipe');
    });

    await t.test('a region’s node dies: its people go on over another, the others keep theirs', async (t) => {
      const kept = await Promise.all([east, west].map(connections));
      const diedAt = performance.now();
      stage.node('south').kill('SIGKILL');
      await until(async () => ![undefined, regions.host('south').address].includes(await nodeOf(south)), 30_000);
      await untilMeets(south);
      t.comment(`south is back after ${Math.round(performance.now() - diedAt)} ms`);
      t.equal(await nodeOf(south), regions.host('east').address, 'the nearest, 80 ms away');
      t.same(await Promise.all([east, west].map(connections)), kept, 'nobody else had to begin anew');
      for (const person of all) await untilMeets(person);
      t.equal(await nodeOf(west), regions.host('west').address);
    });

    await t.test('a region is cut off, and comes back', async (t) => {
      regions.cut('west');
      await sleep(6000);
      t.comment(`the others see and hear each other after ${await untilMeets(east)} ms, ${await untilMeets(south)} ms`);
      regions.join('west');
      t.comment(`west sees and hears the others after ${await untilMeets(west, { withinMs: 60_000 })} ms`);
      for (const person of [east, south]) await untilMeets(person);
    });
  },
);

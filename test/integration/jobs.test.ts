import { type JobContext, JobQueue, JobWorker } from '@rostrum/jobs';
import { Fault } from '@rostrum/protocol';
import t from 'tap';
import Type from 'typebox';
import { RecorderStack } from '../support/recorder-stack.ts';
import { until } from '../support/until.ts';

const stack = await RecorderStack.start();
t.teardown(() => stack.stop());
const { redisUrl } = stack;

const definition = {
  name: 'double',
  payload: Type.Object({ n: Type.Number() }, { additionalProperties: false }),
  result: Type.Object({ twice: Type.Number() }),
  attempts: 3,
  backoffMs: 20,
  timeoutMs: 400,
} as const;

type Run = (n: number, context: JobContext) => Promise<{ twice: number }>;
const errors: Error[] = [];
const tries: string[] = [];
const heard: string[] = [];
const onError = (error: Error) => errors.push(error);
const openWorker = (run: Run) =>
  JobWorker.open({
    definition,
    redisUrl,
    run: ({ n }, context) => run(n, context),
    onFault: (fault, id) => tries.push(`${id} ${fault.code}`),
    onError,
    lockMs: 1000,
  });
const queue = await JobQueue.open({
  definition,
  redisUrl,
  listeners: {
    progress: (id, done) => heard.push(`${id} ${done}`),
    completed: (id, { twice }) => heard.push(`${id} is ${twice}`),
    failed: (id, fault) => heard.push(`${id} failed ${fault.code}: ${fault.publicMessage}`),
  },
  onError,
});
t.teardown(() => queue.close());

const ended = (id: string) => until(() => heard.some((line) => line.startsWith(`${id} is`) || line.includes('failed')));
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

t.beforeEach(() => {
  heard.length = 0;
  tries.length = 0;
});

t.test('a job runs once, however often it is asked for; its end is told again', async (t) => {
  let runs = 0;
  const worker = await openWorker(async (n, { progress }) => {
    runs += 1;
    progress(0.5);
    return { twice: 2 * n };
  });
  await Promise.all([queue.enqueue('a', { n: 4 }), queue.enqueue('a', { n: 4 })]);
  await until(() => heard.includes('a is 8') && heard.includes('a 0.5'));
  await worker.close();
  heard.length = 0;
  await queue.enqueue('a', { n: 4 });
  t.same(heard, ['a is 8']);
  t.equal(runs, 1);
  await t.rejects(queue.enqueue('b', { n: 'x' } as never), TypeError);
});

t.test('what may pass is tried again, what cannot is not', async (t) => {
  const worker = await openWorker(async (n, { isLastTry }) => {
    if (n === 1 && !isLastTry) throw new Fault('STORAGE_UNAVAILABLE', { detail: 'secret' });
    if (n === 2) throw new Fault('RECORDING_EMPTY');
    if (n === 3) throw new TypeError('a mistake of ours');
    return { twice: 2 * n };
  });
  await queue.enqueue('c', { n: 1 });
  await ended('c');
  t.same(tries, ['c STORAGE_UNAVAILABLE', 'c STORAGE_UNAVAILABLE']);
  t.same(heard, ['c is 2']);
  heard.length = 0;
  await queue.enqueue('d', { n: 2 });
  await ended('d');
  t.same(heard, ['d failed RECORDING_EMPTY: Nothing was broadcast, so there is nothing to record.']);
  heard.length = 0;
  await queue.enqueue('e', { n: 3 });
  await ended('e');
  t.match(heard, [/^e failed INTERNAL: Something went wrong/]);
  t.same(tries.slice(2), ['d RECORDING_EMPTY', 'e INTERNAL', 'e INTERNAL', 'e INTERNAL']);
  await worker.close();
});

t.test('a try that takes too long is aborted', async (t) => {
  const worker = await openWorker((_n, { signal }) => untilAborted(signal));
  await queue.enqueue('f', { n: 1 });
  await ended('f');
  t.match(heard, [/^f failed REQUEST_TIMEOUT/]);
  await worker.close();
});

t.test('a worker that closes puts its job back, and another does it without a try being lost', async (t) => {
  const began = Promise.withResolvers<void>();
  const slow = await JobWorker.open({
    definition: { ...definition, timeoutMs: 60_000 },
    redisUrl,
    run: (_job, { signal }) => {
      began.resolve();
      return untilAborted(signal);
    },
    onFault: (fault, id) => tries.push(`${id} ${fault.code}`),
    onError,
  });
  await queue.enqueue('g', { n: 5 });
  await began.promise;
  await slow.close();
  t.same([heard, tries], [[], []]);
  const worker = await openWorker(async (n) => ({ twice: 2 * n }));
  await ended('g');
  t.same(heard, ['g is 10']);
  await worker.close();
});

t.test('a job that was removed while it waited is not done', async (t) => {
  await queue.enqueue('h', { n: 1 });
  await queue.remove('h');
  await queue.remove('never there');
  const worker = await openWorker(async (n) => ({ twice: 2 * n }));
  await queue.enqueue('i', { n: 2 });
  await ended('i');
  t.same([...new Set(heard)], ['i is 4']);
  await worker.close();
});

t.test('a job that runs is stopped when it is cancelled, and one that waits is never done', async (t) => {
  let stopped: unknown;
  const began = Promise.withResolvers<void>();
  const worker = await JobWorker.open({
    definition: { ...definition, timeoutMs: 60_000 },
    redisUrl,
    run: (_job, { signal }) => {
      began.resolve();
      return untilAborted(signal).catch((error: unknown) => {
        stopped = error;
        throw error;
      });
    },
    onFault: (fault, id) => tries.push(`${id} ${fault.code}`),
    onError,
  });
  await queue.enqueue('l', { n: 1 });
  await began.promise;
  await queue.enqueue('m', { n: 1 });
  t.equal(await queue.cancel('m'), true, 'it is gone');
  t.equal(await queue.cancel('l'), false, 'it hears of it later');
  await ended('l');
  t.match(stopped, { code: 'JOB_CANCELLED' });
  t.same(tries, ['l JOB_CANCELLED'], 'and is not tried again');
  t.match(heard, [/^l failed JOB_CANCELLED/]);
  t.equal(await queue.cancel('never there'), true);
  await worker.close();
});

t.test('while Redis is away who asks is told at once; afterwards all goes on', async (t) => {
  const worker = await openWorker(async (n) => ({ twice: 2 * n }));
  await stack.redis.stop();
  await until(() => errors.length > 0);
  await t.rejects(queue.enqueue('j', { n: 1 }), { code: 'REDIS_UNAVAILABLE' });
  await stack.restartRedis();
  await until(() =>
    queue.enqueue('k', { n: 3 }).then(
      () => true,
      () => false,
    ),
  );
  await ended('k');
  t.ok(heard.includes('k is 6'));
  await worker.close();
});

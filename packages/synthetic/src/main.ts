import { createLogger, runProcess } from '@rostrum/service';
import { type Cast, readArguments, usage } from './arguments.ts';
import { SyntheticPresenter } from './synthetic-presenter.ts';

/** EX_USAGE of sysexits.h. */
const wrongUsage = 64;

function castOrExit(): Cast {
  try {
    return readArguments(process.argv.slice(2));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n\n${usage}`);
    process.exit(wrongUsage);
  }
}

const { link, presenters, width, height, seconds } = castOrExit();
const log = createLogger('synthetic', 'info');

await runProcess(log, async () => {
  const all = presenters.map(({ name, codec }, look) =>
    SyntheticPresenter.start({
      link,
      name,
      codec,
      look,
      width,
      height,
      onNote: (phrase, facts) => log.info(facts, phrase),
    }),
  );
  let isClosing = false;
  const stop = () => {
    if (!isClosing) process.kill(process.pid, 'SIGTERM'); // The one way out: runProcess closes and ends.
  };
  const timer = seconds === undefined ? undefined : setTimeout(stop, seconds * 1000);
  void Promise.all(all.map((presenter) => presenter.ended)).then((ends) => {
    for (const fault of ends) if (fault) log.warn({ code: fault.code, detail: fault.message }, 'presenter refused');
    stop();
  });
  return {
    close: async () => {
      isClosing = true;
      clearTimeout(timer);
      await Promise.all(all.map((presenter) => presenter.close()));
    },
  };
});

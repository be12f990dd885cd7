import { readConfigOrExit } from '@rostrum/config';
import { createLogger, raisePriority, runProcess } from '@rostrum/service';
import manifest from '../package.json' with { type: 'json' };
import { openSfu } from './app.ts';
import { sfuSettings } from './config.ts';

const config = readConfigOrExit(sfuSettings, process.env);
const log = createLogger('sfu', config.logLevel).child({ node: config.nodeId });
raisePriority(log);
await runProcess(log, () => openSfu(config, { log, version: manifest.version }), {
  // The rooms are moved first, then all is closed.
  graceMs: (config.drainSeconds + 7) * 1000,
});

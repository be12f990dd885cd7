import { readConfigOrExit } from '@rostrum/config';
import { createLogger, raisePriority, runProcess } from '@rostrum/service';
import { openControl } from './app.ts';
import { controlSettings } from './config.ts';

const config = readConfigOrExit(controlSettings, process.env);
const log = createLogger('control', config.logLevel);
// Nobody comes on stage faster than this answers.
raisePriority(log);
await runProcess(log, () => openControl(config, log));

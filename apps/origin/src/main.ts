import { readConfigOrExit } from '@rostrum/config';
import { createLogger, raisePriority, runProcess } from '@rostrum/service';
import { openOrigin } from './app.ts';
import { originSettings } from './config.ts';

const config = readConfigOrExit(originSettings, process.env);
const log = createLogger('origin', config.logLevel);
raisePriority(log);
await runProcess(log, () => openOrigin(config, log));

import { readConfigOrExit } from '@rostrum/config';
import { createLogger, runProcess } from '@rostrum/service';
import { openOrigin } from './app.ts';
import { originSettings } from './config.ts';

const config = readConfigOrExit(originSettings, process.env);
const log = createLogger('origin', config.logLevel);
await runProcess(log, () => openOrigin(config, log));

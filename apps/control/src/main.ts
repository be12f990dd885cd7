import { readConfigOrExit } from '@rostrum/config';
import { createLogger, runProcess } from '@rostrum/service';
import { openControl } from './app.ts';
import { controlSettings } from './config.ts';

const config = readConfigOrExit(controlSettings, process.env);
const log = createLogger('control', config.logLevel);
await runProcess(log, () => openControl(config, log));

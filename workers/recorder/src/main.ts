import { readConfigOrExit } from '@rostrum/config';
import { createLogger, runProcess } from '@rostrum/service';
import { openRecorder } from './app.ts';
import { recorderSettings } from './config.ts';

const config = readConfigOrExit(recorderSettings, process.env);
const log = createLogger('recorder', config.logLevel);
await runProcess(log, () => openRecorder(config, log));

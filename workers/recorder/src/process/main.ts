import { readConfigOrExit } from '@rostrum/config';
import { parentChannel } from '@rostrum/lifecycle';
import { createLogger, lowerPriority, runProcess } from '@rostrum/service';
import { recorderSettings } from '../config.ts';
import { openJob } from './app.ts';

const config = readConfigOrExit(recorderSettings, process.env);
const log = createLogger('job', config.logLevel);
lowerPriority();
await runProcess(log, async () => openJob(config, { channel: parentChannel(), log }));

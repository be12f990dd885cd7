import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { JobDefinition, MadeOutput } from '@rostrum/jobs';
import type { OutputId, RecordingId } from '@rostrum/protocol';
import { readReceipt, writeReceipt } from '../receipt.ts';
import { withWorkFolder } from '../work-folder.ts';
import type { Workshop } from '../workshop.ts';

export interface OutputJob {
  readonly outputId: OutputId;
  readonly recordingId: RecordingId;
  readonly fileKey: string;
  readonly title: string;
}

export interface OutputWork {
  /** The recording's MP4 as a local file. */
  readonly input: string;
  /** For work at hand; gone afterwards. */
  readonly folder: string;
  /** Keeps a file of the folder as one of this output's. Answers its key. */
  keep(name: string): Promise<string>;
}

/**
 * Makes an output of a recording: done already, it answers at once; taken again after an interruption, it makes the same
 * files under the same keys. The file that people ask for is to be kept last.
 */
export async function makeOutput(
  definition: JobDefinition & { readonly result: JobDefinition['result'] },
  { job, workshop }: { job: OutputJob; workshop: Workshop },
  make: (work: OutputWork) => Promise<MadeOutput>,
): Promise<MadeOutput> {
  const { storage, workDir, signal, log } = workshop;
  const { outputId, recordingId, fileKey } = job;
  const root = `recordings/${recordingId}/outputs/${outputId}`;
  const receipt = { definition, key: `${root}/output.json` };
  const before = await readReceipt(storage, receipt);
  if (before) return before as MadeOutput;
  return withWorkFolder({ parent: workDir, name: outputId }, async (folder) => {
    const input = join(folder, 'recording.mp4');
    await pipeline(await storage.read(fileKey), createWriteStream(input), { signal });
    const made = await make({
      input,
      folder,
      keep: async (name) => {
        const key = `${root}/${name}`;
        await storage.putFile(key, join(folder, name));
        return key;
      },
    });
    await writeReceipt(storage, receipt, made);
    log.info({ recording: recordingId, kind: definition.name, sizeBytes: made.sizeBytes }, 'output made');
    return made;
  });
}

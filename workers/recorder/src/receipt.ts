import { type FinishedRecording, finishRecording } from '@rostrum/jobs';
import { parse } from '@rostrum/link';
import { Fault, type RecordingId } from '@rostrum/protocol';
import type { Storage } from '@rostrum/storage';

// Written last, so that a recording which has one is complete.
const keyOf = (id: RecordingId) => `recordings/${id}/recording.json`;

/** @throws Fault MEDIA_UNREADABLE when it is not one of ours */
export async function readReceipt(
  storage: Pick<Storage, 'readWhole'>,
  id: RecordingId,
): Promise<FinishedRecording | undefined> {
  const bytes = await storage.readWhole(keyOf(id)).catch((error: unknown) => {
    if (error instanceof Fault && error.code === 'NOT_FOUND') return undefined;
    throw error;
  });
  return bytes && parse(finishRecording.result, JSON.parse(bytes.toString()), 'MEDIA_UNREADABLE');
}

export async function writeReceipt(
  storage: Pick<Storage, 'put'>,
  id: RecordingId,
  facts: FinishedRecording,
): Promise<void> {
  await storage.put(keyOf(id), Buffer.from(JSON.stringify(facts)));
}

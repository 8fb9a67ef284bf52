import { setTimeout as delay } from 'node:timers/promises';
import type { Job } from '../../domain/job.ts';
import { fromManifest } from '../../domain/job-manifest.ts';
import { readDocument } from '../../files/json-document.ts';
import type { JobFolder } from './job-folder.ts';

const ATTEMPTS = 4;
const PAUSE_MS = 15;

/**
 * The job of a manifest, or what is wrong with it, in words. Other writers do not replace it at once: a half one is read
 * again before it counts as broken.
 */
export async function readManifest(folder: JobFolder, mayBeHalfWritten: boolean): Promise<Job | string> {
  for (let attempt = 1; ; attempt++) {
    try {
      return fromManifest(await readDocument(folder.manifest), { jobId: folder.jobId });
    } catch (error) {
      if (!mayBeHalfWritten || attempt === ATTEMPTS)
        return `manifest.json can't be read: ${error instanceof Error ? error.message : String(error)}`;

      await delay(PAUSE_MS);
    }
  }
}

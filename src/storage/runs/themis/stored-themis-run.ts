import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm } from 'node:fs/promises';
import { readStoredRun, type StoredRun } from '../stored-run.ts';
import type { StoredSample } from '../stored-sample.ts';
import { writeStoredRun } from '../write-stored-run.ts';
import type { ThemisFolder } from './themis-folder.ts';
import { readThemisMetadata } from './themis-metadata.ts';
import { readThemisSamples } from './themis-samples.ts';

/**
 * A run that Themis wrote, as a run in a folder of ours: the one that is there where it was made from files in the same
 * state, else a new one. Throws where the run's metadata can't be read.
 */
export async function storedThemisRun(folder: ThemisFolder, stamp: string, target: string): Promise<StoredRun> {
  const known = await readStoredRun(target).catch(() => undefined);
  if (known?.stamp === stamp) return known;
  const draft = `${target}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  try {
    const stored = await convert(folder, stamp, draft);
    await rm(target, { recursive: true, force: true });
    await rename(draft, target);
    return stored;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function convert(folder: ThemisFolder, stamp: string, draft: string): Promise<StoredRun> {
  const faults: string[] = [];
  const run = await readThemisMetadata(folder, faults);
  const samples = await readThemisSamples(folder, faults);
  const metadata = faults.length === 0 ? run.metadata : { ...run.metadata, faults };
  return writeStoredRun(draft, { run: { ...run, metadata }, stamp, given: '' }, inBatches(samples));
}

async function* inBatches(samples: readonly StoredSample[]): AsyncGenerator<readonly StoredSample[]> {
  for (let at = 0; at < samples.length; at += 1024) yield samples.slice(at, at + 1024);
}

import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Archive, ArchivedItem } from '../domain/archive.ts';
import { isSettled } from '../domain/job.ts';
import type { ComparisonStore } from '../domain/comparison-store.ts';
import type { JobStore } from '../domain/job-store.ts';
import { parseRunId } from '../domain/run-of-job.ts';
import { jobName } from '../domain/run-name.ts';
import type { RunStore } from '../domain/run-store.ts';
import { isMissing } from '../files/error-code.ts';
import { folderName } from './index/sources/folder-name.ts';

/** A folder of labels beside a job, a step of it, or an import. */
const LABELS = /^labels(\.\d+)?$/;

interface FolderFacts {
  readonly bytes: number;
  readonly isLabelled: boolean;
  /** When a file of it, apart from labels, was last written; 0 where there is none. */
  readonly modifiedMs: number;
}

export interface FileArchiveParts {
  readonly projectsRoot: string;
  readonly storageDir: string;
  readonly jobs: JobStore;
  readonly runs: RunStore;
  readonly comparisons: ComparisonStore;
}

/** The folders of ended jobs and of imports. */
export class FileArchive implements Archive {
  readonly #parts: FileArchiveParts;

  constructor(parts: FileArchiveParts) {
    this.#parts = parts;
  }

  async items(): Promise<readonly ArchivedItem[]> {
    const items = [...(await this.#jobs()), ...(await this.#imports())];
    return items.sort((a, b) => Date.parse(a.endedAt) - Date.parse(b.endedAt) || (a.id < b.id ? -1 : 1));
  }

  async delete({ kind, id }: Pick<ArchivedItem, 'kind' | 'id'>): Promise<void> {
    if (kind === 'job') await this.#parts.jobs.delete(id);
    else await this.#parts.runs.delete(id);
    await this.#deleteComparisons(id);
  }

  /** Live comparisons go with the last of their runs. */
  async #deleteComparisons(deletedId: string): Promise<void> {
    const { comparisons, jobs, runs } = this.#parts;
    const isThere = async (runId: string): Promise<boolean> =>
      (await jobs.find(jobIdOf(runId))) !== undefined || (await runs.find(runId)) !== undefined;
    for (const { id, runIds } of (await comparisons.list()).comparisons) {
      if (!runIds.some((runId) => jobIdOf(runId) === deletedId || runId === deletedId)) continue;
      if (!(await isThere(runIds[0])) && !(await isThere(runIds[1]))) await comparisons.delete(id);
    }
  }

  async #jobs(): Promise<ArchivedItem[]> {
    const { jobs, projectsRoot } = this.#parts;
    const items: ArchivedItem[] = [];
    for (const { id } of (await jobs.list()).jobs) {
      // A list may be some seconds behind what another process has done.
      const job = await jobs.find(id);
      if (job === undefined || !isSettled(job.status)) continue;
      const { spec, startedAt, finishedAt } = job;
      const { bytes, isLabelled } = await factsOf(join(projectsRoot, 'jobs', id));
      items.push({ kind: 'job', id, name: jobName(spec), endedAt: finishedAt ?? startedAt, bytes, isLabelled });
    }
    return items;
  }

  async #imports(): Promise<ArchivedItem[]> {
    const { runs, storageDir } = this.#parts;
    const items: ArchivedItem[] = [];
    for (const { source, runId, name } of (await runs.list()).runs) {
      if (source !== 'import') continue;
      const { bytes, isLabelled, modifiedMs } = await factsOf(join(storageDir, 'runs', folderName(runId)));
      if (modifiedMs === 0) continue;
      items.push({ kind: 'import', id: runId, name, endedAt: new Date(modifiedMs).toISOString(), bytes, isLabelled });
    }
    return items;
  }
}

function jobIdOf(runId: string): string {
  return parseRunId(runId)?.jobId ?? runId;
}

/** What goes while it is looked at counts nothing. */
async function factsOf(folder: string): Promise<FolderFacts> {
  let facts: FolderFacts = { bytes: 0, isLabelled: false, modifiedMs: 0 };
  for (const entry of await readdir(folder, { withFileTypes: true }).catch(noneIfMissing)) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) {
      const found = await lstat(path).catch(() => undefined);
      const { size = 0, mtimeMs = 0 } = found ?? {};
      facts = { ...facts, bytes: facts.bytes + size, modifiedMs: Math.max(facts.modifiedMs, mtimeMs) };
      continue;
    }
    const inner = await factsOf(path);
    const areLabels = LABELS.test(entry.name);
    facts = {
      bytes: facts.bytes + inner.bytes,
      isLabelled: facts.isLabelled || (areLabels && inner.bytes > 0),
      modifiedMs: areLabels ? facts.modifiedMs : Math.max(facts.modifiedMs, inner.modifiedMs),
    };
  }
  return facts;
}

function noneIfMissing(error: unknown): [] {
  if (isMissing(error)) return [];
  throw error;
}

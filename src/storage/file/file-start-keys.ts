import { hash, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../domain/clock.ts';
import type { KeyedStart, StartKeys } from '../../domain/start-keys.ts';
import { readDocument, syncFolder, writeDocument } from '../../files/durable-file.ts';
import { errorCode } from '../../files/error-code.ts';
import { fileState } from '../../files/file-state.ts';
import { PRIVATE_FOLDER } from '../../files/private-mode.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** The oldest keys are forgotten when there are more. */
const MAX_KEYS = 10_000;

/** How many keys come before the folder is looked through again. */
const TIDY_EVERY = 500;

const recordSchema = z.object({
  job_id: z.string(),
  request_sha256: z.string(),
  has_started: z.boolean(),
  resumed_before: z.string().nullish(),
  kept_at: z.iso.datetime(),
});

/** Keys as small files in `jobs/.keys/`, named after their hash. */
export class FileStartKeys implements StartKeys {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #maxKeys: number;
  #keptSinceTidy = TIDY_EVERY;

  constructor(jobsRoot: string, clock: Clock, maxKeys = MAX_KEYS) {
    this.#folder = join(jobsRoot, '.keys');
    this.#clock = clock;
    this.#maxKeys = maxKeys;
  }

  async keep(key: string, start: KeyedStart): Promise<KeyedStart> {
    await this.#makeFolder();
    await this.#tidyIfDue();
    const draft = join(this.#folder, `.${randomUUID()}`);
    try {
      await writeDocument(draft, this.#record(start));
      for (;;) {
        const known = await this.find(key);
        if (known !== undefined) return known;
        await this.#forgetExpired(key);
        if (await hasLinked(draft, this.#path(key))) break;
      }
    } finally {
      await rm(draft, { force: true });
    }
    await syncFolder(this.#folder);
    return start;
  }

  async find(key: string): Promise<KeyedStart | undefined> {
    const { data } = recordSchema.safeParse(await readDocument(this.#path(key)).catch(() => undefined));
    if (data === undefined || this.#isExpired(Date.parse(data.kept_at))) return undefined;
    const start = { jobId: data.job_id, requestSha256: data.request_sha256, hasStarted: data.has_started };
    return data.resumed_before === undefined ? start : { ...start, resumedBefore: data.resumed_before };
  }

  async confirm(key: string, start: KeyedStart): Promise<void> {
    await writeDocument(this.#path(key), this.#record({ ...start, hasStarted: true }));
  }

  async forget(key: string): Promise<void> {
    await rm(this.#path(key), { force: true });
  }

  #record({ jobId, requestSha256, hasStarted, resumedBefore }: KeyedStart): z.infer<typeof recordSchema> {
    return {
      job_id: jobId,
      request_sha256: requestSha256,
      has_started: hasStarted,
      kept_at: this.#clock.now(),
      ...(resumedBefore === undefined ? {} : { resumed_before: resumedBefore }),
    };
  }

  /** Not the folders above it: they are not ours to make. */
  async #makeFolder(): Promise<void> {
    for (const folder of [dirname(this.#folder), this.#folder]) {
      await mkdir(folder, { mode: PRIVATE_FOLDER }).catch((error: unknown) => {
        if (errorCode(error) !== 'EEXIST') throw error;
      });
    }
  }

  /** Whatever is in the place of a key that can't be found: an old one, or one that is damaged. */
  async #forgetExpired(key: string): Promise<void> {
    if ((await fileState(this.#path(key))) !== undefined && (await this.find(key)) === undefined) await this.forget(key);
  }

  async #tidyIfDue(): Promise<void> {
    this.#keptSinceTidy += 1;
    if (this.#keptSinceTidy <= TIDY_EVERY) return;
    this.#keptSinceTidy = 0;
    const kept: { readonly path: string; readonly modifiedMs: number }[] = [];
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      const { modifiedMs } = (await fileState(path)) ?? { modifiedMs: 0 };
      if (this.#isExpired(modifiedMs)) await rm(path, { recursive: true, force: true });
      else kept.push({ path, modifiedMs });
    }
    const oldest = kept.sort((a, b) => b.modifiedMs - a.modifiedMs).slice(this.#maxKeys);
    for (const { path } of oldest) await rm(path, { force: true });
  }

  #isExpired(keptMs: number): boolean {
    return Date.parse(this.#clock.now()) - keptMs > DAY_MS;
  }

  #path(key: string): string {
    return join(this.#folder, `${hash('sha256', key)}.json`);
  }
}

/** Gives a file a second name, unless that is taken. */
async function hasLinked(file: string, name: string): Promise<boolean> {
  try {
    await link(file, name);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

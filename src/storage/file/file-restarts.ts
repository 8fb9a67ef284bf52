import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../domain/clock.ts';
import type { Restarts } from '../../domain/restarts.ts';
import { readDocument, writeDocument } from '../../files/durable-file.ts';
import { errorCode } from '../../files/error-code.ts';

const recordSchema = z.object({ interrupted_left_at: z.iso.datetime() });

/** The small file `jobs/.restarts.json`. */
export class FileRestarts implements Restarts {
  readonly #path: string;
  readonly #clock: Clock;

  constructor(jobsRoot: string, clock: Clock) {
    this.#path = join(jobsRoot, '.restarts.json');
    this.#clock = clock;
  }

  async lastLeft(): Promise<string | null> {
    const { data } = recordSchema.safeParse(await readDocument(this.#path).catch(() => undefined));
    return data?.interrupted_left_at ?? null;
  }

  /** Without a folder of jobs there are none to leave, and none is made. */
  async leave(): Promise<void> {
    await writeDocument(this.#path, { interrupted_left_at: this.#clock.now() }).catch((error: unknown) => {
      if (errorCode(error) !== 'ENOENT') throw error;
    });
  }
}

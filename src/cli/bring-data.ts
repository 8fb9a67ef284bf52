import type { FetchProgress } from '../domain/benchmark.ts';
import { FetchBar } from './fetch-bar.ts';
import { Interruption } from './interruption.ts';
import { writeLine, type Terminal } from './terminal.ts';

export interface DataErrand {
  readonly fetch: (onProgress: (progress: FetchProgress) => void) => Promise<void>;
  /** Has to make it reject, and soon. */
  readonly giveUp: () => void;
  /** Without progress. */
  readonly quiet: boolean;
}

/** Fetches a benchmark's data, and shows how far it is. Ctrl-C gives it up: the exit code is returned then. */
export async function bringData({ fetch, giveUp, quiet }: DataErrand, terminal: Terminal): Promise<number | undefined> {
  const bar = new FetchBar(terminal);
  const interruption = new Interruption({ first: giveUp, second: async () => bar.stop() });
  try {
    await fetch((progress) => {
      if (!quiet) bar.show(progress);
    });
  } catch (error) {
    if (interruption.code === undefined) throw error;
  } finally {
    bar.stop();
    interruption.release();
  }
  if (interruption.code !== undefined)
    writeLine(terminal, 'Interrupted; what was fetched is kept, and the next time goes on there.');
  return interruption.code;
}

import { readdirSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Reading } from '../domain/meters.ts';

const RESOLUTION_MS = 10;
const QUANTILES = [0.5, 0.9, 0.99, 1];

/** How late the event loop is, from `start` until `stop`. */
export class EventLoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  start(): void {
    this.#histogram.enable();
  }

  stop(): void {
    this.#histogram.disable();
  }

  /** Seconds by `quantile`, since they were read before; the quantile 1 is the longest. */
  take(): readonly Reading[] {
    const readings = QUANTILES.map((quantile) => {
      const intervalMs = this.#histogram.count === 0 ? 0 : this.#histogram.percentile(quantile * 100) / 1e6;
      return { labels: { quantile: String(quantile) }, value: Math.max(0, intervalMs - RESOLUTION_MS) / 1_000 };
    });
    this.#histogram.reset();
    return readings;
  }
}

/** Bytes of the file systems that these folders are on, by `folder`; nothing of a folder that is not there. */
export async function diskReadings(
  folders: Readonly<Record<string, string>>,
): Promise<{ readonly free: readonly Reading[]; readonly size: readonly Reading[] }> {
  const found = await Promise.all(
    Object.entries(folders).map(async ([folder, path]) => {
      const stats = await statfs(path).catch(() => null);
      return stats === null ? [] : [{ labels: { folder }, stats }];
    }),
  );
  return {
    free: found.flat().map(({ labels, stats }) => ({ labels, value: stats.bavail * stats.bsize })),
    size: found.flat().map(({ labels, stats }) => ({ labels, value: stats.blocks * stats.bsize })),
  };
}

/** Open file descriptors; nothing where the system does not show them. */
export function openFiles(): readonly Reading[] {
  try {
    return [{ labels: {}, value: readdirSync('/proc/self/fd').length }];
  } catch {
    return [];
  }
}

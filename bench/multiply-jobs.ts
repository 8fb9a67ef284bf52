import { randomUUID } from 'node:crypto';
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Adds jobs that have ended to the existing one until there are `count`, as another server would have left them: their manifests, and these files. */
export async function multiplyJobs(root: string, jobId: string, count: number, files: readonly string[] = []): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, 'jobs', jobId, 'manifest.json'), 'utf8')) as object;
  for (let made = 1; made < count; made += 1) {
    const id = randomUUID();
    const folder = join(root, 'jobs', id);
    await mkdir(folder);
    const startedAt = new Date(Date.UTC(2026, 0, 1) + made * 60_000).toISOString();
    await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, job_id: id, started_at: startedAt }, null, 2));
    for (const file of files) await cp(join(root, 'jobs', jobId, file), join(folder, file));
  }
}

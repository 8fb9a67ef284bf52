import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Candidate } from './word-completion.ts';

const SHOWN = 20;

/** The newest jobs of an archive by their ids, each with what it was; empty where there is no archive. */
export async function recentJobs(projectsRoot: string): Promise<readonly Candidate[]> {
  const folder = join(projectsRoot, 'jobs');
  const ids = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.'));
  const dated = await Promise.all(ids.map(async (id) => ({ id, at: await modifiedAt(join(folder, id)) })));
  const newest = dated.sort((a, b) => b.at - a.at).slice(0, SHOWN);
  return Promise.all(newest.map(async ({ id }) => ({ word: id, description: await describe(join(folder, id)) })));
}

async function modifiedAt(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.mtimeMs ?? 0;
}

async function describe(folder: string): Promise<string> {
  try {
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Record<string, unknown>;
    return ['kind', 'project', 'prompt', 'status', 'started_at'].map((field) => String(manifest[field])).join(' ');
  } catch {
    return '';
  }
}

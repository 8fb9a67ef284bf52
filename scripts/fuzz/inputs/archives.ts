import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Draws } from '../draws.ts';
import { PROJECT } from '../fuzz-project.ts';
import type { FuzzServer } from '../fuzz-server.ts';
import { brokenBytes, jsonText, withOddity } from '../odd-values.ts';
import { ask, outcomeOfAnswer } from './asked.ts';
import type { InputKind, InputReader, Outcome } from './input-kind.ts';

/** What reads a job in its own way. */
const READERS = ['?events=false', '', '/trials?limit=5', '/trials/aggregate', '/trials/0', '/report', '/events'];

type Part = 'manifest' | 'event';

/** Jobs of other writers: their manifests, and their events, line by line. */
export const ARCHIVES: readonly InputKind[] = (['manifest', 'event'] as const).map((name) => ({
  name,
  share: 0.125,
  open: async (server) => new ArchiveReader(server, await finishedJob(server), name),
}));

class ArchiveReader implements InputReader {
  readonly #server: FuzzServer;
  readonly #sample: string;
  readonly #part: Part;

  constructor(server: FuzzServer, sample: string, part: Part) {
    this.#server = server;
    this.#sample = sample;
    this.#part = part;
  }

  async read(draws: Draws, number: number): Promise<Outcome> {
    const jobId = `${this.#part}-${number}-${draws.integer(0, 1_000_000)}`;
    const jobs = join(this.#server.root, 'jobs');
    const making = join(this.#server.root, `.making-${jobId}`);
    await mkdir(making);
    const files = ['manifest.json', 'events.jsonl', 'summary.json'];
    for (const file of files) {
      const text = await readFile(join(jobs, this.#sample, file), 'utf8');
      await writeFile(join(making, file), text.replaceAll(this.#sample, jobId));
    }
    const sent = await this.#break(draws, making);
    await rename(making, join(jobs, jobId));
    try {
      return await this.#readBack(draws, jobId, sent);
    } finally {
      await rm(join(jobs, jobId), { recursive: true, force: true });
    }
  }

  async close(): Promise<void> {}

  async #break(draws: Draws, folder: string): Promise<string> {
    const path = join(folder, this.#part === 'manifest' ? 'manifest.json' : 'events.jsonl');
    const text = await readFile(path, 'utf8');
    const broken = this.#part === 'manifest' ? brokenManifest(draws, text) : brokenEvents(draws, text);
    await writeFile(path, broken);
    return broken.toString();
  }

  /** By some of the readers, and by the list, whose other jobs must stay. */
  async #readBack(draws: Draws, jobId: string, sent: string): Promise<Outcome> {
    let outcome: Outcome = { answer: '2xx', fault: null, sent };
    for (const reader of draws.some(READERS, 2, 3)) {
      outcome = outcomeOfAnswer(await ask(this.#server, 'GET', `/api/jobs/${jobId}${reader}`), `GET ${reader} of ${sent}`);
      if (outcome.fault !== null) return outcome;
    }
    const sample = outcomeOfAnswer(await ask(this.#server, 'GET', `/api/jobs/${this.#sample}?events=false`), sent);
    if (sample.answer !== '2xx') return { ...sample, fault: 'another job can’t be read' };
    const list = outcomeOfAnswer(await ask(this.#server, 'GET', '/api/jobs?limit=5'), `GET /api/jobs with ${sent}`);
    return list.answer === '2xx' ? outcome : { ...list, fault: list.fault ?? 'the list of jobs can’t be read' };
  }
}

function brokenManifest(draws: Draws, text: string): Buffer {
  if (draws.happens(0.3)) return brokenBytes(draws, text);
  return Buffer.from(jsonText(withOddity(draws, JSON.parse(text))));
}

function brokenEvents(draws: Draws, text: string): Buffer {
  if (draws.happens(0.3)) return brokenBytes(draws, text);
  const lines = text.trimEnd().split('\n');
  const at = draws.integer(0, lines.length - 1);
  const line = jsonText(withOddity(draws, JSON.parse(lines[at] ?? '{}')));
  const changed = draws.happens(0.1) ? lines.toSpliced(at, 1) : lines.with(at, line);
  return Buffer.from(`${changed.join('\n')}${draws.happens(0.9) ? '\n' : ''}`);
}

/** The id of a new job that has ended, whose files are the start. */
async function finishedJob(server: FuzzServer): Promise<string> {
  const job = {
    project: PROJECT.name,
    program: 'flaky',
    prompt: 'plain',
    examples: 'three',
    model: 'local:echo',
    metrics: ['right'],
  };
  const answer = await ask(server, 'POST', '/api/evaluate', JSON.stringify(job));
  if (answer.status !== 200) throw new Error(`no job was started: ${JSON.stringify(answer)}`);
  const { job_id: jobId } = JSON.parse(answer.text) as { job_id: string };
  for (;;) {
    const view = await ask(server, 'GET', `/api/jobs/${jobId}?events=false`);
    if (view.status !== 200) throw new Error(`the job is not there: ${JSON.stringify(view)}`);
    if (view.text.includes('"finished_at":"')) return jobId;
  }
}

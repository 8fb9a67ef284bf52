import { SETTINGS } from '../config/settings.ts';
import { ApiClient } from './api-client.ts';
import { JobProgress } from './job-progress.ts';
import { resultTable, type NamedResult } from './result-table.ts';
import { startServer } from './start-server.ts';
import { processTerminal, type Terminal } from './terminal.ts';

const PROMPTS = ['mixed', 'english'];
const METRICS = ['label_correctness', 'label_closeness', 'evidence_in_review'];
/** An offline model that takes a moment, so that there is something to watch. */
const MODEL = 'local:lexicon?latency_ms=150';

/** The flags of `assay demo`, as typed. */
export interface DemoOptions {
  readonly host?: string;
  readonly port?: string;
  readonly exit?: boolean;
}

async function evaluatePrompt(client: ApiClient, prompt: string, terminal: Terminal): Promise<NamedResult> {
  const jobId = await client.start('evaluate', {
    project: 'classify_sentiment',
    program: 'v1',
    prompt,
    examples: 'full',
    model: MODEL,
    metrics: METRICS,
    workers: 8,
  });
  const { manifest } = await client.job(jobId);
  const options = { label: prompt.padEnd(8), plannedTrials: manifest.planned_trials ?? null, metrics: METRICS };
  const progress = new JobProgress(options, terminal);
  for await (const event of client.events(jobId)) progress.add(event);
  progress.stop();
  const { manifest: end, summary } = await client.job(jobId);
  if (summary === null || end.status !== 'done') {
    throw new Error(`job ${jobId} ended as ${end.status}: ${end.error ?? 'no reason'}`);
  }
  return { name: prompt, summary };
}

/** Starts a server over the samples and evaluates one program with two prompts, for everyone to see. */
export async function demo({ exit = false, ...flags }: DemoOptions): Promise<void> {
  const { app, url } = await startServer({ logLevel: 'warn', projectsRoot: SETTINGS.projectsRoot.fallback(), ...flags });
  const client = new ApiClient(url);
  const terminal = processTerminal();
  const { out } = terminal;
  out.write(
    'One program, two prompts: `mixed` runs instructions and review together, `english` marks the review off.\n' +
      'The model is local:lexicon, a list of words and no language model: no key, no network.\n\n',
  );
  const results: NamedResult[] = [];
  for (const prompt of PROMPTS) results.push(await evaluatePrompt(client, prompt, terminal));
  out.write(`\nMean ± standard deviation:\n${resultTable(results, terminal.inColour)}\n\n`);
  if (exit) {
    await app.close();
    return;
  }
  out.write(`The server stays up with both jobs in it: ${url}/api/jobs and ${url}/docs. Ctrl-C stops it.\n`);
}

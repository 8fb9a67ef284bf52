import { ApiClient } from './api-client.ts';
import { JobProgress } from './job-progress.ts';
import { resultTable, type NamedResult } from './result-table.ts';

const PROMPTS = ['mixed', 'english'] as const;
const METRICS = ['label_correctness', 'evidence_in_review'];
/** An offline model that takes a moment, so that there is something to watch. */
const MODEL = 'local:lexicon?latency_ms=150';

async function evaluatePrompt(client: ApiClient, prompt: string, out: NodeJS.WriteStream): Promise<NamedResult> {
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
  const progress = new JobProgress(prompt.padEnd(8), manifest.planned_trials ?? 0, out);
  for await (const event of client.events(jobId)) progress.add(event);
  progress.stop();
  const { manifest: end, summary } = await client.job(jobId);
  if (summary === null || end.status !== 'done') throw new Error(`job ${jobId} ended as ${end.status}: ${end.error ?? 'no reason'}`);
  return { name: prompt, summary };
}

/** Evaluates the sample project with two prompts against a running server, for everyone to see. */
export async function demo(serverUrl: string, out: NodeJS.WriteStream): Promise<void> {
  const client = new ApiClient(serverUrl);
  out.write(
    'Two prompts for one program: does the review in them stand apart from the instructions?\n' +
      'The model is local:lexicon, a word list and no language model: no key, no network.\n\n',
  );
  const results: NamedResult[] = [];
  for (const prompt of PROMPTS) results.push(await evaluatePrompt(client, prompt, out));
  out.write(`\nmean ± standard deviation\n${resultTable(results)}\n\n`);
}

import type { ComparisonDto } from '../compare/comparison.dto.ts';
import { environment } from '../config/config.ts';
import type { Overrides } from '../config/parse-config.ts';
import { SETTINGS } from '../config/settings.ts';
import type { JobKind, JobRequestFields } from '../domain/job-fields.ts';
import { JobFold } from '../evaluation/job-fold.ts';
import { digestOf, randomSecret } from '../http/access/api-key.ts';
import { ApiClient } from './api-client.ts';
import { comparisonTables } from './compare/comparison-table.ts';
import { JobProgress } from './job-progress.ts';
import { type NamedResult, RESULT_LEGEND, resultTable } from './result-table.ts';
import { startServer } from './serve.ts';
import { isLoopback } from './start-access.ts';
import { stepLine } from './step-lines.ts';
import { processTerminal, type Terminal, writeLine } from './terminal.ts';

const PROMPTS = ['mixed', 'english'];
const SAMPLE = { project: 'classify_sentiment', program: 'v1', examples: 'full' };
/** The offline model is slowed down, so that there is something to watch. */
const EVALUATION = { ...SAMPLE, model: 'local:lexicon?latency_ms=150', workers: 8 };
const METRICS = ['label_correctness', 'label_closeness', 'evidence_in_review'];
const OPTIMIZATION = {
  ...SAMPLE,
  prompt: 'mixed',
  model: 'local:lexicon?latency_ms=40',
  proposer_model: 'local:proposer',
  metrics: ['label_correctness'],
  steps: 8,
  workers: 16,
};

/** The flags of `assay demo`, as typed. */
export interface DemoOptions {
  readonly host?: string;
  readonly port?: string;
  readonly exit?: boolean;
}

/** Starts a server with the samples, lets it evaluate, optimize and compare, and shows the results. */
export async function demo({ exit = false, ...flags }: DemoOptions): Promise<void> {
  const { key, settings } = demoAccess(flags.host ?? environment['ASSAY_HOST']);
  const server = { logLevel: 'warn', projectsRoot: SETTINGS.projectsRoot.fallback(), ...settings, ...flags } as const;
  const { app, url } = await startServer(server);
  await new Demo(url, key, processTerminal()).run();
  if (exit) {
    await app.close();
    return;
  }
  process.stdout.write(`The server stays up and holds these jobs: open ${url} in a browser. Ctrl-C stops it.\n`);
  if (key !== undefined) process.stdout.write(`It asks for a key, since other machines may reach it: ${key}\n`);
}

/** The samples are everybody's on this machine, whatever keys there are; to others the demo opens by a key of its own. */
function demoAccess(host = ''): { readonly key?: string; readonly settings: Overrides } {
  if (host === '' || isLoopback(host)) return { settings: { apiKeys: [], noAuth: true } };
  const key = randomSecret();
  const known = { name: 'demo', scope: 'admin', sha256: digestOf(key), isShort: false } as const;
  return { key, settings: { apiKeys: [known], noAuth: false } };
}

interface FinishedJob {
  readonly jobId: string;
  readonly fold: JobFold;
}

class Demo {
  readonly #client: ApiClient;
  readonly #terminal: Terminal;

  constructor(url: string, key: string | undefined, terminal: Terminal) {
    this.#client = new ApiClient(url, key);
    this.#terminal = terminal;
  }

  async run(): Promise<void> {
    this.#tell(
      'One program, two prompts: `mixed` runs instructions and review together, `english` separates them.\n' +
        'The model is local:lexicon, a word list instead of a language model: it needs no key and no network.\n',
    );
    const [mixed = '', english = ''] = await this.#evaluatePrompts();
    this.#tell('Now `mixed` is improved, step by step; local:proposer tries well-known techniques of prompt writing:\n');
    await this.#improvePrompt();
    this.#tell('Is the difference between the two prompts real, or chance?\n');
    await this.#compare(english, mixed);
  }

  /** Returns the jobs' ids. */
  async #evaluatePrompts(): Promise<string[]> {
    const results: NamedResult[] = [];
    const jobIds: string[] = [];
    for (const prompt of PROMPTS) {
      const { jobId, fold } = await this.#runJob('evaluate', prompt, { ...EVALUATION, prompt, metrics: METRICS });
      jobIds.push(jobId);
      results.push({ name: prompt, figures: fold.total });
    }
    this.#tell(`\n${RESULT_LEGEND}:\n${resultTable(results, this.#terminal)}\n`);
    return jobIds;
  }

  async #compare(english: string, mixed: string): Promise<void> {
    const body = await this.#client.compare({ run_ids: [english, mixed] });
    // Ids are hard to read: here the runs are called by their prompts.
    const text = JSON.stringify(body).replaceAll(english, 'english').replaceAll(mixed, 'mixed');
    this.#tell(comparisonTables(JSON.parse(text) as ComparisonDto, this.#terminal));
    this.#tell(`The same from the command line: npx assay compare ${english} ${mixed}\n`);
  }

  async #improvePrompt(): Promise<void> {
    const { fold } = await this.#runJob('optimize', 'optimize', OPTIMIZATION);
    const template = fold.bestStep?.promptTemplate;
    if (typeof template === 'string') this.#tell(`\nThe best template:\n\n${template.trimEnd()}\n`);
  }

  /** Runs a job with a progress bar. Throws if it does not end as `done`. */
  async #runJob(kind: JobKind, label: string, fields: JobRequestFields): Promise<FinishedJob> {
    const { jobId } = await this.#client.start(kind, fields);
    const { manifest } = await this.#client.job(jobId);
    const metrics = fields.metrics ?? [];
    const fold = new JobFold({ kind, metrics });
    const plan = { label: label.padEnd(8), fold, plannedTrials: manifest.planned_trials ?? null, metrics };
    const progress = new JobProgress(fields.steps === undefined ? plan : { ...plan, steps: fields.steps }, this.#terminal);
    for await (const event of this.#client.events(jobId)) {
      fold.add(event);
      progress.add(event);
      if (event.type === 'step') writeLine(this.#terminal, stepLine(fold));
    }
    progress.stop();
    const job = await this.#client.job(jobId);
    if (job.manifest.status === 'done') return { jobId, fold };
    throw new Error(`job ${jobId} ended as ${job.manifest.status}: ${job.manifest.error ?? 'no reason'}`);
  }

  #tell(text: string): void {
    this.#terminal.out.write(`${text}\n`);
  }
}

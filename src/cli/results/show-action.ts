import { AssayError } from '../../domain/errors.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import type { PlacedSampleDto } from '../../runs/run-samples.dto.ts';
import type { RunDto } from '../../runs/run.dto.ts';
import { EXIT } from '../exit-code.ts';
import { inPlace, type PlaceOptions } from '../place.ts';
import type { Terminal } from '../terminal.ts';
import type { ResultsHost, SampleAddress } from './results-host.ts';
import { RESULTS } from './results-place.ts';
import { rowTable } from './row-table.ts';
import { showText } from './show-text.ts';
import { factsOf, findSubject, type Subject } from './shown-result.ts';
import type { TrialAddress } from './trial-address.ts';
import { sampleText, trialText } from './trial-text.ts';

/** The flags of `assay show`, as commander reads them. */
export interface ShowOptions extends PlaceOptions {
  readonly row?: TrialAddress;
  readonly rows?: true;
  readonly status?: 'success' | 'failed';
  readonly query?: string;
  readonly sort?: string;
  readonly limit?: number;
  readonly format: 'text' | 'json';
}

/** Rows that one request asks for. */
const PAGE = 500;

/** Runs `assay show`, and sets the exit code of the process. */
export async function showAction(id: string, options: ShowOptions): Promise<void> {
  await inPlace(options, RESULTS, async (host, terminal) => {
    const subject = await findSubject(host, id);
    if (options.rows === true) await writeRows(host, runOf(subject), options, terminal);
    else if (options.row !== undefined) await writeRow(host, subject, options.row, options, terminal);
    else await writeWhole(host, subject, options, terminal);
    return EXIT.done;
  });
}

async function writeWhole(host: ResultsHost, subject: Subject, { format }: ShowOptions, terminal: Terminal): Promise<void> {
  const facts = subject.run && (await factsOf(host, subject.run));
  const { job = null, run = null, steps } = subject;
  const { aggregate = null, weakest = [] } = facts ?? {};
  terminal.out.write(
    format === 'json'
      ? `${jsonText({ job, run, steps, aggregate, weakest }, 2)}\n`
      : showText(subject, facts, Date.now(), terminal),
  );
}

/** Page by page, so that a long run is never in memory as a whole. */
async function writeRows(host: ResultsHost, run: RunDto, options: ShowOptions, { out, ...look }: Terminal): Promise<void> {
  const isJson = options.format === 'json';
  let separator = '';
  if (isJson) out.write('[');
  for await (const samples of pagesOf(host, run.run_id, options)) {
    if (samples.length === 0) continue;
    out.write(separator);
    out.write(isJson ? samples.map((sample) => jsonText(sample)).join(',\n') : rowTable(samples, look));
    separator = isJson ? ',\n' : '\n';
  }
  out.write(isJson ? ']\n' : '\n');
}

async function* pagesOf(
  host: ResultsHost,
  runId: string,
  { status, query: q, sort, limit = Infinity, format }: ShowOptions,
): AsyncGenerator<readonly PlacedSampleDto[]> {
  const filter = {
    ...(status !== undefined && { status }),
    ...(q !== undefined && { q }),
    ...(sort !== undefined && { sort }),
  };
  let left = limit;
  let cursor: string | null = null;
  do {
    const page = await host.samples(runId, {
      ...filter,
      ...(cursor !== null && { cursor }),
      limit: Math.min(PAGE, left),
      ...(format === 'text' && { texts: 'short' }),
    });
    yield page.samples;
    left -= page.samples.length;
    cursor = page.next_cursor;
  } while (cursor !== null && left > 0);
}

/** Of a job with all that its log has. */
async function writeRow(
  host: ResultsHost,
  subject: Subject,
  named: TrialAddress,
  { format }: ShowOptions,
  terminal: Terminal,
): Promise<void> {
  const run = runOf(subject);
  const address = 'trialId' in named ? await addressOf(host, run.run_id, named.trialId) : named;
  const ofJob = jobOf(subject, run);
  if (ofJob === undefined) {
    const { sample } = await host.sample(run.run_id, address);
    terminal.out.write(format === 'json' ? `${jsonText(sample, 2)}\n` : sampleText(sample, terminal));
    return;
  }
  const { trial } = await host.trial(ofJob.jobId, ofJob.stepIndex, address);
  terminal.out.write(format === 'json' ? `${jsonText(trial, 2)}\n` : trialText(trial, terminal));
}

function runOf({ run }: Subject): RunDto {
  if (run === undefined) throw new AssayError('run_not_found', 'It has no rows yet: its first step has not begun.');
  return run;
}

/** The job whose log has the run; a step's id is that of its job and its number. */
function jobOf({ job }: Subject, run: RunDto): { readonly jobId: string; readonly stepIndex: number | undefined } | undefined {
  if (run.source !== 'job') return undefined;
  const { step_index: stepIndex } = run;
  if (stepIndex === null) return { jobId: run.run_id, stepIndex: undefined };
  return { jobId: job?.manifest.job_id ?? run.run_id.slice(0, run.run_id.lastIndexOf('.')), stepIndex };
}

/** Looks at all rows: there is no index of trial ids. */
async function addressOf(host: ResultsHost, runId: string, trialId: string): Promise<SampleAddress> {
  for await (const samples of pagesOf(host, runId, { format: 'text' })) {
    const found = samples.find(({ id }) => id === trialId);
    if (found !== undefined) return { row: found.row, replicate: found.replicate };
  }
  throw new AssayError('run_not_found', `The run ${runId} has no trial ${trialId}.`);
}

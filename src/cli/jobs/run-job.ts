import { isSettled } from '../../domain/job.ts';
import type { JobKind, JobRequestFields } from '../../domain/job-fields.ts';
import { reasonText } from '../../evaluation/failure-tally.ts';
import { JobFold } from '../../evaluation/job-fold.ts';
import { visibleLine, visibleText } from '../../evaluation/visible-text.ts';
import type { AgainstDto } from '../../jobs/against.dto.ts';
import type { LiveComparisonDto } from '../../live/comparisons.dto.ts';
import type { LiveStateDto } from '../../live/live-state.dto.ts';
import { endSentence, powerSentence, verdictSentence } from '../../reports/holdout-sentence.ts';
import type { JobDocument } from '../api-client.ts';
import { EXIT } from '../exit-code.ts';
import { Interruption } from '../interruption.ts';
import { JobProgress } from '../job-progress.ts';
import { jobVerdict } from '../job-verdict.ts';
import { stepLine } from '../step-lines.ts';
import { coloured } from '../table.ts';
import { type Terminal, writeLine, writeSentence } from '../terminal.ts';
import { ComparisonWatch } from './comparison-watch.ts';
import type { Format } from './job-flags.ts';
import type { JobHost } from './job-host.ts';
import { jobOutput } from './job-output.ts';
import { type LiveGate, liveGateFaults } from './live-gate.ts';
import { startWithPlace } from './place.ts';

const SHOWN_REASONS = 3;
const REASON_LENGTH = 300;
const LOST = 'The server does not answer; trying again for a minute.';

/** A job to run, and how to show it. */
export interface JobRequest {
  readonly kind: JobKind;
  readonly fields: JobRequestFields;
  /** The heading of the column of results. */
  readonly title: string;
  readonly format: Format;
  /** Starts it otherwise than with the fields, and returns its id. */
  readonly begin?: () => Promise<string>;
  /** The baseline that it is compared with while it runs, and how. */
  readonly against?: AgainstDto | undefined;
  /** What the candidate may not be, else the exit code is 3. */
  readonly gate?: LiveGate | undefined;
  /** Whether to wait for a place where other jobs take them all. */
  readonly wait?: boolean;
  /** Without progress. */
  readonly quiet?: boolean;
  /** A score below this makes the exit code 3. */
  readonly failUnder?: number;
}

/** Runs a job to its end, shows its progress and its results, and returns the exit code. Handles Ctrl-C meanwhile. */
export async function runJob(request: JobRequest, host: JobHost, terminal: Terminal): Promise<number> {
  return new JobRun(request, host, terminal).run();
}

interface Started {
  readonly jobId: string;
  readonly comparisonId?: string;
}

class JobRun {
  readonly #request: JobRequest;
  readonly #host: JobHost;
  readonly #terminal: Terminal;
  readonly #fold: JobFold;
  readonly #waiting = new AbortController();
  #jobId: string | undefined;
  #progress: JobProgress | undefined;
  #watch: ComparisonWatch | undefined;

  constructor(request: JobRequest, host: JobHost, terminal: Terminal) {
    this.#request = request;
    this.#host = host;
    this.#terminal = terminal;
    const { metrics = [], repeats = 1 } = request.fields;
    this.#fold = new JobFold({ kind: request.kind, metrics, repeats });
  }

  async run(): Promise<number> {
    const interruption = new Interruption({ first: () => this.#stop(), second: () => this.#abandon() });
    try {
      const { jobId, comparisonId } = await this.#start();
      this.#jobId = jobId;
      // Ctrl-C may have come before there was a job to stop.
      if (interruption.code !== undefined) this.#host.interrupt();
      if (this.#request.kind === 'optimize') await this.#sayPower(jobId);
      await this.#follow(jobId, comparisonId);
      return await this.#end(jobId, comparisonId, interruption.code);
    } catch (error) {
      if (interruption.code === undefined || this.#jobId !== undefined) throw error;
      return interruption.code;
    } finally {
      this.#watch?.leave();
      this.#progress?.stop();
      interruption.release();
    }
  }

  #start(): Promise<Started> {
    const { kind, fields, begin, against, wait = false, quiet = false } = this.#request;
    const say = (text: string): void => {
      if (!quiet) this.#say(text);
    };
    const start = async (): Promise<Started> => {
      if (against !== undefined) return this.#host.startAgainst(fields, against);
      return { jobId: await (begin?.() ?? this.#host.start(kind, fields)) };
    };
    const wayToEnd = (jobId: string): string => this.#host.wayToEnd(jobId);
    return startWithPlace(start, { isPatient: wait, signal: this.#waiting.signal, say, wayToEnd });
  }

  /** What the search can show, before anything is paid for. */
  async #sayPower(jobId: string): Promise<void> {
    const plan = await this.#host.searchPlan(jobId);
    const sentence = plan === null ? null : powerSentence(plan);
    if (sentence !== null && this.#request.quiet !== true) writeSentence(this.#terminal, sentence);
  }

  async #follow(jobId: string, comparisonId: string | undefined): Promise<void> {
    const { title, format, quiet = false } = this.#request;
    const output = jobOutput(format, this.#terminal, title);
    const onState = (state: LiveStateDto): void | Promise<void> => output.state(state);
    if (comparisonId !== undefined) this.#watch = new ComparisonWatch(this.#host, comparisonId, { onState });
    if (!quiet) this.#progress = await this.#newProgress(jobId);
    const onLost = (isLost: boolean): void => {
      if (!quiet) this.#say(isLost ? LOST : 'The server answers again.');
    };
    for await (const event of this.#host.events(jobId, onLost)) {
      this.#fold.add(event);
      this.#progress?.add(event);
      if (event.type === 'step' && !quiet) this.#say(stepLine(this.#fold));
      await output.event(event);
    }
    await this.#followOn(jobId);
    this.#progress?.stop();
    this.#progress = undefined;
  }

  /** A comparison may go on after its job, while the baseline does; not where the job was interrupted, or the command was. */
  async #followOn(jobId: string): Promise<void> {
    if (this.#watch === undefined) return;
    const { manifest } = await this.#host.job(jobId);
    if (manifest.status === 'interrupted' || !isSettled(manifest.status)) this.#watch.leave();
    await this.#watch.ended();
  }

  /** Of a job that has ended there is none to show. */
  async #newProgress(jobId: string): Promise<JobProgress | undefined> {
    const { kind, fields } = this.#request;
    const { manifest } = await this.#host.job(jobId);
    if (isSettled(manifest.status)) return undefined;
    if (manifest.status === 'queued') this.#say(`Job ${jobId} waits for its turn.`);
    const plannedTrials = manifest.planned_trials ?? null;
    const waiting = (): Promise<string | null> => this.#host.waiting(jobId);
    const seconds = kind === 'optimize' || manifest.resumed ? 0 : (Date.now() - Date.parse(manifest.started_at)) / 1_000;
    const options = {
      label: kind,
      fold: this.#fold,
      plannedTrials,
      metrics: fields.metrics ?? [],
      waiting,
      first: () => this.#watch?.parts() ?? [],
      seconds: manifest.status === 'running' ? Math.max(0, seconds) : 0,
    };
    if (fields.steps === undefined) return new JobProgress(options, this.#terminal);
    const heldOutTrials = (manifest.parts?.holdout ?? 0) * (fields.repeats ?? 1);
    return new JobProgress({ ...options, steps: fields.steps, heldOutTrials }, this.#terminal);
  }

  async #end(jobId: string, comparisonId: string | undefined, interruptedWith: number | undefined): Promise<number> {
    if (interruptedWith !== undefined && this.#host.keepsRunning) {
      this.#say(`Detached; job ${jobId} goes on.`, ...this.#host.waysBack(jobId, ''));
      return interruptedWith;
    }
    const job = await this.#host.job(jobId);
    const { status, projects_root: projectsRoot } = job.manifest;
    const { title, format, failUnder } = this.#request;
    const comparison = comparisonId === undefined ? undefined : await this.#host.comparison(comparisonId);
    const locations = this.#host.locations(jobId, projectsRoot);
    jobOutput(format, this.#terminal, title).end({ job, fold: this.#fold, locations, ...(comparison && { comparison }) });
    // The last trial may have ended before Ctrl-C was noticed.
    if (interruptedWith !== undefined && status !== 'done') {
      this.#say('Interrupted; everything so far is in the archive.', ...this.#host.waysBack(jobId, projectsRoot));
      return interruptedWith;
    }
    if (this.#request.quiet !== true) this.#sayFailures(jobId);
    this.#sayVerdict(job);
    const { code, reason } = jobVerdict(job, this.#fold, failUnder);
    if (reason !== undefined) this.#say(`error: ${reason}`);
    return code === EXIT.done && comparison !== undefined ? this.#gateCode(comparison) : code;
  }

  #gateCode(comparison: LiveComparisonDto): number {
    const { gate } = this.#request;
    const faults = gate === undefined ? [] : liveGateFaults(comparison, gate);
    for (const fault of faults) writeSentence(this.#terminal, `--fail-if ${String(gate?.gate)}: ${visibleLine(fault)}`);
    return faults.length === 0 ? EXIT.done : EXIT.belowThreshold;
  }

  /** How a search came out, last, where people look first. */
  #sayVerdict({ manifest, summary }: JobDocument): void {
    if (manifest.kind !== 'optimize' || summary === null || this.#request.quiet === true) return;
    for (const sentence of [endSentence(summary.ended), verdictSentence(summary)])
      if (sentence !== null) writeSentence(this.#terminal, sentence);
  }

  /** The reasons that came most often, so that nobody has to look for them. */
  #sayFailures(jobId: string): void {
    const reasons = this.#fold.failureReasons(SHOWN_REASONS);
    if (reasons.length === 0) return;
    const inColour = this.#terminal.inColour && this.#terminal.isLive;
    this.#say('Most frequent failures:');
    for (const reason of reasons) {
      writeSentence(
        this.#terminal,
        `  ${coloured(`${String(reason.count)} × ${oneLine(reasonText(reason))}`, 'red', { inColour })}`,
      );
    }
    this.#say(`See: ${this.#host.reportOf(jobId)}`);
  }

  #stop(): void {
    if (this.#jobId === undefined) {
      this.#say('Stopping before the job has started; press Ctrl-C again to exit at once.');
      this.#host.cancelFetch();
      this.#waiting.abort();
      return;
    }
    this.#say(this.#host.keepsRunning ? 'Detaching.' : 'Cancelling; press Ctrl-C again to exit at once.');
    this.#host.interrupt();
    this.#watch?.leave();
  }

  async #abandon(): Promise<void> {
    this.#progress?.stop();
    await this.#host.abandon();
  }

  #say(...lines: readonly string[]): void {
    for (const line of lines) writeLine(this.#terminal, line);
  }
}

function oneLine(text: string): string {
  const line = visibleText(text.replaceAll(/\s+/g, ' ').trim());
  return line.length <= REASON_LENGTH ? line : `${line.slice(0, REASON_LENGTH)}…`;
}

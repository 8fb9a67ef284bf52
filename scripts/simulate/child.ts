import type { JobSpec } from '../../src/domain/job-fields.ts';
import type { KeptEvents, Order } from '../../src/runner/child-protocol.ts';
import { CallCount } from '../../src/evaluation/call-count.ts';
import { EarlyStop } from '../../src/evaluation/early-stop.ts';
import { EventRecorder } from '../../src/runner/event-recorder.ts';
import type { PreparedPlan } from '../../src/runner/prepared-plan.ts';
import type { ProcessListener, ProjectProcess } from '../../src/runner/project-process.ts';
import { runPlan } from '../../src/runner/run-plan.ts';
import { ServedLog } from '../../src/runner/served-log.ts';
import { Channel } from './channel.ts';
import type { Ledger, OnPaid } from './ledger.ts';
import { SimulatedProject } from './project.ts';
import { SimulatedModel } from './provider.ts';
import type { SimulatedProcess } from './simulated-process.ts';

type Reported = Parameters<ProcessListener['report']>[0];

/** As the server waits for a child that was asked to stop. */
const STOP_GRACE_MS = 800;

const TRIAL_TIMEOUT_MS = 60_000;

/**
 * What the server holds of a job's process: the engine and the recorder of events are the real ones, in a process that may be killed
 * at any moment, behind messages that take their time.
 */
export class SimulatedChild implements Pick<ProjectProcess, 'listen' | 'send' | 'stop' | 'kill'> {
  readonly process: SimulatedProcess;
  readonly #toServer: Channel;
  readonly #toChild: Channel;
  readonly #ledger: Ledger;
  readonly #stop = new AbortController();
  readonly #earlyStop = new EarlyStop();
  #listener: ProcessListener = { report: () => undefined, ended: () => undefined };
  #plan: PreparedPlan | undefined;
  #recorder: EventRecorder | undefined;
  #log: ServedLog | undefined;
  #onPaid: OnPaid = () => undefined;
  #isOver = false;
  #how: string | undefined;

  constructor(server: SimulatedProcess, ledger: Ledger) {
    this.process = server.world.spawn();
    this.#toServer = new Channel(server);
    this.#toChild = new Channel(this.process);
    this.#ledger = ledger;
  }

  listen(listener: ProcessListener): void {
    this.#listener = listener;
    if (this.#how !== undefined) listener.ended(this.#how);
  }

  send(order: Order): void {
    this.#toChild.send(() => void this.#obey(order));
  }

  stop(): void {
    this.send({ type: 'stop' });
    this.process.world.later(STOP_GRACE_MS, () => this.kill('it did not stop when it was asked to'));
  }

  kill(because: string): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.process.kill();
    this.#toServer.send(() => {
      this.#how = because;
      this.#listener.ended(because);
    });
  }

  async #obey(order: Order): Promise<void> {
    switch (order.type) {
      case 'prepare':
        this.#prepare(order.spec);
        return;
      case 'start':
        return this.#start(order);
      case 'log':
        this.#log?.receive(order.batch);
        return;
      case 'acknowledge':
        this.#recorder?.acknowledge(order.bytes);
        return;
      case 'stop':
        this.#stop.abort();
        return;
      case 'decide':
        this.#earlyStop.ask({ stopped: order.stopped });
        return;
      case 'inspect':
        throw new Error('no catalog is asked for');
    }
  }

  #prepare(spec: JobSpec): void {
    const project = SimulatedProject.of(spec);
    this.#plan = project.plan((role) => new SimulatedModel(this.process.world, role, (prompt) => this.#onPaid(role, prompt)));
    this.#report({ type: 'prepared', info: project.info });
  }

  async #start({ jobId, kept }: Extract<Order, { type: 'start' }>): Promise<void> {
    if (this.#plan === undefined) throw new Error('start came before prepare');
    this.#onPaid = this.#ledger.open(jobId, this.#plan.spec);
    const events = new EventRecorder(jobId, kept?.endSeq ?? 0, (batch) => this.#report({ type: 'events', batch }));
    this.#recorder = events;
    const limits = {
      trialTimeoutMs: TRIAL_TIMEOUT_MS,
      signal: this.#stop.signal,
      earlyStop: this.#earlyStop,
      traceparent: null,
    };
    const earlier = kept && { log: this.#servedLog(kept), retriesFailed: kept.retriesFailed };
    const { early, cutOff } = await runPlan(this.#plan, limits, events.record, earlier, new CallCount());
    events.flush();
    this.#report({ type: 'done', ...early, telemetry: cutOff });
  }

  #servedLog({ endSeq }: KeptEvents): ServedLog {
    this.#log = new ServedLog(endSeq, (fromSeq) => this.#report({ type: 'read_log', fromSeq }));
    return this.#log;
  }

  #report(report: Reported): void {
    this.#toServer.send(() => this.#listener.report(report));
  }
}

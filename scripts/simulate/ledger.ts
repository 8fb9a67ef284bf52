import type { JobEvent } from '../../src/domain/job-event.ts';
import type { JobSpec } from '../../src/domain/job-fields.ts';
import type { ScoringPayload, TrialPayload } from '../../src/evaluation/event.ts';
import { BrokenPromiseError } from './broken-promise.ts';
import { ROOT, SimulatedProject } from './project.ts';
import type { Role } from './provider.ts';
import type { World } from './world.ts';

/** Hears of each answer that a process of a job is given: it is paid, whatever becomes of it. */
export type OnPaid = (role: Role, prompt: string) => void;

/** What a job has paid for and stored, by the prompt of a program, and in all for judges and the proposer. */
type Account = Map<string, number>;

/** Sees to it that no answer is paid for that is in the events of its job already. */
export class Ledger {
  readonly #world: World;
  #faults: string[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Opens the account of a process that runs a job, with what is stored by now. */
  open(jobId: string, spec: JobSpec): OnPaid {
    const account = accountOf(this.#eventsOf(jobId));
    const project = SimulatedProject.of(spec);
    return (role, prompt) => {
      const key = keyOf(role, prompt);
      const count = (account.get(key) ?? 0) + 1;
      account.set(key, count);
      if (count > project.answersTo(role)) this.#faults.push(`job ${jobId} paid ${role} calls again: ${prompt.slice(0, 80)}`);
    };
  }

  /** Throws where something was paid twice. */
  check(): void {
    const [fault] = this.#faults;
    if (fault !== undefined) throw new BrokenPromiseError(fault);
  }

  #eventsOf(jobId: string): JobEvent[] {
    const path = `${ROOT}/jobs/${jobId}/events.jsonl`;
    if (!this.#world.disk.has(path)) return [];
    const lines = this.#world.disk.file(path, 'read').bytes.toString('utf8').split('\n').slice(0, -1);
    return lines.flatMap((line) => parsed(line) ?? []);
  }
}

function accountOf(events: readonly JobEvent[]): Account {
  const account: Account = new Map();
  for (const event of events) {
    const key = storedKey(event);
    if (key !== undefined) account.set(key, (account.get(key) ?? 0) + 1);
  }
  return account;
}

/** The key of an answer that an event holds; `undefined` where it holds none that is to be kept. */
function storedKey({ type, payload }: JobEvent): string | undefined {
  if (type === 'proposal') return 'thinking' in payload && payload.thinking !== null ? 'proposer' : undefined;
  if (type === 'trial') {
    const { status, telemetry } = payload as TrialPayload;
    const prompt = telemetry?.request?.prompt.map(({ content }) => content).join('\n');
    return status === 'success' && prompt !== undefined ? keyOf('program', prompt) : undefined;
  }
  const isJudged = type === 'scoring' && (payload as ScoringPayload).metric.kind === 'llm_judge';
  return isJudged && (payload as ScoringPayload).telemetry !== undefined ? 'judge' : undefined;
}

function keyOf(role: Role, prompt: string): string {
  return role === 'program' ? `program ${prompt}` : role;
}

/** A line may be damaged. */
function parsed(line: string): JobEvent | null {
  try {
    return JSON.parse(line) as JobEvent;
  } catch {
    return null;
  }
}

import { join } from 'node:path';
import type { FastifyRequest } from 'fastify';
import type { Config } from '../../config/config.ts';
import { type Clock, systemClock } from '../../domain/clock.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import { RotatedFile } from '../../files/rotated-file.ts';
import { principalOf } from '../access/principal.ts';

const ROTATION = { maxBytes: 10 * 1024 ** 2, kept: 9 };

/** No text in a line is longer: a client chooses its ids. */
const MAX_TEXT = 300;

/** How many lines a minute are about callers without a valid key. */
const STRANGERS_A_MINUTE = 30;

const NOBODY = { kind: 'unknown', name: '', id: '' } as const;

/** What is recorded. Actions are added, never renamed. */
export type AuditAction =
  | 'job.start'
  | 'job.cancel'
  | 'job.resume'
  | 'job.score'
  | 'job.delete'
  | 'prompt.save'
  | 'job.import'
  | 'run.import'
  | 'run.delete'
  | 'comparison.start'
  | 'comparison.delete'
  | 'labels.put'
  | 'labels.delete'
  | 'session.sign_in'
  | 'session.sign_out'
  | 'access.refuse'
  | 'key.add'
  | 'key.revoke';

/** Who did it. `server` is Assay itself, such as its retention; `unknown` a caller who has shown no valid key. */
export interface Actor {
  readonly kind: 'key' | 'session' | 'ticket' | 'local' | 'server' | 'unknown';
  readonly name: string;
  /** Stable, and no secret. */
  readonly id?: string;
}

/** What was done, or tried. Never a key, a prompt or an answer. */
export interface AuditEntry {
  readonly action: AuditAction;
  readonly actor: Actor;
  /** What it was done to, such as the id of a job; `null` where there is nothing. */
  readonly subject: string | null;
  /** `refused` by a rule, `failed` by a fault. */
  readonly outcome: 'ok' | 'refused' | 'failed';
  /** Why it was refused, as a stable word, or what else belongs to it. */
  readonly reason?: string;
  /** The client's address; `null` for what came over no network. */
  readonly address?: string | null;
  readonly requestId?: string | null;
}

/**
 * Who did what: JSON lines in a file of their own, bounded to 100 MB by rotation. A line that can't be written is told to `onLost`, and
 * fails nothing.
 */
export class AuditLog {
  readonly #file: RotatedFile | null;
  readonly #clock: Clock;
  readonly #onLost: (message: string) => void;
  readonly #pending = new Set<Promise<void>>();
  #strangers = { minute: 0, count: 0 };

  /** Records nothing with the path `null`. */
  constructor(path: string | null, onLost: (message: string) => void, clock: Clock = systemClock) {
    this.#file = path === null ? null : new RotatedFile(path, ROTATION);
    this.#onLost = onLost;
    this.#clock = clock;
  }

  /** Resolves once it is on disk; need not be waited for. Never rejects. */
  async record(entry: AuditEntry): Promise<void> {
    if (this.#file === null || !this.#mayRecord(entry)) return;
    const line = this.#line(entry);
    const written = this.#file.append(`${line}\n`).catch((error: unknown) => {
      this.#onLost(`the audit log can't be written (${String(error)}); lost: ${line}`);
    });
    this.#pending.add(written);
    await written;
    this.#pending.delete(written);
  }

  /** The same of a request: who made it, from where, and under which id. */
  recordRequest(request: FastifyRequest, entry: Pick<AuditEntry, 'action' | 'subject' | 'outcome' | 'reason'>): Promise<void> {
    const { kind, name, id } = principalOf(request.raw) ?? NOBODY;
    return this.record({ ...entry, actor: { kind, name, id }, address: request.ip, requestId: request.id });
  }

  /** Nest's hook. Resolves once all is on disk. */
  async onApplicationShutdown(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** Whoever has no key must not be able to push out of the log what others did. */
  #mayRecord({ actor }: AuditEntry): boolean {
    if (actor.kind !== 'unknown') return true;
    const minute = Math.floor(Date.parse(this.#clock.now()) / 60_000);
    if (minute !== this.#strangers.minute) this.#strangers = { minute, count: 0 };
    this.#strangers.count += 1;
    return this.#strangers.count <= STRANGERS_A_MINUTE;
  }

  #line({ action, actor, subject, outcome, reason, address = null, requestId = null }: AuditEntry): string {
    const { kind, name, id } = actor;
    return jsonText({
      time: this.#clock.now(),
      action,
      outcome,
      ...(reason === undefined ? {} : { reason: bounded(reason) }),
      subject: subject === null ? null : bounded(subject),
      principal: { kind, name: bounded(name), ...(id === undefined ? {} : { id: bounded(id) }) },
      address,
      request_id: requestId,
    });
  }
}

/** Where the audit log of a configuration is; `null` where it is turned off. */
export function auditPath({ auditLog, storageDir }: Pick<Config, 'auditLog' | 'storageDir'>): string | null {
  return auditLog === 'off' ? null : (auditLog ?? join(storageDir, 'audit.jsonl'));
}

function bounded(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT)}…`;
}

import type { Config } from '../../config/config.ts';
import type { ArchivedItem } from '../../domain/archive.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import { AuditLog, auditPath } from '../../http/audit/audit-log.ts';
import { visibleText } from '../../evaluation/visible-text.ts';
import { type DoomedItem, type RetentionPlan, retentionPlan } from '../../retention/retention-plan.ts';
import { Storage } from '../../storage/open-storage.ts';
import { localConfigOrExit } from '../config-or-exit.ts';
import { EXIT } from '../exit-code.ts';
import { wrapped } from '../fitted-text.ts';
import { tableText } from '../table.ts';
import { processTerminal, type Look } from '../terminal.ts';

/** The flags of `assay prune`, as read. */
export interface PruneOptions {
  /** In days. */
  readonly olderThan?: number;
  /** In bytes. */
  readonly largerThan?: number;
  readonly includeLabelled?: true;
  readonly yes?: true;
  readonly format: 'table' | 'json';
  readonly projectsRoot?: string;
  readonly storage?: string;
}

/** What became of one item. */
interface Outcome extends DoomedItem {
  /** Why it could not be deleted; `null` where it was, or was not to be yet. */
  readonly fault: string | null;
}

const ACTOR = { kind: 'local', name: 'assay prune' } as const;

/** Runs `assay prune`, and returns its exit code. */
export async function prune({ projectsRoot, storage, ...options }: PruneOptions): Promise<number> {
  const config = localConfigOrExit({ projectsRoot, storageDir: storage });
  const olderThanDays = options.olderThan ?? (options.largerThan === undefined ? config.retentionDays : null);
  const largerThanBytes = options.largerThan ?? (options.olderThan === undefined ? bytesOfSetting(config) : null);
  if (olderThanDays === null && largerThanBytes === null) {
    console.error('error: say what to delete: --older-than 30d, --larger-than 10GB, or both');
    return EXIT.unusable;
  }
  const opened = await Storage.open({ ...config, hasThreads: false, onFault: (message) => console.error(message) });
  try {
    const rules = { olderThanDays, largerThanBytes, includesLabelled: options.includeLabelled === true };
    const plan = retentionPlan(await opened.archive.items(), rules, Date.now());
    const outcomes = options.yes === true ? await deleteAll(opened, plan.doomed, config) : plan.doomed.map(untouched);
    process.stdout.write(
      options.format === 'json' ? jsonOf(plan, outcomes, options) : tableOf(plan, outcomes, options, processTerminal()),
    );
    return outcomes.some(({ fault }) => fault !== null) ? EXIT.failed : EXIT.done;
  } finally {
    await opened.close();
  }
}

function bytesOfSetting({ retentionGb }: Config): number | null {
  return retentionGb === null ? null : retentionGb * 1e9;
}

function untouched(item: DoomedItem): Outcome {
  return { ...item, fault: null };
}

/** The oldest first; what can't be deleted is passed over. */
async function deleteAll({ archive }: Storage, doomed: readonly DoomedItem[], config: Config): Promise<Outcome[]> {
  const audit = new AuditLog(auditPath(config), (message) => console.error(message));
  const outcomes: Outcome[] = [];
  for (const item of doomed) {
    const fault = await archive.delete(item).then(() => null, messageOf);
    const action = item.kind === 'job' ? 'job.delete' : 'run.delete';
    await audit.record({
      action,
      actor: ACTOR,
      subject: item.id,
      outcome: fault === null ? 'ok' : 'failed',
      reason: item.because,
    });
    outcomes.push({ ...item, fault });
  }
  return outcomes;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function jsonOf({ totalBytes, keptForLabels }: RetentionPlan, outcomes: readonly Outcome[], { yes }: PruneOptions): string {
  const items = outcomes.map(({ kind, id, name, endedAt, bytes, because, fault }) => {
    const isDeleted = yes === true && fault === null;
    return { kind, id, name, ended_at: endedAt, bytes, because, deleted: isDeleted, error: fault };
  });
  return `${jsonText({ items, total_bytes: totalBytes, kept_for_labels: keptForLabels }, 2)}\n`;
}

function tableOf(
  { totalBytes, keptForLabels }: RetentionPlan,
  outcomes: readonly Outcome[],
  { yes }: PruneOptions,
  look: Look,
): string {
  const deleted = outcomes.filter(({ fault }) => fault === null);
  const verb = yes === true ? 'Deleted' : 'Would delete';
  const lines = [`${verb} ${deleted.length} jobs and imports, ${sizeText(sumOf(deleted))} of ${sizeText(totalBytes)}.`];
  if (keptForLabels > 0)
    lines.push(`${keptForLabels} kept for the labels that people gave: --include-labelled deletes them too.`);
  for (const { id, fault } of outcomes) if (fault !== null) lines.push(visibleText(`Could not delete ${id}: ${fault}`));
  if (yes !== true && deleted.length > 0) lines.push('Nothing was deleted: --yes does it.');
  const list = outcomes.length === 0 ? '' : `${listOf(outcomes, look)}\n\n`;
  return `${list}${lines.map((line) => wrapped(line, look.columns)).join('\n')}\n`;
}

function listOf(outcomes: readonly Outcome[], look: Look): string {
  const rows = outcomes.map(({ kind, id, endedAt, bytes, because }) => [
    kind,
    id,
    endedAt.slice(0, 10),
    sizeText(bytes),
    because,
  ]);
  const columns = [
    { head: '' },
    { head: 'id', least: 12 },
    { head: 'ended' },
    { head: 'size', align: 'right' as const },
    { head: 'because of', least: 10 },
  ];
  return tableText(columns, rows, look);
}

function sumOf(items: readonly ArchivedItem[]): number {
  return items.reduce((sum, { bytes }) => sum + bytes, 0);
}

function sizeText(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(2)} GB` : `${(bytes / 1e6).toFixed(2)} MB`;
}

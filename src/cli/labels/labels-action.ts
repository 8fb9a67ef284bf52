import { writeFile } from 'node:fs/promises';
import { UnusableRequestError } from '../../domain/errors.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import { numberText } from '../../reports/figures.ts';
import { visibleText } from '../../evaluation/visible-text.ts';
import type { LabelSummaryDto } from '../../runs/labels.dto.ts';
import { ApiClient } from '../api-client.ts';
import { localConfigOrExit } from '../config-or-exit.ts';
import { errorText, EXIT, exitCodeOf } from '../exit-code.ts';
import { type Column, tableText } from '../table.ts';
import { type Look, processTerminal, type Terminal, writeLine, writeSentence } from '../terminal.ts';
import type { Draw, LabelHost } from './label-host.ts';
import { labelLines, labelSheet } from './label-sheet.ts';
import { readLabels } from './read-labels.ts';

/** Where the labels are. */
export interface PlaceOptions {
  readonly server?: string;
  readonly projectsRoot?: string;
  readonly storage?: string;
}

export interface ImportOptions extends PlaceOptions {
  readonly name: string;
  readonly description?: string;
}

export interface ListOptions extends PlaceOptions {
  readonly format: 'table' | 'json';
}

export interface SampleOptions extends PlaceOptions, Draw {
  readonly format: 'csv' | 'jsonl';
  readonly output?: string;
}

/** `assay labels import`. */
export async function importLabels(run: string, file: string, options: ImportOptions): Promise<void> {
  await withHost(options, async (host, terminal) => {
    const { labels, unlabelled } = await readLabels(file);
    const runId = await host.runId(run);
    const { name, description } = options;
    const kept = await host.putLabels(runId, name, { ...(description !== undefined && { description }), labels: [...labels] });
    const left = unlabelled === 0 ? '' : ` ${unlabelled} rows have no value and are left out.`;
    terminal.out.write(`${kept.count} labels “${name}” of run ${runId}: mean ${numberText(kept.mean)}.${left}\n`);
  });
}

/** `assay labels list`. */
export async function listLabels(run: string, options: ListOptions): Promise<void> {
  await withHost(options, async (host, terminal) => {
    const found = await host.labels(await host.runId(run));
    terminal.out.write(options.format === 'json' ? `${jsonText(found, 2)}\n` : `${labelTable(found.labels, terminal)}\n`);
  });
}

const COLUMNS: readonly Column[] = [
  { head: 'name', least: 8 },
  { head: 'labels', align: 'right' },
  { head: 'mean', align: 'right' },
  { head: 'stored' },
  { head: 'description', least: 11 },
];

function labelTable(labels: readonly LabelSummaryDto[], look: Look): string {
  if (labels.length === 0) return 'The run has no labels; assay labels sample draws samples to be labelled.';
  const rows = labels.map(({ name, count, mean, created_at: createdAt, description }) => [
    name,
    String(count),
    numberText(mean),
    createdAt,
    description ?? '',
  ]);
  return tableText(COLUMNS, rows, look);
}

/** `assay labels delete`. */
export async function deleteLabels(run: string, name: string, options: PlaceOptions): Promise<void> {
  await withHost(options, async (host, terminal) => {
    const runId = await host.runId(run);
    if (runId !== run)
      throw new UnusableRequestError(`Deleting takes the whole id of the run, so that nothing else goes: ${runId}.`);
    await host.deleteLabels(runId, name);
    terminal.out.write(`The labels “${visibleText(name)}” of run ${runId} are gone.\n`);
  });
}

/** `assay labels sample`. */
export async function sampleLabels(run: string, options: SampleOptions): Promise<void> {
  await withHost(options, async (host, terminal) => {
    const { samples } = await host.drawSamples(await host.runId(run), { n: options.n, seed: options.seed });
    const text = options.format === 'csv' ? labelSheet(samples) : labelLines(samples);
    if (options.output === undefined) terminal.out.write(text);
    else await writeFile(options.output, text);
    if (samples.length < options.n) writeSentence(terminal, `The run has no more than ${samples.length} samples to draw.`);
  });
}

/** Sets the exit code of the process. */
async function withHost(options: PlaceOptions, work: (host: LabelHost, terminal: Terminal) => Promise<void>): Promise<void> {
  const terminal = processTerminal();
  let host: LabelHost | undefined;
  try {
    host = await openHost(options, (text) => writeLine(terminal, text));
    await work(host, terminal);
  } catch (error) {
    const code = labelExitCode(error);
    if (code === undefined) throw error;
    writeSentence(terminal, `error: ${visibleText(errorText(error as Error))}`);
    process.exitCode = code;
  } finally {
    await host?.close();
  }
}

async function openHost({ server, projectsRoot, storage }: PlaceOptions, onText: (text: string) => void): Promise<LabelHost> {
  if (server !== undefined) return new ApiClient(server);
  const config = localConfigOrExit({ projectsRoot, storageDir: storage });
  const { LocalLabels } = await import('./local-labels.ts');
  return LocalLabels.open(config, onText);
}

function labelExitCode(error: unknown): number | undefined {
  const isSystemError = error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
  return exitCodeOf(error) ?? (isSystemError ? EXIT.failed : undefined);
}

import { stat, writeFile } from 'node:fs/promises';
import type { CompareRequestDto } from '../../compare/compare-request.dto.ts';
import { UnusableRequestError } from '../../domain/errors.ts';
import type { MissingPolicy } from '../../statistics/missing-policy.ts';
import { visibleLine, visibleText } from '../../evaluation/visible-text.ts';
import { errorText, EXIT, exitCodeOf } from '../exit-code.ts';
import { ApiClient } from '../api-client.ts';
import { titledComparison } from '../../reports/titled-comparison.ts';
import { localConfigOrExit } from '../config-or-exit.ts';
import { type Look, processTerminal, type Terminal, writeLine, writeSentence } from '../terminal.ts';
import type { ComparedTask } from './compared-task.ts';
import { type Gate, gateFaults } from './comparison-gate.ts';
import { githubAnnotations, junitXml, testedPairs } from './tested-pairs.ts';
import { comparisonTables } from './comparison-table.ts';
import type { ComparisonHost } from './comparison-host.ts';
import { jsonText } from '../../evaluation/json-text.ts';

/** The flags of `assay compare`, as commander reads them. */
export interface CompareOptions {
  readonly metric?: readonly string[];
  readonly alpha?: number;
  readonly test?: string;
  readonly margin?: number;
  readonly range?: Readonly<Record<string, readonly [number, number]>>;
  readonly missing?: MissingPolicy;
  readonly clusterBy?: string;
  readonly sliceBy?: string;
  readonly task?: readonly ComparedTask[];
  readonly lowerIsBetter?: readonly string[];
  readonly passK?: readonly number[];
  readonly humanLabels?: string;
  readonly seed?: number;
  readonly failIf?: Gate;
  readonly maxMissing?: number;
  readonly server?: string;
  readonly projectsRoot?: string;
  readonly storage?: string;
  readonly format: 'table' | 'json' | 'markdown' | 'html' | 'junit' | 'github';
  readonly output?: string;
}

/** What is written to a file has all there is. */
const FILE: Look = { inColour: false, columns: Infinity };

/** Runs `assay compare`, and sets the exit code of the process. */
export async function compareAction(runIds: readonly string[], options: CompareOptions): Promise<void> {
  const terminal = processTerminal();
  let host: ComparisonHost | undefined;
  try {
    const files = options.server === undefined ? await filesAmong(runIds) : undefined;
    if (files === undefined && runIds.length < 2)
      throw new UnusableRequestError('Name two runs to compare, or a file with several.');
    if (files === undefined) {
      host = await openHost(options, (text) => writeLine(terminal, text));
      process.exitCode = await compare(host, compareRequest(runIds, options), options, terminal);
    } else {
      const { withImportedFiles } = await import('./compared-files.ts');
      process.exitCode = await withImportedFiles(files, terminal, (imported, ids) =>
        compare(imported, compareRequest(ids, options), options, terminal),
      );
    }
  } catch (error) {
    const code = exitCodeOf(error) ?? (isSystemError(error) ? EXIT.failed : undefined);
    if (code === undefined) throw error;
    writeSentence(terminal, `error: ${visibleText(errorText(error as Error))}`);
    process.exitCode = code;
  } finally {
    await host?.close();
  }
}

/** The arguments, where they are files of results; `undefined` where they name runs. */
async function filesAmong(named: readonly string[]): Promise<readonly string[] | undefined> {
  const found = await Promise.all(named.map((name) => stat(name).catch(() => undefined)));
  const isFile = found.map(
    (one, at) => one !== undefined && (one.isFile() || (one.isDirectory() && /[/\\]/.test(named[at] ?? ''))),
  );
  if (isFile.every(Boolean)) return named;
  if (!isFile.some(Boolean)) return undefined;
  const [file = ''] = named.filter((_, at) => isFile[at]);
  throw new UnusableRequestError(
    `${JSON.stringify(file)} is a file, and the other is none: name two files, or import it first (assay import).`,
  );
}

async function openHost(
  { server, projectsRoot, storage }: CompareOptions,
  onText: (text: string) => void,
): Promise<ComparisonHost> {
  if (server !== undefined) return new ApiClient(server);
  const config = localConfigOrExit({ projectsRoot, storageDir: storage });
  const { LocalComparisons } = await import('./local-comparisons.ts');
  return LocalComparisons.open(config, onText);
}

async function compare(
  host: ComparisonHost,
  request: CompareRequestDto,
  options: CompareOptions,
  terminal: Terminal,
): Promise<number> {
  const { format, output, failIf } = options;
  const body = await host.compare(request);
  const titled = titledComparison(body);
  const text = {
    table: async () => comparisonTables(titled, output === undefined ? terminal : FILE),
    json: async () => `${jsonText(body, 2)}\n`,
    markdown: () => host.comparisonReport(request, 'markdown'),
    html: () => host.comparisonReport(request, 'html'),
    junit: async () => junitXml(testedPairs(titled, failIf, options.maxMissing)),
    github: async () => githubAnnotations(testedPairs(titled, failIf, options.maxMissing)),
  };
  const written = await text[format]();
  if (output === undefined) terminal.out.write(written);
  else await writeFile(output, written);
  const faults = failIf === undefined ? [] : gateFaults(titled, failIf, options.maxMissing);
  for (const fault of faults) writeSentence(terminal, `--fail-if ${String(failIf)}: ${visibleLine(fault)}`);
  return faults.length === 0 ? EXIT.done : EXIT.belowThreshold;
}

function compareRequest(runIds: readonly string[], options: CompareOptions): CompareRequestDto {
  return {
    run_ids: [...runIds],
    ...(options.metric && { metrics: [...options.metric] }),
    ...(options.test !== undefined && { statistical_test: options.test }),
    ...(options.alpha !== undefined && { alpha: options.alpha }),
    ...(options.margin !== undefined && { margin: options.margin }),
    ...(options.range && {
      ranges: Object.fromEntries(Object.entries(options.range).map(([metric, ends]) => [metric, [...ends]])),
    }),
    ...(options.missing && { missing: options.missing }),
    ...(options.clusterBy !== undefined && { cluster_by: options.clusterBy }),
    ...(options.sliceBy !== undefined && { slice_by: options.sliceBy }),
    ...(options.task && { tasks: options.task.map(({ name, runIds: ofTask }) => ({ name, run_ids: [...ofTask] })) }),
    ...(options.lowerIsBetter && { lower_is_better: [...options.lowerIsBetter] }),
    ...(options.passK && { pass_k: [...options.passK] }),
    ...(options.humanLabels !== undefined && { human_labels: options.humanLabels }),
    ...(options.seed !== undefined && { seed: options.seed }),
  };
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && typeof (error as NodeJS.ErrnoException).syscall === 'string';
}

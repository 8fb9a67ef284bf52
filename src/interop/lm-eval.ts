import { type Score, scoreOf } from './grade.ts';
import { ImportFaultError } from './import-fault.error.ts';
import { jsonLines } from './json-lines.ts';
import { countOf, type Fields, fieldsOf, itemsOf, numberOf, textOf } from './json-fields.ts';
import { headerOf, nameOf, type ReadRun, type ReadSample, sampleOf, type StatedMean } from './read-run.ts';
import type { ImportLimits, ResultFile } from './result-file.ts';
import type { ReadText } from './result-text.ts';

/** Whether a line is a sample that the LM Evaluation Harness wrote (`samples_<task>_<time>.jsonl`). */
export function isLmEvalLine(line: Fields): boolean {
  return 'doc_id' in line && 'doc' in line && ('resps' in line || 'filtered_resps' in line);
}

/** Whether a document is the results of the LM Evaluation Harness (`results_<time>.json`). */
export function isLmEvalResults(frame: Fields): boolean {
  const { results, configs, versions } = frame;
  return (
    Object.keys(fieldsOf(results)).length > 0 && (configs !== undefined || versions !== undefined) && !Array.isArray(results)
  );
}

/**
 * A run for each task, of the results and samples that belong together (`save_results_aggregated` and `save_results_samples` of its
 * `loggers/evaluation_tracker.py`). Samples don't say their task: it is the one in the file's name, or the only one.
 */
export function lmEvalRuns(results: readonly Fields[], samples: readonly ReadText[], limits: ImportLimits): readonly ReadRun[] {
  const [frame = {}, ...others] = results;
  if (others.length > 0)
    throw new ImportFaultError('', 'has results of the LM Evaluation Harness more than once: give them one by one');
  const tasks = Object.keys(fieldsOf(frame['results']));
  const files = new Map(samples.map(({ file }) => [taskOf(file, tasks), file]));
  if (files.size < samples.length) throw new ImportFaultError('', 'has samples of the same task more than once');
  const named = tasks.length === 0 ? [...files.keys()] : [...new Set([...tasks, ...files.keys()])];
  return named.map((task) => taskRun(frame, task, files.get(task), limits));
}

function taskOf(file: ResultFile, tasks: readonly string[]): string {
  const name = file.name.replace(/^.*[/\\]/, '');
  const written = /^samples_(.+)_\d{4}-\d\d-\d\dT[\d.-]+\.jsonl$/.exec(name)?.[1];
  const known = tasks
    .filter((task) => task === written || name.startsWith(`samples_${task}_`))
    .sort((a, b) => b.length - a.length)[0];
  return (
    known ??
    written ??
    (tasks.length === 1 ? (tasks[0] ?? '') : (nameOf(name.replace(/\.jsonl?$/, '')) ?? 'lm-evaluation-harness'))
  );
}

function taskRun(frame: Fields, task: string, file: ResultFile | undefined, limits: ImportLimits): ReadRun {
  const config = fieldsOf(fieldsOf(frame['configs'])[task]);
  const { original, effective } = fieldsOf(fieldsOf(frame['n-samples'])[task]);
  const model = frame['model_name'] ?? fieldsOf(frame['config'])['model'];
  return {
    header: headerOf({
      harness: 'lm-evaluation-harness',
      harnessVersion: frame['lm_eval_version'],
      task,
      model,
      dataset: config['dataset_path'],
      createdAt: numberOf(frame['date']),
      more: {
        task_version: fieldsOf(frame['versions'])[task],
        num_fewshot: fieldsOf(frame['n-shot'])[task],
        samples_of_dataset: countOf(original),
        samples_evaluated: countOf(effective),
        model_source: frame['model_source'],
      },
    }),
    stated: statedMeans(fieldsOf(fieldsOf(frame['results'])[task]), config),
    notes: file === undefined ? ['There is no file of samples for this task: it can’t be compared sample by sample.'] : [],
    expected: file === undefined ? undefined : countOf(effective),
    hasRepeats: false,
    samples: () => (file === undefined ? none() : taskSamples(file, limits)),
  };
}

async function* none(): AsyncGenerator<readonly ReadSample[]> {
  // A run without samples.
}

/** `acc,none` is called `acc`, and `exact_match,strict-match` keeps its filter. */
function statedMeans(results: Fields, config: Fields): readonly StatedMean[] {
  const aggregations = new Map(
    itemsOf(config['metric_list']).map((metric) => [
      textOf(fieldsOf(metric)['metric']),
      textOf(fieldsOf(metric)['aggregation']),
    ]),
  );
  return Object.entries(results).flatMap(([key, given]) => {
    const value = numberOf(given);
    const [metric = '', filter = 'none'] = key.split(',');
    if (value === undefined || metric.endsWith('_stderr') || key === 'sample_len') return [];
    const aggregation = aggregations.get(metric) ?? 'mean';
    const because =
      aggregation === 'mean'
        ? undefined
        : `The harness aggregates it by ${aggregation || 'a function of its own'}, not as a mean.`;
    return [{ metric: metricName(metric, filter), value, ...(because !== undefined && { because }) }];
  });
}

function metricName(metric: string, filter: string): string {
  return filter === 'none' || filter === '' ? metric : `${metric},${filter}`;
}

/** What a line has beside its metrics. */
const NO_METRICS: ReadonlySet<string> = new Set([
  'doc_id',
  'doc',
  'target',
  'arguments',
  'resps',
  'filtered_resps',
  'filter',
  'metrics',
  'doc_hash',
  'prompt_hash',
  'target_hash',
]);

/** A document with several filters has a line for each: the first has the sample, and the others add scores to it. */
async function* taskSamples(file: ResultFile, limits: ImportLimits): AsyncGenerator<readonly ReadSample[]> {
  const added = await scoresOfFurtherFilters(file, limits);
  let firstFilter: string | undefined;
  for await (const lines of jsonLines(file, limits)) {
    const samples: ReadSample[] = [];
    for (const { value, place } of lines) {
      const line = sampleLine(value, place);
      firstFilter ??= filterOf(line);
      if (filterOf(line) !== firstFilter) continue;
      const scores = new Map([...scoresOf(line), ...(added.get(textOf(line['doc_id'])) ?? [])]);
      samples.push(lmEvalSample(line, scores));
    }
    yield samples;
  }
}

async function scoresOfFurtherFilters(
  file: ResultFile,
  limits: ImportLimits,
): Promise<ReadonlyMap<string, ReadonlyMap<string, Score>>> {
  const found = new Map<string, Map<string, Score>>();
  let firstFilter: string | undefined;
  for await (const lines of jsonLines(file, limits)) {
    for (const { value, place } of lines) {
      const line = sampleLine(value, place);
      firstFilter ??= filterOf(line);
      if (filterOf(line) === firstFilter) continue;
      const id = textOf(line['doc_id']);
      found.set(id, new Map([...(found.get(id) ?? []), ...scoresOf(line)]));
    }
  }
  return found;
}

function sampleLine(value: unknown, place: string): Fields {
  const line = fieldsOf(value);
  if (!('doc_id' in line)) throw new ImportFaultError(place, 'has no doc_id: it is no sample of the LM Evaluation Harness');
  return line;
}

function filterOf(line: Fields): string {
  return textOf(line['filter']) || 'none';
}

function scoresOf(line: Fields): ReadonlyMap<string, Score> {
  const listed = itemsOf(line['metrics']).map(textOf);
  const names = listed.length > 0 ? listed : Object.keys(line).filter((key) => !NO_METRICS.has(key));
  const scores = new Map<string, Score>();
  for (const name of names) {
    const score = typeof line[name] === 'string' ? undefined : scoreOf(line[name]);
    if (score !== undefined) scores.set(metricName(name, filterOf(line)), score);
  }
  return scores;
}

function lmEvalSample(line: Fields, scores: ReadonlyMap<string, Score>): ReadSample {
  const { doc_id: id, doc, target, arguments: given, filtered_resps: filtered, resps } = line;
  const first = fieldsOf(given)['gen_args_0'] ?? itemsOf(given)[0];
  const prompt = fieldsOf(first)['arg_0'] ?? itemsOf(first)[0];
  const options = Object.keys(fieldsOf(given)).length || itemsOf(given).length;
  return {
    ...sampleOf({ id: textOf(id), inputs: doc, response: answerOf(filtered ?? resps), reference: target, scores }),
    ...(typeof prompt === 'string' && options === 1 && { prompt }),
  };
}

/** One answer as it is; of the options of a multiple choice all, with their likelihoods. */
function answerOf(answers: unknown): unknown {
  const items = itemsOf(answers);
  if (items.length !== 1) return answers;
  return Array.isArray(items[0]) && items[0].length === 1 ? (items[0] as unknown[])[0] : items[0];
}

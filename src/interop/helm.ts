import type { SampleUsage } from '../domain/run.ts';
import { type Score, scoreOf } from './grade.ts';
import { ImportFaultError } from './import-fault.error.ts';
import { jsonElements, jsonFrame } from './json-document.ts';
import { countOf, type Fields, fieldsOf, itemsOf, numberOf, textOf } from './json-fields.ts';
import { headerOf, type ReadRun, type ReadSample, sampleOf, type StatedMean } from './read-run.ts';
import type { ImportLimits, ResultFile } from './result-file.ts';
import type { ReadText } from './result-text.ts';

/** The files of a run of HELM that are read. */
export type HelmPart = 'scenario_state' | 'per_instance_stats' | 'stats' | 'run_spec';

/** Which file of a run of HELM this is; `undefined` where it is none. */
export function helmPartOf({ frame, item }: ReadText): HelmPart | undefined {
  if (item !== undefined) {
    if ('instance_id' in item && 'stats' in item) return 'per_instance_stats';
    return typeof item['name'] === 'object' && 'count' in item ? 'stats' : undefined;
  }
  if (frame === undefined || !('adapter_spec' in frame)) return undefined;
  if ('request_states' in frame) return 'scenario_state';
  return 'scenario_spec' in frame ? 'run_spec' : undefined;
}

/** The run in a folder of HELM: what was asked is in one file, and how each instance was scored in another. */
export async function helmRun(parts: ReadonlyMap<HelmPart, ReadText>, limits: ImportLimits): Promise<ReadRun> {
  const specFile = parts.get('run_spec') ?? parts.get('scenario_state');
  const spec = specFile?.frame ?? {};
  const adapter = fieldsOf(spec['adapter_spec']);
  const scored = parts.get('per_instance_stats')?.file;
  const asked = parts.get('scenario_state')?.file;
  const statsFile = parts.get('stats')?.file;
  const instances = scored === undefined ? new Map<string, Instance>() : await instancesOf(scored, limits);
  const trials = countOf(adapter['num_train_trials']) ?? 1;
  return {
    header: headerOf({
      harness: 'helm',
      task: taskOf(spec),
      model: adapter['model'] ?? adapter['model_deployment'],
      dataset: itemsOf(spec['groups'])[0],
      more: { helm_run: spec['name'], method: adapter['method'] },
    }),
    stated: statsFile === undefined ? [] : await statedMeans(statsFile, limits),
    notes: scored === undefined ? ['There is no per_instance_stats.json: its samples have no scores.'] : [],
    hasRepeats: trials > 1,
    samples: () => (asked === undefined ? scoredOnly(instances) : askedSamples(asked, instances, limits)),
  };
}

/** `commonsense:dataset=hellaswag,method=…,model=…` without what is said of the model. */
function taskOf({ name, groups }: Fields): unknown {
  if (typeof name !== 'string') return itemsOf(groups)[0];
  return name.replace(/(?<=[:,])(model|model_deployment)=[^,]*,?/g, '').replace(/[:,]$/, '');
}

/** How one instance was scored. */
interface Instance {
  readonly id: string;
  readonly scores: ReadonlyMap<string, Score>;
  readonly usage: SampleUsage;
}

/** What HELM counts of an instance that says nothing about how good its answer is. */
const BOOKKEEPING =
  /^(num_.*|training_.*|inference_.*|batch_size|finish_reason_.*|prompt_truncated|max_prob|logprob.*|perplexity|bits_per_byte|predicted_index)$/;

async function instancesOf(file: ResultFile, limits: ImportLimits): Promise<ReadonlyMap<string, Instance>> {
  const instances = new Map<string, Instance>();
  for await (const elements of jsonElements(file, [], limits)) {
    for (const { value, place } of elements) {
      const { instance_id: id, train_trial_index: trial, perturbation, stats } = fieldsOf(value);
      if (typeof id !== 'string') throw new ImportFaultError(place, 'has no instance_id: it is no file of HELM');
      if ((perturbation ?? null) !== null) continue;
      const means = new Map(itemsOf(stats).flatMap((stat) => plainMean(fieldsOf(stat))));
      const scores = [...means]
        .filter(([name]) => !BOOKKEEPING.test(name))
        .flatMap(([name, mean]) => {
          const score = scoreOf(mean);
          return score === undefined ? [] : [[name, score] as const];
        });
      instances.set(keyOf(id, trial), { id, scores: new Map(scores), usage: usageOf(means) });
    }
  }
  return instances;
}

/** The name and mean of a statistic that was not computed under a perturbation. */
function plainMean({ name, mean, count }: Fields): readonly (readonly [string, number])[] {
  const { name: text, perturbation, sub_split: part } = fieldsOf(name);
  const value = numberOf(mean);
  if (
    typeof text !== 'string' ||
    value === undefined ||
    count === 0 ||
    (perturbation ?? null) !== null ||
    (part ?? null) !== null
  )
    return [];
  return [[text, value]];
}

function keyOf(id: string, trial: unknown): string {
  return JSON.stringify([id, countOf(trial) ?? 0]);
}

function usageOf(means: ReadonlyMap<string, number>): SampleUsage {
  const input = countOf(means.get('num_prompt_tokens'));
  const output = countOf(means.get('num_output_tokens') ?? means.get('num_completion_tokens'));
  const latency = means.get('inference_runtime');
  return {
    ...(input !== undefined && { input_tokens: input }),
    ...(output !== undefined && { output_tokens: output }),
    ...(latency !== undefined && { latency }),
  };
}

/** A metric that was computed on several splits has several means: none of them is that of all samples. */
async function statedMeans(file: ResultFile, limits: ImportLimits): Promise<readonly StatedMean[]> {
  const stats = await jsonFrame(file, [], limits);
  const means = new Map<string, number[]>();
  for (const [name, mean] of itemsOf(stats).flatMap((stat) => plainMean(fieldsOf(stat))))
    if (!BOOKKEEPING.test(name)) means.set(name, [...(means.get(name) ?? []), mean]);
  return [...means].flatMap(([metric, values]) =>
    values.map((value) => ({
      metric,
      value,
      ...(values.length > 1 && { because: 'HELM states it for each split; Assay averages over all of them.' }),
    })),
  );
}

/** An instance may be asked for several times, once for each of its options: its first request is the sample. */
async function* askedSamples(
  file: ResultFile,
  instances: ReadonlyMap<string, Instance>,
  limits: ImportLimits,
): AsyncGenerator<readonly ReadSample[]> {
  const given = new Set<string>();
  for await (const elements of jsonElements(file, ['request_states'], limits)) {
    const found: ReadSample[] = [];
    for (const { value, place } of elements) {
      const state = fieldsOf(value);
      const { id, perturbation } = fieldsOf(state['instance']);
      if (typeof id !== 'string') throw new ImportFaultError(place, 'has no instance with an id: it is no file of HELM');
      const key = keyOf(id, state['train_trial_index']);
      if ((perturbation ?? null) !== null || given.has(key)) continue;
      given.add(key);
      found.push(stateSample(state, id, instances.get(key)));
    }
    if (found.length > 0) yield found;
  }
}

async function* scoredOnly(instances: ReadonlyMap<string, Instance>): AsyncGenerator<readonly ReadSample[]> {
  for (const { id, scores, usage } of instances.values())
    yield [sampleOf({ id, inputs: undefined, response: undefined, scores, usage })];
}

function stateSample(state: Fields, id: string, instance: Instance | undefined): ReadSample {
  const { instance: asked, request, result } = state;
  const { input, references, split } = fieldsOf(asked);
  const correct = itemsOf(references)
    .map(fieldsOf)
    .filter(({ tags }) => itemsOf(tags).includes('correct'));
  const answers = correct.map(({ output }) => fieldsOf(output)['text'] ?? output);
  const { success, error, completions } = fieldsOf(result);
  const choices =
    itemsOf(references).length > 1
      ? itemsOf(references).map((reference) => fieldsOf(fieldsOf(reference)['output'])['text'])
      : undefined;
  const text = fieldsOf(input)['text'] ?? input;
  const prompt = textOf(fieldsOf(request)['prompt']);
  return {
    ...sampleOf({
      id,
      inputs: choices === undefined ? text : { input: text, choices },
      response: fieldsOf(itemsOf(completions)[0])['text'],
      reference: answers.length > 1 ? answers : answers[0],
      scores: success === false ? new Map<string, Score>() : (instance?.scores ?? new Map<string, Score>()),
      error: success === false ? { type: 'Error', message: textOf(error) || 'The request failed.' } : undefined,
      usage: instance?.usage ?? {},
      metadata: split === undefined ? undefined : { split },
    }),
    ...(prompt !== '' && { prompt }),
  };
}

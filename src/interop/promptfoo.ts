import type { SampleUsage } from '../domain/run.ts';
import { type Score, scoreOf } from './grade.ts';
import { ImportFaultError } from './import-fault.error.ts';
import { jsonElements } from './json-document.ts';
import { countOf, type Fields, fieldsOf, itemsOf, numberOf, textOf } from './json-fields.ts';
import { contentId, headerOf, nameOf, type ReadRun, type ReadSample, sampleOf, type StatedMean } from './read-run.ts';
import { type ImportLimits, MOST_RUNS, type ResultFile } from './result-file.ts';

const RESULTS = ['results', 'results'] as const;

/** `failureReason` of a test that could not be run (`ResultFailureReason.ERROR`). */
const ERROR = 2;

/** Whether a document is the output of promptfoo (`EvaluateSummaryV2` or `V3` of its `types/index.ts`). */
export function isPromptfoo(frame: Fields): boolean {
  const { version, timestamp, prompts, table, stats, results } = fieldsOf(frame['results']);
  return (
    Array.isArray(results) &&
    (typeof version === 'number' || timestamp !== undefined) &&
    (prompts ?? table ?? stats) !== undefined
  );
}

/** A run for each arm: a provider and a prompt. */
export async function promptfooRuns(file: ResultFile, frame: Fields, limits: ImportLimits): Promise<readonly ReadRun[]> {
  const arms = await armsOf(file, limits);
  const { prompts, table, timestamp } = fieldsOf(frame['results']);
  const heads = itemsOf(prompts ?? fieldsOf(fieldsOf(table)['head'])['prompts']).map(fieldsOf);
  return [...arms.values()].map((arm) => {
    const head = heads[arm.index] ?? {};
    return {
      header: headerOf({
        harness: 'promptfoo',
        harnessVersion: fieldsOf(frame['metadata'])['promptfooVersion'],
        task: fieldsOf(frame['config'])['description'] ?? 'promptfoo',
        model: arm.provider,
        arm: arms.size > 1 ? shortened(textOf(head['label']) || arm.prompt) : undefined,
        createdAt: timestamp,
        more: { prompt: nameOf(textOf(head['raw']) || arm.prompt), promptfoo_eval_id: frame['evalId'] },
      }),
      stated: statedMeans(fieldsOf(head['metrics'])),
      notes: [],
      hasRepeats: true,
      samples: () => armSamples(file, arm.key, limits),
    };
  });
}

interface Arm {
  readonly key: string;
  /** Of its prompt among those of the file. */
  readonly index: number;
  readonly provider: string;
  readonly prompt: string;
}

async function armsOf(file: ResultFile, limits: ImportLimits): Promise<ReadonlyMap<string, Arm>> {
  const arms = new Map<string, Arm>();
  for await (const elements of jsonElements(file, RESULTS, limits)) {
    for (const { value } of elements) {
      const result = fieldsOf(value);
      const key = armOf(result);
      if (arms.has(key)) continue;
      if (arms.size >= MOST_RUNS) throw new ImportFaultError('', `has more than ${MOST_RUNS} arms`);
      const prompt = fieldsOf(result['prompt']);
      arms.set(key, {
        key,
        index: countOf(result['promptIdx']) ?? -1,
        provider: providerOf(result),
        prompt: textOf(prompt['label'] ?? prompt['raw']),
      });
    }
  }
  return new Map([...arms].sort(([, a], [, b]) => a.index - b.index));
}

function armOf(result: Fields): string {
  const prompt = countOf(result['promptIdx']) ?? result['promptId'] ?? fieldsOf(result['prompt'])['label'];
  return JSON.stringify([providerOf(result), prompt]);
}

function providerOf({ provider }: Fields): string {
  const { label, id } = fieldsOf(provider);
  return textOf(label) || textOf(id) || textOf(provider);
}

function shortened(text: string): string {
  const line = text.trim().replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 60)}…` : line;
}

/** promptfoo keeps sums, over all tests, of which those that could not be run count as 0. */
function statedMeans(metrics: Fields): readonly StatedMean[] {
  const { testPassCount, testFailCount, testErrorCount, score, namedScores, namedScoresCount } = metrics;
  const [passed, failed, errors] = [testPassCount, testFailCount, testErrorCount].map((count) => countOf(count) ?? 0) as [
    number,
    number,
    number,
  ];
  const tests = passed + failed + errors;
  if (tests === 0) return [];
  const because =
    errors === 0
      ? {}
      : { because: `promptfoo counts ${errors} of ${tests} tests that could not be run as 0; Assay leaves them out.` };
  const sum = numberOf(score);
  const named = Object.entries(fieldsOf(namedScores)).flatMap(([name, total]) => {
    const count = countOf(fieldsOf(namedScoresCount)[name]) ?? 0;
    return numberOf(total) === undefined || count === 0
      ? []
      : [
          {
            metric: name,
            value: Number(total) / count,
            because: 'promptfoo averages it over assertions, and Assay over tests.',
          },
        ];
  });
  return [
    { metric: 'pass', value: passed / tests, ...because },
    ...(sum === undefined ? [] : [{ metric: 'score', value: sum / tests, ...because }]),
    ...named,
  ];
}

async function* armSamples(file: ResultFile, arm: string, limits: ImportLimits): AsyncGenerator<readonly ReadSample[]> {
  for await (const elements of jsonElements(file, RESULTS, limits)) {
    const own = elements.map(({ value }) => fieldsOf(value)).filter((result) => armOf(result) === arm);
    if (own.length > 0) yield own.map(promptfooSample);
  }
}

function promptfooSample(result: Fields): ReadSample {
  const { vars, testCase, response, error, failureReason, gradingResult, prompt } = result;
  const { description, assert, metadata } = fieldsOf(testCase);
  const isError =
    failureReason === ERROR ||
    (typeof error === 'string' && error !== '' && (gradingResult ?? null) === null && failureReason === undefined);
  const { reason } = fieldsOf(gradingResult);
  return {
    ...sampleOf({
      // Tests have no ids: what a test is, is its id.
      id: contentId({ vars, description: description ?? null, assert: assert ?? null }),
      inputs: vars,
      response: fieldsOf(response)['output'],
      reference: expectedBy(assert),
      scores: isError ? new Map<string, Score>() : scoresOf(result),
      reasons: new Map(
        typeof reason === 'string'
          ? [
              ['score', reason],
              ['pass', reason],
            ]
          : [],
      ),
      error: isError ? { type: 'Error', message: textOf(error) || 'The test could not be run.' } : undefined,
      usage: usageOf(result),
      metadata: { ...fieldsOf(metadata), ...(description !== undefined && { description }) },
    }),
    prompt: textOf(fieldsOf(prompt)['raw']),
  };
}

function scoresOf({ success, score, namedScores }: Fields): ReadonlyMap<string, Score> {
  const found = Object.entries({ pass: success, score, ...fieldsOf(namedScores) });
  return new Map(
    found.flatMap(([name, value]) => {
      const read = scoreOf(value);
      return read === undefined ? [] : [[name, read] as const];
    }),
  );
}

/** What the only assertion expects, where that is a text. */
function expectedBy(assert: unknown): unknown {
  const [only, ...others] = itemsOf(assert).map(fieldsOf);
  return others.length === 0 && typeof only?.['value'] === 'string' ? only['value'] : undefined;
}

function usageOf({ response, tokenUsage, latencyMs }: Fields): SampleUsage {
  const { prompt, completion } = fieldsOf(fieldsOf(response)['tokenUsage'] ?? tokenUsage);
  const [input, output, latency] = [countOf(prompt), countOf(completion), numberOf(latencyMs)];
  return {
    ...(input !== undefined && { input_tokens: input }),
    ...(output !== undefined && { output_tokens: output }),
    ...(latency !== undefined && { latency: latency / 1000 }),
  };
}

import { aggregate } from '../evaluation/aggregate.ts';
import type { SampleUsage } from '../domain/run.ts';
import { type Score, scoreOf } from './grade.ts';
import { jsonElements } from './json-document.ts';
import type { JsonPath } from './json-scanner.ts';
import { countOf, type Fields, fieldsOf, itemsOf, numberOf, textOf } from './json-fields.ts';
import { contentId, headerOf, type ReadRun, type ReadSample, sampleOf, type StatedMean } from './read-run.ts';
import type { ImportLimits, ResultFile } from './result-file.ts';

/** Whether a document is a test run of deepeval: in `testRunData`, as its files are, or without it, as its docs say. */
export function isDeepeval(frame: Fields): boolean {
  const { testCases, conversationalTestCases } = testRunOf(frame);
  return Array.isArray(testCases) || Array.isArray(conversationalTestCases);
}

/** The run in a test run of deepeval (`LLMApiTestCase` of its `test_run/api.py`). */
export function deepevalRun(file: ResultFile, frame: Fields, limits: ImportLimits): ReadRun {
  const { identifier, hyperparameters, metricsScores, testFile } = testRunOf(frame);
  const at = 'testRunData' in frame ? ['testRunData'] : [];
  return {
    header: headerOf({
      harness: 'deepeval',
      task: identifier ?? testFile ?? 'deepeval',
      model: fieldsOf(hyperparameters)['model'],
      more: { hyperparameters: hyperparameters === undefined ? undefined : fieldsOf(hyperparameters) },
    }),
    stated: statedMeans(metricsScores),
    notes: [],
    hasRepeats: true,
    samples: () =>
      testCases(
        file,
        [
          [...at, 'testCases'],
          [...at, 'conversationalTestCases'],
        ],
        limits,
      ),
  };
}

function testRunOf(frame: Fields): Fields {
  return 'testRunData' in frame ? fieldsOf(frame['testRunData']) : frame;
}

/** deepeval lists the scores of each metric: their mean is what the file states. */
function statedMeans(metricsScores: unknown): readonly StatedMean[] {
  return itemsOf(metricsScores).flatMap((item) => {
    const { metric, scores } = fieldsOf(item);
    const { mean } = aggregate(itemsOf(scores).flatMap((score) => numberOf(score) ?? []));
    return mean === null ? [] : [{ metric: textOf(metric), value: mean }];
  });
}

async function* testCases(
  file: ResultFile,
  paths: readonly JsonPath[],
  limits: ImportLimits,
): AsyncGenerator<readonly ReadSample[]> {
  for (const path of paths) {
    for await (const elements of jsonElements(file, path, limits))
      yield elements.map(({ value }) => testCaseSample(fieldsOf(value)));
  }
}

function testCaseSample(testCase: Fields): ReadSample {
  const { input, scenario, turns, actualOutput, expectedOutput, expectedOutcome, metricsData, name, metadata } = testCase;
  const metrics = itemsOf(metricsData).map(fieldsOf);
  const inputs = input ?? (scenario === undefined || scenario === null ? turns : { scenario, turns });
  const scores = new Map<string, Score>();
  const reasons = new Map<string, string>();
  for (const { name: metric, score, reason, error } of metrics) {
    const read = (error ?? null) === null ? scoreOf(score) : undefined;
    if (read !== undefined) scores.set(textOf(metric), read);
    const why = textOf(error ?? reason);
    if (why !== '') reasons.set(textOf(metric), why);
  }
  return sampleOf({
    // Test cases are numbered: what was asked is the id that other files share.
    id: contentId({ inputs, expected: expectedOutput ?? expectedOutcome ?? null }),
    inputs,
    response: actualOutput,
    reference: expectedOutput ?? expectedOutcome,
    scores,
    reasons,
    usage: usageOf(testCase),
    metadata: { ...fieldsOf(metadata), ...(typeof name === 'string' && { name }) },
  });
}

function usageOf({ inputTokenCount, outputTokenCount, completionTime }: Fields): SampleUsage {
  const [input, output, latency] = [countOf(inputTokenCount), countOf(outputTokenCount), numberOf(completionTime)];
  return {
    ...(input !== undefined && { input_tokens: input }),
    ...(output !== undefined && { output_tokens: output }),
    ...(latency !== undefined && { latency }),
  };
}

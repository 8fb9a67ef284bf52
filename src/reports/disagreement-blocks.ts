import type { ComparedSample } from '../domain/run-store.ts';
import { cutText } from '../evaluation/visible-text.ts';
import type { Disagreement } from '../statistics/score-distributions.ts';
import { sampleKey, type SamplesByRun } from './comparison-report.ts';
import { numberText } from './figures.ts';
import { jsonText } from './gist.ts';
import { fold, heading, paragraph, type ReportBlock, type Span } from './report-block.ts';

const TEXT_LENGTH = 6_000;

/** Samples on which runs disagree, with what each was asked and answered side by side, and why it got its score. */
export function disagreementBlocks(found: readonly Disagreement[], samples: SamplesByRun): readonly ReportBlock[] {
  if (found.length === 0) return [paragraph('The runs have the same score on every sample that they share.')];
  return found.map((disagreement, i) => disagreementFold(disagreement, samples, i === 0));
}

function disagreementFold(disagreement: Disagreement, samples: SamplesByRun, isOpen: boolean): ReportBlock {
  const { metric, sampleId, spread } = disagreement;
  const answers = [...samples].map(([runId, byKey]) => ({ runId, sample: byKey.get(sampleKey(disagreement)) }));
  const known = answers.flatMap(({ sample }) => sample ?? []);
  const prompts = new Set(known.map(({ prompt }) => prompt));
  const [shared] = prompts.size === 1 ? prompts : [];
  const scores = answers.flatMap(({ runId, sample }): Span[] => [`· ${runId}:`, { strong: scoreText(sample, metric) }]);
  return {
    kind: 'fold',
    isOpen,
    summary: [{ code: sampleId }, { note: `${numberText(spread)} apart` }, ...scores],
    blocks: [
      ...exampleBlocks(known),
      ...(shared === undefined || known.some(({ inputs }) => inputs === shared) ? [] : [fold('Prompt', textBlock(shared))]),
      {
        kind: 'side-by-side',
        parts: answers.map(({ runId, sample }) => [
          heading(4, runId, { note: `${metric} ${scoreText(sample, metric)}` }),
          ...answerBlocks(sample, metric, shared === undefined),
        ]),
      },
    ],
  };
}

/** What was asked and what is expected, by the first run that knows. */
function exampleBlocks(samples: readonly ComparedSample[]): readonly ReportBlock[] {
  const inputs = samples.find((sample) => sample.inputs !== null)?.inputs ?? null;
  const reference = samples.find((sample) => sample.reference !== null)?.reference ?? null;
  const parts = [
    ...(inputs === null ? [] : [[heading(4, 'Inputs'), textBlock(jsonText(inputs))]]),
    ...(reference === null ? [] : [[heading(4, 'Reference'), textBlock(jsonText(reference))]]),
  ];
  return parts.length === 0 ? [] : [{ kind: 'side-by-side', parts }];
}

function scoreText(sample: ComparedSample | undefined, metric: string): string {
  const score = sample && new Map(Object.entries(sample.scores)).get(metric);
  return score === undefined ? 'no score' : numberText(score);
}

function answerBlocks(sample: ComparedSample | undefined, metric: string, withPrompt: boolean): readonly ReportBlock[] {
  if (sample === undefined) return [paragraph('The run does not have this sample.')];
  const { prompt, response, rawResponse, error } = sample;
  const reason = new Map(Object.entries(sample.reasons)).get(metric);
  return [
    ...(error === undefined
      ? [paragraph({ strong: 'Response' }), textBlock(response)]
      : [paragraph({ strong: 'Failed with' }, { code: error.type }), textBlock(error.message)]),
    ...(rawResponse === undefined ? [] : [paragraph({ strong: 'What the model answered' }), textBlock(rawResponse)]),
    ...(reason === undefined ? [] : [paragraph({ strong: 'Reason' }), textBlock(reason)]),
    ...(withPrompt ? [fold('Prompt', textBlock(prompt))] : []),
  ];
}

function textBlock(content: string): ReportBlock {
  return content === '' ? paragraph({ note: 'empty' }) : { kind: 'text', text: cutText(content, TEXT_LENGTH) };
}

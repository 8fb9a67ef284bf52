import { cutText } from './cut-text.ts';
import { countFigure, shareFigure } from './figure.ts';
import type { FailureGroup, Reliability } from './job-report.ts';
import { heading, paragraph, type ReportBlock, type Span } from './report-block.ts';

const MOST_ROWS = 20;
const MESSAGE_LENGTH = 400;
const TYPE_LENGTH = 100;

/** What failed, and why. */
export function reliabilityBlocks(reliability: Reliability): readonly ReportBlock[] {
  const { trials, failed_trials: failedTrials, scorings, failed_scorings: failedScorings, failures } = reliability;
  const rest = failures.slice(MOST_ROWS).reduce((sum, { count }) => sum + count, reliability.other_failures);
  return [
    heading(2, 'Reliability'),
    paragraph(
      `Failed trials: ${shareFigure(failedTrials, trials)}. Failed scorings: ${shareFigure(failedScorings, scorings)}.`,
    ),
    ...(failures.length === 0 ? [] : [table(reliability)]),
    ...(rest === 0 ? [] : [paragraph(`And ${countFigure(rest)} failures with other, rarer messages.`)]),
  ];
}

function table({ failures }: Reliability): ReportBlock {
  return {
    kind: 'table',
    columns: [
      { title: 'Count', isNumeric: true },
      { title: 'What failed' },
      { title: 'Error' },
      { title: 'Message' },
      { title: 'First trial' },
    ],
    rows: failures.slice(0, MOST_ROWS).map(row),
  };
}

function row({ metric, type, message, count, trial_id: trialId }: FailureGroup): readonly Span[] {
  return [
    countFigure(count),
    metric === null ? 'trial' : { code: metric },
    { code: cutText(type, TYPE_LENGTH) },
    cutText(message, MESSAGE_LENGTH),
    { code: trialId },
  ];
}

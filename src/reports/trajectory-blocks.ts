import { differenceFigure, rateFigure, scoreFigure } from './figures.ts';
import type { ReportedTrajectory, ReportedStep } from './job-report.ts';
import { type Column, fold, heading, paragraph, type ReportBlock, type Span } from './report-block.ts';
import { selectionSentence } from './selection-sentence.ts';
import { cutText } from '../evaluation/visible-text.ts';
import { cutChanges, type TextChange } from './word-diff.ts';

const TEMPLATE_LENGTH = 20_000;

/** How the search went, the best template, and what each step changed. */
export function trajectoryBlocks(trajectory: ReportedTrajectory): readonly ReportBlock[] {
  const { steps } = trajectory;
  const title = heading(2, 'Trajectory');
  if (steps.length === 0) return [title, paragraph('No step has begun.')];
  return [title, table(steps), ...bestBlocks(trajectory), heading(3, 'Step by step'), ...steps.map(stepFold)];
}

function table(steps: readonly ReportedStep[]): ReportBlock {
  const metrics = [...new Set(steps.flatMap(({ per_metric: means }) => Object.keys(means ?? {})))];
  const numeric = (title: string): Column => ({ title, isNumeric: true });
  const row = (step: ReportedStep): Span[] => [
    step.is_best ? { strong: stepName(step) } : stepName(step),
    step.is_best ? { strong: scoreFigure(step.score) } : scoreFigure(step.score),
    differenceFigure(step.difference_to_baseline),
    ...metrics.map((metric) => scoreFigure(step.per_metric?.[metric]?.mean ?? null)),
    rateFigure(step.failure_rate),
    step.is_best ? '★ best' : step.per_metric === null ? 'not ended' : '',
  ];
  const columns = [{ title: 'Step' }, ...['Score', 'To baseline', ...metrics, 'Failed trials'].map(numeric), { title: '' }];
  return { kind: 'table', columns, rows: steps.map(row) };
}

function bestBlocks({ steps, best_changes: changes }: ReportedTrajectory): readonly ReportBlock[] {
  const best = steps.find(({ is_best: isBest }) => isBest);
  if (best === undefined) return [paragraph('No step has a score yet.')];
  return [
    heading(3, `Best template: ${best.step_index === 0 ? 'the baseline' : `step ${best.step_index}`}`),
    ...(best.step_index === 0 ? [] : [paragraph(selectionSentence(steps.filter(({ score }) => score !== null).length))]),
    { kind: 'text', text: cutText(best.prompt_template, TEMPLATE_LENGTH) },
    ...(best.step_index === 0 ? [] : [heading(3, 'What changed from the baseline to the best'), changeBlock(changes)]),
  ];
}

function changeBlock(changes: readonly TextChange[] | null): ReportBlock {
  if (changes === null) return paragraph('The two have too little in common to be compared word by word.');
  if (changes.every(({ kind }) => kind === 'same')) return paragraph('The same text.');
  return { kind: 'diff', changes: cutChanges(changes, TEMPLATE_LENGTH) };
}

function stepFold(step: ReportedStep): ReportBlock {
  const { step_index: index, score, prompt_template: template, changes } = step;
  const title = `Step ${index}: ${score === null ? 'no score' : scoreFigure(score)}`;
  const blocks =
    index === 0
      ? [{ kind: 'text' as const, text: cutText(template, TEMPLATE_LENGTH) }]
      : [paragraph('What changed from the step before:'), changeBlock(changes)];
  return fold(title, ...reasoning(step), ...blocks);
}

function stepName({ step_index: index }: ReportedStep): string {
  return index === 0 ? '0 (baseline)' : String(index);
}

function reasoning({ thinking, advice }: ReportedStep): readonly ReportBlock[] {
  const said: readonly (readonly [string, string | null])[] = [
    ['What went wrong before', thinking?.failure_analysis ?? null],
    ['Hypothesis', thinking?.improvement_hypothesis ?? null],
    ['Plan', thinking?.edit_plan ?? null],
    ['Advice', advice],
  ];
  return said.flatMap(([name, text]) =>
    text === null || text === ''
      ? []
      : [paragraph({ strong: name }), { kind: 'text' as const, text: cutText(text, TEMPLATE_LENGTH) }],
  );
}

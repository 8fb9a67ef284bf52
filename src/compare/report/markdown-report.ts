import { plainMarkdown } from '../../evaluation/report/markdown-text.ts';
import type { ComparisonDto } from '../comparison.dto.ts';
import type { PairwiseResultDto } from '../pairwise-result.dto.ts';
import { intervalText, numberText, pText, signedText } from './number-text.ts';
import { methodSentences, summarySentences } from './report-lines.ts';

const MOST_ROWS = 60;

/** A comparison in a few lines of Markdown, for a pull request. Names are text in it: they can't become markup. */
export function markdownReport(body: ComparisonDto): string {
  const { pairwise_results: pairs, warnings } = body;
  const rest = pairs.length > MOST_ROWS ? [`${pairs.length - MOST_ROWS} more pairs are not listed.`, ''] : [];
  const notes = [...warnings, ...pairs.flatMap((pair) => pair.warnings)].map(({ message }) => message);
  return [
    ...summarySentences(body).flatMap((sentence) => [plainMarkdown(sentence), '']),
    '| metric | run | baseline | run | baseline | difference | interval | p | n | verdict |',
    '| --- | --- | --- | ---: | ---: | ---: | --- | --- | ---: | --- |',
    ...pairs.slice(0, MOST_ROWS).map(row),
    '',
    ...rest,
    ...[...new Set(notes)].slice(0, 10).map((note) => `- ${plainMarkdown(note)}`),
    ...(notes.length > 0 ? [''] : []),
    `<sub>${plainMarkdown(methodSentences(body).join(' '))}</sub>`,
    '',
  ].join('\n');
}

function row(pair: PairwiseResultDto): string {
  const p = pText(pair.corrected_p_value, pair.resamples).replace(/^p = /, '');
  const cells = [
    pair.metric,
    pair.run_a,
    pair.run_b,
    numberText(pair.run_a_mean),
    numberText(pair.run_b_mean),
    signedText(pair.delta),
    intervalText(pair.interval),
    p,
    String(pair.n),
    pair.verdict.replaceAll('_', ' '),
  ];
  return `| ${cells.map(plainMarkdown).join(' | ')} |`;
}

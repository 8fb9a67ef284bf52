import { describe, expect, it } from '@jest/globals';
import { jobMarkdown } from './job-report-blocks.ts';
import { HOSTILE, reportOf } from './job-report.fixture.ts';

/** The lines that are not within a fence. */
function markup(markdown: string): string[] {
  let fence = '';
  return markdown.split('\n').filter((line) => {
    const ticks = /^`{3,}/.exec(line)?.[0] ?? '';
    if (fence === '') {
      fence = ticks;
      return ticks === '';
    }
    if (line === fence) fence = '';
    return false;
  });
}

describe('jobMarkdown', () => {
  const report = jobMarkdown(reportOf('Be brief: {{ q }}'));

  it('has all the parts of a report', () => {
    for (const title of ['Quality', 'Trajectory', 'Reliability', 'Telemetry', 'Weakest examples'])
      expect(report).toContain(`\n## ${title}\n`);

    expect(report).toContain('| **1** | **0.750** | +0.500 | 0.750 | 50.0 % | ★ best |');
    expect(report).toContain('{{ q }}');
  });

  it('shows each mean with its 95 % interval, the deviation and the number of examples', () => {
    expect(report).toContain(
      '| Metric | Kind | Mean | 95 % interval | SD | Examples | Noise between trials | Noise between looks |',
    );
    expect(report).toContain('| `right` | program | 0.750 | −2.427 to 3.927 | 0.354 | 2 | – | – |');
  });

  it('marks what changed between templates', () => {
    expect(report).toContain('[-Answer-]{+Be brief+}: {{ q }}');
  });

  it('keeps whatever a model wrote within fences, cells and folds', () => {
    const harmless = markup(jobMarkdown(reportOf('plain words')));
    const hostile = markup(jobMarkdown(reportOf(HOSTILE)));
    const shape = (lines: readonly string[]): string[] =>
      lines
        .map((line) => line.replaceAll(/(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)/g, 'code').replaceAll(/\\./g, ''))
        .map((line) => line.match(/^#+ |[|<>]/g)?.join('') ?? '');
    expect(shape(hostile)).toEqual(shape(harmless));
  });

  it('cuts long texts with a mark', () => {
    const long = jobMarkdown(reportOf('word '.repeat(20_000)));
    expect(long).toContain('… [cut here: 96,000 more characters]');
    expect(long.length).toBeLessThan(300_000);
  });
});

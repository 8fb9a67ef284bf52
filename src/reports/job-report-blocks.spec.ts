import { describe, expect, it } from '@jest/globals';
import { jobMarkdown } from './job-report-blocks.ts';
import { HOSTILE, reportOf } from './job-report.fixture.ts';
import type { MetricQuality } from './job-report.ts';

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
    for (const title of ['Quality', 'Trajectory', 'Reliability', 'Telemetry', 'Examples'])
      expect(report).toContain(`\n## ${title}\n`);

    expect(report).toContain('| **1** | **0.750** | +0.500 | 0.010 to 0.999 | 50.0 % | ★ best of 2 by its score |');
    expect(report).toContain('{{ q }}');
  });

  it('begins with the name and the result in one line, and ends with what the job was made with', () => {
    const lines = report.split('\n');
    expect(lines[0]).toBe('# v1 · english · local:echo');
    expect(lines[2]).toBe(
      'Status **done** · Score **0.750** (step 1, the best of 2, 95 % interval 0.010 to 0.999) · ' +
        'Failed **2 of 4 trials** (50.0 %) · Duration **1 min 1 s** · Cost **not known**',
    );
    expect(report.slice(0, report.indexOf('## Quality'))).not.toContain('abab');
    expect(report.slice(report.indexOf('<summary>What it was made with'))).toContain('| Dataset SHA-256 | `abab');
  });

  it('shows what was repeated, and leaves out what was not', () => {
    const { quality, ...rest } = reportOf('words');
    const [metric] = quality.metrics;
    const repeated = { ...metric, trial_noise: { sd: 0.25, degrees_of_freedom: 3 } } as MetricQuality;
    const once = { ...metric, name: 'judged' } as MetricQuality;
    const text = jobMarkdown({ ...rest, quality: { ...quality, metrics: [repeated, once] } });
    expect(text).toContain('| Examples | Noise between trials |\n');
    expect(text).toMatch(/\| `right` \| .* \| 0\.250 \(df 3\) \|\n\| `judged` \| .* \| not repeated \|/);
    expect(text).toContain('(step 1, the best of 2, mean over 1 metrics)');
  });

  it('compares each template with the one before and with the best', () => {
    expect(report).toContain('What changed from the step before');
    expect(report).toContain('What differs from the best template');
    expect(report).toContain('[-Be brief-]{+Answer+}: {{ q }}');
  });

  it('shows each mean with its 95 % interval, the deviation and the number of examples', () => {
    expect(report).toContain('| Metric | Kind | Mean | 95 % interval | SD | Examples |\n');
    expect(report).toContain('| `right` | program | 0.750 | 0.010 to 0.999 | 0.354 | 2 |\n');
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

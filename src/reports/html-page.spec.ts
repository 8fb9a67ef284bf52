import { describe, expect, it } from '@jest/globals';
import { jobHtml } from './job-report-blocks.ts';
import { HOSTILE, reportOf } from './job-report.fixture.ts';

function tags(html: string): string[] {
  return html.match(/<[^>]*>/g) ?? [];
}

describe('jobHtml', () => {
  it('shows whatever a model wrote as text', () => {
    const hostile = jobHtml(reportOf(HOSTILE));
    expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
    // Words differ as they are, and what is masked of a message comes with an example.
    const ofBoth = (tag: string): boolean => !/^<\/?(ins|del|small)>$/.test(tag);
    expect(tags(hostile).filter(ofBoth)).toEqual(tags(jobHtml(reportOf('plain words'))).filter(ofBoth));
  });

  it('asks for nothing outside itself', () => {
    const html = jobHtml(reportOf('https://example.org/'));
    expect(html.match(/\b(src|href)="(?!data:)/g)).toBeNull();
    expect(html).not.toMatch(/url\(|@import|<script/);
  });

  it('leads from a reason of failures to its rows, but of a search, whose rows are those of one step', () => {
    const { job, ...rest } = reportOf('words');
    const [failure] = rest.reliability.failures;
    const address = `href="../../../jobs/${job.job_id}?reason=${failure?.reason ?? ''}"`;
    expect(jobHtml({ ...rest, job: { ...job, kind: 'evaluate' } }, '../../../')).toContain(address);
    expect(jobHtml({ ...rest, job: { ...job, kind: 'optimize' } }, '../../../')).not.toContain('?reason=');

    const failures = rest.reliability.failures.map((group) => ({ ...group, type: 'NoAnswer' }));
    const unanswered = { ...rest, reliability: { ...rest.reliability, failures }, job: { ...job, kind: 'evaluate' as const } };
    expect(jobHtml(unanswered, '../../../')).not.toContain('?reason=');
  });

  it('has links where a server shows it, all of them to that server, wherever it is', () => {
    const report = reportOf('words');
    const html = jobHtml({ ...report, job: { ...report.job, job_id: '"><script>' } }, '../../../');
    const addresses = Array.from(html.matchAll(/ href="([^"]*)"/g), ([, href = '']) => href).filter(
      (href) => href !== 'data:,',
    );
    expect(addresses.length).toBeGreaterThan(4);
    for (const address of addresses) expect(address).toMatch(/^(\?download=true|(\.\.\/){3}((jobs|compare|api)[^"<>]*)?)$/);
    expect(html).not.toMatch(/<script/);
  });

  it('draws the spread of the scores and the course of a search', () => {
    const html = jobHtml(reportOf('words'));
    expect(html.match(/class="histogram"/g)).toHaveLength(1);
    expect(html.match(/<g class="step( best)?"/g)).toEqual(['<g class="step"', '<g class="step best"']);
    expect(html.match(/<line class="interval"/g)).toHaveLength(2);
  });

  it('says in each cell of a table of cards what it is', () => {
    expect(jobHtml(reportOf('words'))).toContain('<td data-title="Reason">words</td>');
  });

  it('closes every tag that it opens', () => {
    const open: string[] = [];
    for (const tag of tags(jobHtml(reportOf(HOSTILE), '../../../'))) {
      const name = /^<\/?(\w+)/.exec(tag)?.[1];
      if (name === undefined || ['meta', 'link'].includes(name) || tag.endsWith('/>')) continue;
      if (tag.startsWith('</')) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('marks what changed between templates', () => {
    expect(jobHtml(reportOf('Be brief: {{ q }}'))).toContain('<del>Answer</del><ins>Be brief</ins>: {{ q }}');
  });
});

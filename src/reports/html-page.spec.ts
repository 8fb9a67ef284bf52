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

  it('closes every tag that it opens', () => {
    const open: string[] = [];
    for (const tag of tags(jobHtml(reportOf(HOSTILE)))) {
      const name = /^<\/?(\w+)/.exec(tag)?.[1];
      if (name === undefined || ['meta', 'link'].includes(name)) continue;
      if (tag.startsWith('</')) expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
  });

  it('marks what changed between templates', () => {
    expect(jobHtml(reportOf('Be brief: {{ q }}'))).toContain('<del>Answer</del><ins>Be brief</ins>: {{ q }}');
  });
});

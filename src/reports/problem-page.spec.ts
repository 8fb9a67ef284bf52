import { describe, expect, it } from '@jest/globals';
import { problemPage } from './problem-page.ts';

const UNKNOWN = { title: 'Not Found', status: 404, detail: 'job not found', request_id: 'r1' };

describe('the page of a report that can’t be shown', () => {
  it('says why, and leads back', () => {
    const page = problemPage(UNKNOWN, '../../../');
    expect(page).toContain('<title>There is no such report · Assay</title>');
    expect(page).toContain('<p class="lead">Job not found.</p>');
    expect(page).toContain('<a href="../../../">All runs</a>');
    expect(page).toContain('<footer>Status 404, request r1.</footer>');
  });

  it('leads to what may have been meant, whatever that is called', () => {
    const candidates = [{ id: 'a/b', name: '<script>alert(1)</script>' }];
    const page = problemPage({ ...UNKNOWN, status: 400, title: 'Bad Request', candidates }, '../../../');
    expect(page).toContain('<h1>Bad Request</h1>');
    expect(page).toContain(
      '<a href="../../../api/jobs/a%2Fb/report">&lt;script&gt;alert(1)&lt;/script&gt;</a> <small>a/b</small>',
    );
    expect(page).not.toContain('<script');
  });
});

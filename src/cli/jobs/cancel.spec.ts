import { describe, expect, it } from '@jest/globals';
import { ApiError } from '../../client/api-error.ts';
import { explained, outcome, usualServer } from './cancel.ts';

describe('assay cancel', () => {
  it('says what became of the job', () => {
    const sentences = [
      outcome({ jobId: 'j', status: 'cancelled', hadEnded: false }),
      outcome({ jobId: 'j', status: 'done', hadEnded: false }),
      outcome({ jobId: 'j', status: 'interrupted', hadEnded: true }),
    ];

    expect(sentences).toEqual([
      'Job j is cancelled; everything it did so far is kept.',
      'Job j ended as done before it could be cancelled.',
      'Job j had already ended as interrupted.',
    ]);
  });

  it.each([
    [0, /^no answer\. Name the server .* with --server\. .*Ctrl-C/],
    [404, /^http:\/\/s has no job j\. .*--server.*Ctrl-C/],
    [409, /^Job j is run by another process, .*Ctrl-C/],
    [500, /^no answer$/],
  ])('says what to do after an error with status %i', (status, message) => {
    expect(explained(new ApiError('no answer', status), 'j', 'http://s').message).toMatch(message);
  });

  it.each([
    ['127.0.0.1', 'http://127.0.0.1:8080'],
    ['0.0.0.0', 'http://localhost:8080'],
    ['::', 'http://localhost:8080'],
    ['::1', 'http://[::1]:8080'],
  ])('looks for a server that listens on %s at %s', (host, url) => {
    expect(usualServer({ host, port: 8080 })).toBe(url);
  });
});

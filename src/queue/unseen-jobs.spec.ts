import { expect, it } from '@jest/globals';
import { UnseenJobs } from './unseen-jobs.ts';

it('names a job to every census that began before it was stored, and to no other', () => {
  const jobs = new UnseenJobs();
  const before = jobs.begin();
  jobs.add('a');
  const during = jobs.begin();
  jobs.stored('a');
  const after = jobs.begin();
  expect([before, during, after].map((number) => jobs.at(number))).toEqual([['a'], ['a'], []]);
  jobs.end(before);
  expect(jobs.at(during)).toEqual(['a']);
});

it('names a job as long as it is being stored, and not once it could not be', () => {
  const jobs = new UnseenJobs();
  jobs.add('a');
  const census = jobs.begin();
  expect(jobs.at(census)).toEqual(['a']);
  jobs.delete('a');
  expect(jobs.at(census)).toEqual([]);
});

import { describe, expect, it } from '@jest/globals';
import { githubAnnotations, junitXml, type TestedPair } from './tested-pairs.ts';

const PASSED: TestedPair = { metric: 'm', runs: 'new against old', sentence: 'In “m”, new is better than old.', fault: null };
const FAILED: TestedPair = {
  metric: 'a<b> & "c"',
  runs: 'x, y: z against old',
  sentence: 'In “a”, 50 % of\nthem\u0000 are ]]> worse.',
  fault: "it's worse",
};

describe('JUnit XML', () => {
  it('has a test case for each pair and metric, and escapes whatever names hold', () => {
    expect(junitXml([PASSED, FAILED])).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="assay" tests="2" failures="1" errors="0" skipped="0">
  <testsuite name="assay compare" tests="2" failures="1" errors="0" skipped="0">
    <testcase classname="new against old" name="m"><system-out>In “m”, new is better than old.</system-out></testcase>
    <testcase classname="x, y: z against old" name="a&lt;b&gt; &amp; &quot;c&quot;"><failure type="gate" message="it&apos;s worse">In “a”, 50 % of&#10;them\ufffd are ]]&gt; worse.</failure></testcase>
  </testsuite>
</testsuites>
`);
  });
});

describe('annotations of GitHub', () => {
  it('are an error for each pair that fails, a notice for others, a line each', () => {
    expect(githubAnnotations([PASSED, FAILED])).toBe(
      '::notice title=m%3A new against old::In “m”, new is better than old.\n' +
        '::error title=a<b> & "c"%3A x%2C y%3A z against old::it\'s worse. In “a”, 50 %25 of%0Athem\u0000 are ]]> worse.\n',
    );
  });
});

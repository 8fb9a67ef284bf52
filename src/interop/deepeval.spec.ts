import { describe, expect, it } from '@jest/globals';
import { readRunUnderTest } from './read-file.fixture.ts';

const CASES = [
  {
    name: 'test_case_0',
    input: 'What if it rains?',
    actualOutput: 'Take an umbrella.',
    expectedOutput: 'An umbrella.',
    completionTime: 1.5,
    metricsData: [
      { name: 'Correctness [GEval]', score: 0.3, success: false, threshold: 0.7, reason: 'too short' },
      { name: 'Bias', score: null, error: 'the judge did not answer' },
    ],
  },
  {
    name: 'test_case_1',
    input: 'And snow?',
    actualOutput: 'Boots.',
    metricsData: [{ name: 'Correctness [GEval]', score: 0.1 }],
  },
];
const TEST_RUN = {
  testCases: CASES,
  conversationalTestCases: [],
  metricsScores: [{ metric: 'Correctness [GEval]', scores: [0.1, 0.3] }],
};

describe('deepeval', () => {
  it.each([
    ['in testRunData', { testRunData: TEST_RUN }],
    ['as its docs say', TEST_RUN],
  ])('reads a test run %s', async (_, file) => {
    const run = await readRunUnderTest(JSON.stringify(file));
    expect(run.samples[0]).toMatchObject({
      prompt: 'What if it rains?',
      response: 'Take an umbrella.',
      reference: 'An umbrella.',
      scores: { 'Correctness [GEval]': 0.3 },
      reasons: { 'Correctness [GEval]': 'too short', Bias: 'the judge did not answer' },
      usage: { latency: 1.5 },
      example: { metadata: { name: 'test_case_0' } },
    });
    expect([run.meanOf('Correctness [GEval]'), run.warnings]).toEqual([0.2, []]);
  });

  it('reads conversations', async () => {
    const turns = [
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
    ];
    const conversation = { name: 'c', scenario: 'a greeting', turns, metricsData: [{ name: 'Role', score: 1 }] };
    const run = await readRunUnderTest(
      JSON.stringify({ testRunData: { ...TEST_RUN, testCases: [], conversationalTestCases: [conversation] } }),
    );
    expect(run.samples).toMatchObject([{ example: { inputs: { scenario: 'a greeting', turns } }, scores: { Role: 1 } }]);
  });
});

import { beforeAll, describe, expect, it, jest } from '@jest/globals';
import { isMetric } from '../src/evaluation/metric.ts';
import { ProjectUnderTest } from './fixtures/project-under-test.ts';

const FOLDER = new URL('../samples/calculator_agent/', import.meta.url);

const project = new ProjectUnderTest(FOLDER, 'arithmetic');

// In a job, the runner resolves 'assay' to the same file.
beforeAll(() => {
  jest.unstable_mockModule('assay', async () => import('../src/index.ts'), { virtual: true });
});

async function calculate(expression: string): Promise<number> {
  const module = (await import(new URL('_calculate.ts', FOLDER).href)) as { calculate: (expression: string) => number };
  return module.calculate(expression);
}

describe('the calculator of samples/calculator_agent', () => {
  it.each([
    ['7 + 5 * 3', 22],
    ['50 - (8 + 9) * 2', 16],
    ['2^3^2', 512],
    ['-2 + 3 * -1', -5],
    ['0.1 + 0.2', 0.3],
    [' 15 / 100 * 80 ', 12],
  ])('computes %s', async (expression, value) => {
    expect(await calculate(expression)).toBe(value);
  });

  it.each([
    ['2 +', 'there is nothing where a number is needed'],
    ['(2', 'a parenthesis is not closed'],
    ['2 2', 'there is 2 where the expression should end'],
    ['two', "two can't be read"],
  ])('refuses %s', async (expression, message) => {
    await expect(calculate(expression)).rejects.toThrow(message);
  });
});

describe('samples/calculator_agent at work', () => {
  it('has metrics only in metrics.ts', async () => {
    expect(Object.values(await project.metrics()).every(isMetric)).toBe(true);
  });

  it('is always right with its tool, and often wrong without', async () => {
    expect(await project.meanOf('right', 'agent', 'plain', 'full')).toBe(1);
    expect(await project.meanOf('calculated', 'agent', 'plain', 'full')).toBe(1);
    const alone = await project.meanOf('right', 'alone', 'plain', 'full');
    expect(alone).toBeGreaterThan(0.3);
    expect(alone).toBeLessThan(0.7);
  });

  it('records what the model asked for, and what the tool gave', async () => {
    const { events } = await project.run('agent', 'plain', 'full');
    const [trial] = events.flatMap(({ type, payload }) => (type === 'trial' ? [payload] : []));
    const calls = trial?.telemetry?.calls ?? [];
    const call = { id: 'call_1', name: 'calculate', arguments: { expression: '7 + 5 * 3' } };

    expect(calls).toHaveLength(2);
    expect(calls[0]).toMatchObject({
      request: { tools: [{ name: 'calculate', parameters: { type: 'object', required: ['expression'] } }] },
      response: { content: '', tool_calls: [call] },
    });
    expect(calls[1]?.request.prompt.slice(1)).toEqual([
      { role: 'assistant', content: '', tool_calls: [call] },
      { role: 'tool', content: '22', tool_call_id: 'call_1' },
    ]);
    expect(calls[1]?.response).toMatchObject({ content: '22' });
  });
});

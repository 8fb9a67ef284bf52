import { describe, expect, it } from '@jest/globals';
import { projectFrame } from './project-frame.ts';

const OWN = new URL('./run-trial.ts', import.meta.url).href;

describe('projectFrame', () => {
  it('is the first one in the code of a project', () => {
    const stack = [
      'TypeError: x is not a function',
      `    at call (${OWN}:1:2)`,
      '    at parse (file:///srv/projects/p/node_modules/lib/index.js:3:4)',
      '    at node:internal/process/task_queues:103:5',
      '    at read (file:///srv/my%20projects/p/programs.ts:12:5)',
      '    at file:///srv/my%20projects/p/metrics.ts:1:1',
    ].join('\n');
    expect(projectFrame(stack)).toEqual({ path: '/srv/my projects/p/programs.ts', line: 12 });
  });

  it('is none where no frame is', () => {
    expect(projectFrame(`Error: x\n    at call (${OWN}:1:2)`)).toBeUndefined();
    expect(projectFrame('')).toBeUndefined();
  });
});

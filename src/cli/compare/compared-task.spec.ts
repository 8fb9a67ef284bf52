import { describe, expect, it } from '@jest/globals';
import { comparedTask } from './compared-task.ts';

describe('--task', () => {
  it('takes a name and two runs, once a task', () => {
    const one = comparedTask('gsm8k=new-g,old-g');
    expect(comparedTask('mmlu = new-m , old-m', one)).toEqual([
      { name: 'gsm8k', runIds: ['new-g', 'old-g'] },
      { name: 'mmlu', runIds: ['new-m', 'old-m'] },
    ]);
    expect(() => comparedTask('gsm8k=x,y', one)).toThrow('gsm8k is there twice.');
  });

  it.each(['gsm8k', 'gsm8k=a', 'gsm8k=a,b,c', '=a,b', 'gsm8k=,b', 'gsm8k=a, '])('refuses %s', (value) => {
    expect(() => comparedTask(value)).toThrow('such as gsm8k=new-gsm8k,old-gsm8k');
  });
});

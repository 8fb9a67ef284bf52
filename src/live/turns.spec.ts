import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.ts';

describe('Turns', () => {
  it('does the steps of all in turn, and resolves when one has none left', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const steps = (name: string, count: number) => (): boolean => {
      done.push(name);
      return done.filter((other) => other === name).length < count;
    };
    await Promise.all([turns.run(steps('a', 3)), turns.run(steps('b', 1)), turns.run(steps('c', 2))]);
    expect(done).toEqual(['a', 'b', 'c', 'a', 'c', 'a']);
  });

  it('rejects with what a step throws, and goes on with the others', async () => {
    const turns = new Turns();
    let left = 3;
    const failing = turns.run(() => {
      throw new Error('no more');
    });
    const other = turns.run(() => (left -= 1) > 0);
    await expect(failing).rejects.toThrow('no more');
    await other;
    expect(left).toBe(0);
  });

  it('returns what a single step does, and lets what waits for it go on before the next', async () => {
    const turns = new Turns();
    const done: string[] = [];
    const one = turns.once(() => 1).then((value) => done.push(`after ${value}`));
    const two = turns.once(() => done.push('step 2'));
    await Promise.all([one, two]);
    expect(done).toEqual(['after 1', 'step 2']);
  });

  it('lets other work in between, however many steps there are', async () => {
    const turns = new Turns();
    let isDone = false;
    const busy = turns.run(() => {
      const until = performance.now() + 1;
      while (performance.now() < until);
      return !isDone;
    });
    // It would never come otherwise.
    await new Promise((resolve) => setTimeout(resolve, 0));
    isDone = true;
    await busy;
  });
});

import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TaskPool } from './task-pool.ts';

const never = new AbortController().signal;

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('TaskPool', () => {
  it('does every item and every added task, never more than its size at once', async () => {
    const items = fc.array(fc.record({ turns: fc.nat(3), added: fc.array(fc.nat(3), { maxLength: 3 }) }), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(items, fc.integer({ min: 1, max: 8 }), fc.boolean(), async (work, size, isAsync) => {
        const pool = new TaskPool(size);
        let running = 0;
        let done = 0;
        const work1 = async (turns: number): Promise<void> => {
          running += 1;
          expect(running).toBeLessThanOrEqual(size);
          for (let left = turns; left > 0; left -= 1) await turn();
          running -= 1;
          done += 1;
        };
        const source = isAsync ? fromAsync(work) : work;
        await pool.run(
          source,
          async ({ turns, added }) => {
            await work1(turns);
            for (const more of added) pool.add(() => work1(more));
          },
          never,
        );
        expect(done).toBe(work.length + work.flatMap(({ added }) => added).length);
      }),
      { numRuns: 50 },
    );
  });

  it('starts an added task before an item that was pulled and waits for a place', async () => {
    const pool = new TaskPool(1);
    const started: string[] = [];
    const gate = Promise.withResolvers<undefined>();
    const task = (name: string) => (): Promise<void> => Promise.resolve(void started.push(name));
    async function* source(): AsyncGenerator<string> {
      // Takes the only place while this item is being pulled.
      pool.add(async () => {
        started.push('takes the place');
        await gate.promise;
      });
      yield 'pulled';
    }
    const run = pool.run(source(), (item) => task(item)(), never);
    await turn();
    pool.add(task('added'));
    gate.resolve(undefined);
    await run;
    expect(started).toEqual(['takes the place', 'added', 'pulled']);
  });

  it('pulls an item only when a place is free', async () => {
    const gates: (() => void)[] = [];
    let pulled = 0;
    function* source(): Generator<number> {
      while (pulled < 10) yield (pulled += 1);
    }
    const run = new TaskPool(3).run(source(), () => new Promise((resolve) => gates.push(resolve)), never);
    await turn();
    expect(pulled).toBe(3);
    gates.shift()?.();
    await turn();
    expect(pulled).toBe(4);
    while (gates.length > 0) {
      gates.shift()?.();
      await turn();
    }
    await run;
    expect(pulled).toBe(10);
  });

  it('does added tasks before further items', async () => {
    const order: string[] = [];
    const pool = new TaskPool(1);
    const work = async (item: number): Promise<void> => {
      order.push(`item ${item}`);
      for (const name of ['a', 'b']) pool.add(async () => void order.push(`${name} of ${item}`));
    };
    await pool.run([1, 2], work, never);
    expect(order).toEqual(['item 1', 'a of 1', 'b of 1', 'item 2', 'a of 2', 'b of 2']);
  });

  it('does added tasks while the source keeps it waiting', async () => {
    const gate = Promise.withResolvers<undefined>();
    const done: string[] = [];
    const pool = new TaskPool(2);
    async function* source(): AsyncGenerator<string> {
      yield 'first';
      await gate.promise;
      yield 'second';
    }
    const work = async (item: string): Promise<void> => {
      done.push(item);
      if (item === 'first') for (const name of ['a', 'b', 'c']) pool.add(async () => void done.push(name));
    };
    const run = pool.run(source(), work, never);
    await turn();
    await turn();
    expect(done).toEqual(['first', 'a', 'b', 'c']);
    gate.resolve(undefined);
    await run;
    expect(done.at(-1)).toBe('second');
  });

  it('stops at the first error, and closes the source', async () => {
    let isClosed = false;
    const started: number[] = [];
    function* source(): Generator<number> {
      try {
        for (let item = 0; item < 100; item += 1) yield item;
      } finally {
        isClosed = true;
      }
    }
    const run = new TaskPool(2).run(
      source(),
      async (item) => {
        started.push(item);
        if (item === 3) throw new Error('disk full');
      },
      never,
    );
    await expect(run).rejects.toThrow('disk full');
    await turn();
    expect(isClosed).toBe(true);
    expect(started.length).toBeLessThan(10);
  });

  it('rejects with an error of the source', async () => {
    async function* source(): AsyncGenerator<number> {
      yield 1;
      throw new Error('line 2 is broken');
    }
    await expect(new TaskPool(4).run(source(), async () => undefined, never)).rejects.toThrow('line 2 is broken');
  });

  it('resolves at once when it is aborted, whatever still runs', async () => {
    const controller = new AbortController();
    const started: number[] = [];
    const run = new TaskPool(2).run(
      [1, 2, 3, 4],
      (item) => {
        started.push(item);
        return new Promise(() => undefined);
      },
      controller.signal,
    );
    await turn();
    controller.abort();
    await run;
    expect(started).toEqual([1, 2]);
  });

  it('starts nothing when it was aborted before', async () => {
    const started: number[] = [];
    await new TaskPool(1).run([1], async (item) => void started.push(item), AbortSignal.abort());
    expect(started).toEqual([]);
  });

  it('starts nothing more once it drains, and resolves when what runs has ended', async () => {
    const gate = Promise.withResolvers<undefined>();
    const started: number[] = [];
    const ended: number[] = [];
    const pool = new TaskPool(2);
    const run = pool.run(
      [1, 2, 3, 4],
      async (item) => {
        started.push(item);
        await gate.promise;
        pool.add(async () => void started.push(-item));
        ended.push(item);
      },
      never,
    );
    await turn();
    pool.drain();
    await turn();
    expect(ended).toEqual([]);
    gate.resolve(undefined);
    await run;
    expect([started, ended, pool.isDone]).toEqual([[1, 2], [1, 2], false]);
  });

  it('is done when it drains while nothing is left to do', async () => {
    const gate = Promise.withResolvers<undefined>();
    const pool = new TaskPool(1);
    const run = pool.run([1], () => gate.promise, never);
    await turn();
    pool.drain();
    gate.resolve(undefined);
    await run;
    expect(pool.isDone).toBe(true);
  });

  it('starts nothing when it was to drain before', async () => {
    const started: number[] = [];
    const pool = new TaskPool(1);
    pool.drain();
    await pool.run([1], async (item) => void started.push(item), never);
    expect([started, pool.isDone]).toEqual([[], false]);
  });

  it('lets timers have their turn while nothing ever waits', async () => {
    let isRunning = true;
    function* source(): Generator<number> {
      while (isRunning) yield 0;
    }
    setTimeout(() => (isRunning = false), 1);
    await new TaskPool(1).run(source(), async () => undefined, never);
    expect(isRunning).toBe(false);
  });
});

async function* fromAsync<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  for (const item of items) {
    await turn();
    yield item;
  }
}

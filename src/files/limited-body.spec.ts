import { describe, expect, it } from '@jest/globals';
import { BodyCutError, BodyTooLargeError, limitedBody } from './limited-body.ts';

describe('limitedBody', () => {
  it('is the whole body up to the limit', async () => {
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('ab');
      yield Buffer.from('c');
    }
    expect((await limitedBody(chunks(), 3)).toString()).toBe('abc');
    expect(await limitedBody(null, 3)).toHaveLength(0);
  });

  it('reads nothing more beyond the limit', async () => {
    let read = 0;
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) {
        read += 1;
        yield Buffer.alloc(10);
      }
    }
    await expect(limitedBody(endless(), 25)).rejects.toThrow(new BodyTooLargeError(25));
    expect(read).toBe(3);
  });

  it('keeps what had come when it broke off', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield Buffer.from('half');
      throw new Error('reset');
    }
    const failure = await limitedBody(broken(), 100).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(BodyCutError);
    expect(failure).toMatchObject({ received: Buffer.from('half'), cause: { message: 'reset' } });
  });
});

import { describe, expect, it } from '@jest/globals';
import { sandboxRefusal, tellOfClosedWorld } from './sandbox-refusal.ts';
import { failureOf } from './trial.ts';

function denied(permission: string, resource: string): Error {
  return Object.assign(new Error('Access to this API has been restricted.'), {
    code: 'ERR_ACCESS_DENIED',
    permission,
    resource,
  });
}

function system(code: string): Error {
  return Object.assign(new Error(code), { code });
}

describe('sandboxRefusal', () => {
  it.each([
    [denied('FileSystemRead', '/etc/passwd'), /programs read \/etc\/passwd \(ASSAY_SANDBOX/],
    [denied('FileSystemWrite', '/x'), /write \/x/],
    [denied('ChildProcess', 'id'), /start processes \(id\)/],
    [denied('WorkerThreads', ''), /start worker threads/],
    [denied('Inspector', ''), /do that \(Inspector\)/],
    [system('ERR_DLOPEN_DISABLED'), /load native add-ons/],
    [new TypeError('it failed', { cause: denied('FileSystemRead', '/x') }), /read \/x/],
  ])('says what was refused: %s', (error, said) => {
    expect(sandboxRefusal(error)).toMatch(said);
    expect(failureOf(error).message).toMatch(said);
  });

  it('takes no other error for a refusal', () => {
    for (const error of [new Error('no'), system('ECONNREFUSED'), system('EROFS'), 'text', null])
      expect(sandboxRefusal(error)).toBeNull();
  });

  it('takes errors of the network for refusals where there is none', () => {
    tellOfClosedWorld();
    const failed = new TypeError('fetch failed', { cause: new AggregateError([system('ENETUNREACH')]) });
    expect(sandboxRefusal(failed)).toMatch(/reach servers other than their model's/);
    expect(sandboxRefusal(Object.assign(system('EROFS'), { path: '/x' }))).toMatch(/write \/x/);
    expect(sandboxRefusal(system('ENOENT'))).toBeNull();
  });
});

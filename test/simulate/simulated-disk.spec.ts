import { describe, expect, it } from '@jest/globals';
import { Chance } from '../../scripts/simulate/chance.ts';
import { SimulatedDisk } from '../../scripts/simulate/disk/simulated-disk.ts';

const TEXT = Buffer.from('first line\n');
const MORE = Buffer.from('second line\n');

/** What is left of a file, for many seeds, when the power fails after `work`; `undefined` where its name is gone. */
function leftAfter(work: (disk: SimulatedDisk) => void): Set<string | undefined> {
  return new Set(
    Array.from({ length: 200 }, (_, seed) => {
      const disk = new SimulatedDisk(new Chance(seed), () => 0);
      work(disk);
      disk.losePower();
      return disk.has('/file') ? disk.file('/file', 'open').bytes.toString() : undefined;
    }),
  );
}

function writeSynced(disk: SimulatedDisk): void {
  const file = disk.createFile('/file');
  disk.write(file, 0, TEXT);
  disk.sync(file, 'fsync');
  disk.sync(disk.folder('/', 'open'), 'fsync');
}

describe('a simulated disk that loses power', () => {
  it('has kept what was synced, and the name whose folder was', () => {
    expect(leftAfter(writeSynced)).toEqual(new Set([TEXT.toString()]));
  });

  it('may have lost a name whose folder was not synced', () => {
    const left = leftAfter((disk) => {
      const file = disk.createFile('/file');
      disk.write(file, 0, TEXT);
      disk.sync(file, 'fsync');
    });
    expect(left).toEqual(new Set([TEXT.toString(), undefined]));
  });

  it('may have any part of a write that was not synced', () => {
    const left = leftAfter((disk) => {
      writeSynced(disk);
      disk.write(disk.file('/file', 'open'), TEXT.length, MORE);
    });
    expect(left).toContain(TEXT.toString());
    expect(left).toContain(`${TEXT.toString()}${MORE.toString()}`);
    expect(left).toContain(`${TEXT.toString()}sec`);
  });

  it('may have a later write without an earlier one', () => {
    const left = leftAfter((disk) => {
      writeSynced(disk);
      for (const at of [TEXT.length, TEXT.length + 1]) disk.write(disk.file('/file', 'open'), at, Buffer.from('x'));
    });
    expect(left).toContain(`${TEXT.toString()}\0x`);
  });

  it('has the old file or the new one where it was replaced without a sync of the folder', () => {
    const left = leftAfter((disk) => {
      writeSynced(disk);
      const draft = disk.createFile('/draft');
      disk.write(draft, 0, MORE);
      disk.sync(draft, 'fsync');
      disk.rename('/draft', '/file');
    });
    expect(left).toEqual(new Set([TEXT.toString(), MORE.toString()]));
  });
});

describe('a full simulated disk', () => {
  it('takes a part of what is written, or nothing', () => {
    const disk = new SimulatedDisk(new Chance(1), () => 0);
    const file = disk.createFile('/file');
    disk.health.isFull = true;
    const written = Array.from({ length: 50 }, () => {
      try {
        return disk.write(file, file.bytes.length, TEXT);
      } catch {
        return 0;
      }
    });
    expect(written).toContain(0);
    expect(Math.max(...written)).toBeLessThan(TEXT.length);
  });

  it('still takes what needs no room', () => {
    const disk = new SimulatedDisk(new Chance(1), () => 0);
    writeSynced(disk);
    disk.health.isFull = true;
    expect(disk.write(disk.file('/file', 'open'), 0, TEXT)).toBe(TEXT.length);
  });
});

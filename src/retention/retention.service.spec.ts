import { describe, expect, it } from '@jest/globals';
import type { Config } from '../config/config.ts';
import type { Archive, ArchivedItem } from '../domain/archive.ts';
import type { Fleet } from '../domain/fleet.ts';
import { AuditLog } from '../http/audit/audit-log.ts';
import { Retention } from './retention.service.ts';

const NOW = '2026-03-31T00:00:00.000Z';

function item(id: string, endedAt: string): ArchivedItem {
  return { kind: 'job', id, name: id, endedAt, bytes: 1e9, isLabelled: false };
}

class MemoryArchive implements Archive {
  kept: ArchivedItem[];
  stuck = '';

  constructor(...kept: ArchivedItem[]) {
    this.kept = kept;
  }

  async items(): Promise<readonly ArchivedItem[]> {
    return this.kept;
  }

  async delete({ id }: Pick<ArchivedItem, 'id'>): Promise<void> {
    if (id === this.stuck) throw new Error('the disk is read-only');
    this.kept = this.kept.filter((one) => one.id !== id);
  }

  get ids(): string[] {
    return this.kept.map(({ id }) => id);
  }
}

function retention(archive: Archive, settings: Partial<Config>, fleet: Fleet | null = null): Retention {
  const config = { retentionDays: null, retentionGb: null, ...settings } as Config;
  return new Retention(config, archive, { now: () => NOW }, new AuditLog(null, () => undefined), fleet);
}

describe('Retention', () => {
  it('announces at one look what it deletes at the next', async () => {
    const archive = new MemoryArchive(item('old', '2026-01-01T00:00:00Z'), item('new', '2026-03-30T00:00:00Z'));
    const service = retention(archive, { retentionDays: 30 });
    await service.look();
    expect(archive.ids).toEqual(['old', 'new']);
    await service.look();
    expect(archive.ids).toEqual(['new']);
  });

  it('deletes nothing that was spared in between', async () => {
    const archive = new MemoryArchive(item('a', '2026-03-01T00:00:00Z'), item('b', '2026-03-30T00:00:00Z'));
    const service = retention(archive, { retentionGb: 1 });
    await service.look();
    const all = archive.kept;
    archive.kept = all.slice(1);
    await service.look();
    archive.kept = all;
    await service.look();
    expect(archive.ids).toEqual(['a', 'b']);
    await service.look();
    expect(archive.ids).toEqual(['b']);
  });

  it('goes on where one can’t be deleted, and tries again', async () => {
    const archive = new MemoryArchive(item('a', '2026-01-01T00:00:00Z'), item('b', '2026-01-02T00:00:00Z'));
    archive.stuck = 'a';
    const service = retention(archive, { retentionDays: 30 });
    await service.look();
    await service.look();
    expect(archive.ids).toEqual(['a']);
    archive.stuck = '';
    await service.look();
    expect(archive.ids).toEqual([]);
  });

  it('leaves it to the one process that has the duty, and announces anew where it comes to have it', async () => {
    const archive = new MemoryArchive(item('old', '2026-01-01T00:00:00Z'));
    let isOurs = true;
    const fleet: Pick<Fleet, 'hasDuty'> = { hasDuty: async (duty) => duty === 'retention' && isOurs };
    const service = retention(archive, { retentionDays: 30 }, fleet as Fleet);
    await service.look();
    isOurs = false;
    await service.look();
    isOurs = true;
    await service.look();
    expect(archive.ids).toEqual(['old']);
    await service.look();
    expect(archive.ids).toEqual([]);
  });
});

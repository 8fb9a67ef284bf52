import type { IndexDatabase } from './index-database.ts';
import { query } from './index-schema.ts';
import { linesAt } from './read/file-lines.ts';
import { eventIn } from './read/sample-text.ts';

/** Whether a log has the first and the last trial of each run of a job where the index has noted them. */
export function hasIndexedLines(database: IndexDatabase, scope: string, jobId: string, file: string): boolean {
  const trials = trialsAtEnds(database, scope, jobId);
  const lines = linesAt(file, trials);
  return trials.every(({ seq, id }, at) => eventIn(lines[at], { type: 'trial', seq, trialId: id }) !== undefined);
}

interface NotedTrial {
  readonly seq: number;
  readonly id: string;
  readonly offset: number;
  readonly length: number;
}

function trialsAtEnds(database: IndexDatabase, scope: string, jobId: string): NotedTrial[] {
  const ofJob = query.selectFrom('runs').select('run_no').where('scope', '=', scope).where('source', '=', 'job');
  return database.all(ofJob.where('origin', '=', jobId)).flatMap(({ run_no: runNo }) => {
    const trials = query.selectFrom('samples').select(['seq', 'id', 'offset', 'length']).where('run_no', '=', runNo).limit(1);
    const ends = [trials.orderBy('pos'), trials.orderBy('pos', 'desc')];
    return ends.map((end) => database.first(end)).filter((trial) => trial !== undefined);
  });
}

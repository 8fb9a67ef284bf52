import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

const BATCH = 500;

/** What `node:sqlite` does with as many samples and scores, without anything else: the limit of an index. */
export interface BareSqlite {
  /** To insert them, in batches of 500. */
  readonly insertMs: number;
  /** The 50 highest scores. */
  readonly sortMs: number;
  /** The 50 largest differences to another run of that length. */
  readonly differenceMs: number;
  readonly averageMs: number;
}

/** Measures it in a file of its own. */
export function bareSqlite(path: string, samples: number): BareSqlite {
  const database = new DatabaseSync(path);
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;' +
      'CREATE TABLE samples (run, pos, id, row, status, latency, offset, length, PRIMARY KEY (run, pos)) WITHOUT ROWID;' +
      'CREATE TABLE scores (run, metric, pos, score, PRIMARY KEY (run, metric, pos)) WITHOUT ROWID;',
  );
  try {
    const insertMs = taken(() => insert(database, 1, samples));
    insert(database, 2, samples);
    const ofRun = 'FROM scores WHERE run = 1 AND metric = 0';
    const difference =
      'SELECT a.pos, a.score - b.score AS d FROM scores a JOIN scores b ON b.run = 2 AND b.metric = 0 AND b.pos = a.pos ' +
      'WHERE a.run = 1 AND a.metric = 0 ORDER BY d LIMIT 50';
    return {
      insertMs,
      sortMs: taken(() => database.prepare(`SELECT pos, score ${ofRun} ORDER BY score DESC LIMIT 50`).all()),
      differenceMs: taken(() => database.prepare(difference).all()),
      averageMs: taken(() => database.prepare(`SELECT count(*), avg(score), avg(score * score) ${ofRun}`).all()),
    };
  } finally {
    database.close();
    for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
  }
}

function insert(database: DatabaseSync, run: number, samples: number): void {
  const sample = database.prepare('INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const score = database.prepare('INSERT INTO scores VALUES (?, ?, ?, ?)');
  for (let from = 0; from < samples; from += BATCH) {
    database.exec('BEGIN');
    for (let pos = from; pos < Math.min(from + BATCH, samples); pos += 1) {
      sample.run(run, pos, `sample ${String(pos)}`, pos, 0, 0.5, pos * 700, 700);
      score.run(run, 0, pos, ((pos * 7_919 * run) % 1_000) / 1_000);
    }
    database.exec('COMMIT');
  }
}

function taken(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

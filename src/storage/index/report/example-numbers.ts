import type { RunColumns } from '../read/run-columns.ts';

/** For each trial the number of its example, from 0 in the order in which they came: trials of one row of the dataset are of one example. */
export function exampleNumbers(columns: RunColumns): Int32Array {
  const numbers = new Map<number, number>();
  const ofTrial = new Int32Array(columns.size);
  const rows = columns.datasetRows();
  for (let pos = 0; pos < ofTrial.length; pos += 1) {
    const row = rows[pos] ?? NaN;
    let number = numbers.get(row);
    if (number === undefined) {
      number = numbers.size;
      numbers.set(row, number);
    }
    ofTrial[pos] = number;
  }
  return ofTrial;
}

import { parentPort } from 'node:worker_threads';
import type { Match } from '../numeric-equality.ts';
import { AnswerComparison } from './compare-answers.ts';
import { MathEngine } from './math-engine.ts';
import type { AnswerPair } from './math-queue.ts';

// The engine prints about strange input: keep that out of the terminal.
process.stdout.write = () => true;
process.stderr.write = () => true;

const comparison = new AnswerComparison(new MathEngine());
// Load now what the engine loads on first use, so that it does not count against the first pair.
comparison.compare('\\sin(x)+\\sqrt{2}', '\\sqrt{2}+x^{2}');

parentPort?.on('message', (pair: AnswerPair) => {
  parentPort?.postMessage(matchOf(pair));
});
parentPort?.postMessage('ready');

/** The engine throws if a number grows too large or calls nest too deeply. */
function matchOf({ given, expected }: AnswerPair): Match {
  try {
    return comparison.compare(given, expected);
  } catch (error) {
    return { equal: false, why: `could not be decided: ${error instanceof Error ? error.message : String(error)}` };
  }
}

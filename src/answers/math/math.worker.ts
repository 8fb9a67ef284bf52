import { parentPort } from 'node:worker_threads';
import type { Match } from '../numeric-equality.ts';
import { AnswerComparison } from './compare-answers.ts';
import { MathEngine } from './math-engine.ts';
import type { AnswerPair } from './math-queue.ts';

// What the engine has to say of strange input belongs in no terminal.
process.stdout.write = () => true;
process.stderr.write = () => true;

const comparison = new AnswerComparison(new MathEngine());
// What loads only with the first use shall not count as the time of the first comparison.
comparison.compare('\\sin(x)+\\sqrt{2}', '\\sqrt{2}+x^{2}');

parentPort?.on('message', (pair: AnswerPair) => {
  parentPort?.postMessage(matchOf(pair));
});
parentPort?.postMessage('ready');

/** The engine throws where a number grows too large, or calls nest too deeply. */
function matchOf({ given, expected }: AnswerPair): Match {
  try {
    return comparison.compare(given, expected);
  } catch (error) {
    return { equal: false, why: `could not be decided: ${error instanceof Error ? error.message : String(error)}` };
  }
}

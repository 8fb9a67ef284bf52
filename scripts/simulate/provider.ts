import { fnv1a } from '../../src/statistics/random.ts';
import { type Completion, type CompletionRequest, type Model, ModelError } from '../../src/evaluation/model.ts';
import { THINKING_FIELDS } from '../../src/evaluation/proposal.ts';
import type { World } from './world.ts';

/** In a prompt, it makes the provider fail each time. */
export const OUT_OF_ORDER = 'out of order';

const STYLES = 1_000;

/** Who asks. */
export type Role = 'program' | 'judge' | 'proposer';

/** A provider whose answer depends on the question alone, and comes when chance has it. */
export class SimulatedModel implements Model {
  readonly modelId: string;
  readonly #world: World;
  readonly #role: Role;
  readonly #onPaid: (prompt: string) => void;

  constructor(world: World, role: Role, onPaid: (prompt: string) => void) {
    this.modelId = `simulated-${role}`;
    this.#world = world;
    this.#role = role;
    this.#onPaid = onPaid;
  }

  async complete({ messages }: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    const prompt = messages.map(({ content }) => content).join('\n');
    await this.#answered(signal);
    if (prompt.includes(OUT_OF_ORDER)) throw new ModelError('the provider is out of order');
    this.#onPaid(prompt);
    const { content, parsed } = answerOf(this.#role, prompt);
    return { content, inputTokens: 3, outputTokens: 1, latencySeconds: 0.5, ...(parsed === undefined ? {} : { parsed }) };
  }

  /** Resolves when the provider answers. Rejects at once when the signal aborts. */
  #answered(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => reject(signal.reason as Error);
      if (signal.aborted) abort();
      signal.addEventListener('abort', abort);
      this.#world.later(this.#world.chance.between(5, 200), resolve);
    });
  }
}

function answerOf(role: Role, prompt: string): Pick<Completion, 'content' | 'parsed'> {
  const number = fnv1a(prompt);
  switch (role) {
    case 'program':
      return { content: `answer ${number % 10}` };
    case 'judge':
      return structured({ reason: 'as the rubric has it', score: number % 11 });
    case 'proposer':
      return structured({
        thinking: Object.fromEntries(THINKING_FIELDS.map((field) => [field, `about ${field}`])),
        prompt_template: `Answer in style ${number % STYLES}: {{ text }}`,
        advice: 'none',
      });
  }
}

function structured(parsed: NonNullable<Completion['parsed']>): Pick<Completion, 'content' | 'parsed'> {
  return { content: JSON.stringify(parsed), parsed };
}

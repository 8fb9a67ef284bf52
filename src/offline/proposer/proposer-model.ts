import { type CompletionRequest, ModelRequestError } from '../../evaluation/model.ts';
import { THINKING_FIELDS } from '../../evaluation/proposal.ts';
import { type RuleAnswer, RuleModel } from '../rule-model.ts';
import type { AnswerContent, SchemaPath } from '../schema/structured-answer.ts';
import { chooseEdit } from './choose-edit.ts';
import { advice, rationale } from './rationale.ts';
import { type Attempt, plannedAttempt, searchView } from './search-view.ts';

/** Fills fields by name. Anything else that a schema asks for is the edit plan, the first choice or the number nearest to 0. */
class ProposalContent implements AnswerContent {
  readonly #texts: ReadonlyMap<string, string>;

  constructor(texts: ReadonlyMap<string, string>) {
    this.#texts = texts;
  }

  text(path: SchemaPath): string {
    return this.#texts.get(path.at(-1) ?? '') ?? this.#texts.get('edit_plan') ?? '';
  }

  choice(): undefined {
    return undefined;
  }

  number(): number {
    return 0;
  }

  boolean(): boolean {
    return false;
  }
}

/**
 * Proposes templates for an optimize job from a catalogue of well-known moves. It is not a language model: it reads scores, tried
 * moves, labels and failures from the prompt by their tags, applies the next move to the best template, and understands no text.
 */
export class ProposerModel extends RuleModel {
  protected answer(request: CompletionRequest): RuleAnswer {
    const texts = this.#proposal(request);
    return { text: () => texts.get('prompt_template') ?? '', content: () => new ProposalContent(texts) };
  }

  #proposal({ messages }: CompletionRequest): ReadonlyMap<string, string> {
    const prompt = messages.find(({ role }) => role === 'user')?.content ?? '';
    const view = searchView(prompt);
    if (view === null) {
      throw new ModelRequestError(
        `local:${this.modelId} answers only the prompts of an optimize job: name it as its proposer_model`,
      );
    }
    const edit = chooseEdit(view, refusedAttempts(messages));
    if (edit === null) {
      throw new ModelRequestError(
        `local:${this.modelId} has tried all of its catalogue: ask for fewer steps, or name a language model`,
      );
    }
    const thinking = rationale(view, edit);
    return new Map([
      ...THINKING_FIELDS.map((field) => [field, thinking[field]] as const),
      ['prompt_template', edit.template],
      ['advice', advice(view, edit)],
    ]);
  }
}

/** Earlier answers of the model itself that it was asked to redo. */
function refusedAttempts(messages: CompletionRequest['messages']): readonly Attempt[] {
  const answers = messages.filter(({ role }) => role === 'assistant');
  return answers.map(({ content }) => plannedAttempt(content)).filter((attempt) => attempt !== null);
}

import { z } from 'zod';
import { ModelSpecError } from '../domain/errors.ts';
import type { CallPrice } from '../evaluation/call-cost.ts';
import { fileFault } from '../files/file-fault.ts';
import { readUtf8File } from '../files/utf8-text.ts';

const MILLION = 1_000_000;

const price = z.number().nonnegative();

/** Of a model, in US dollars for a million tokens; cached input costs as other input does where it has no price of its own. */
const modelPrice = z.strictObject({ input: price, output: price, cached_input: price.optional() });

type ModelPrice = z.infer<typeof modelPrice>;

const priceFile = z.record(z.string().regex(/^[^:\s]+:\S/, 'a model is named provider:model-id'), modelPrice);

/** The prices that a user has written down, by `provider:model-id`. */
export class OwnPrices {
  readonly #prices: ReadonlyMap<string, ModelPrice>;

  private constructor(prices: ReadonlyMap<string, ModelPrice>) {
    this.#prices = prices;
  }

  static readonly NONE = new OwnPrices(new Map());

  /** Reads the file of ASSAY_PRICES. Throws a `ModelSpecError` that names what is wrong with it. */
  static async read(path: string): Promise<OwnPrices> {
    const parsed = priceFile.safeParse(await jsonOf(path));
    if (parsed.success) return new OwnPrices(new Map(Object.entries(parsed.data)));
    const faults = parsed.error.issues.map(
      ({ path: at, message }) => `${at.length === 0 ? 'the file' : at.join('.')}: ${message}`,
    );
    throw new ModelSpecError(`ASSAY_PRICES (${path}) can't be used: ${faults.join('; ')}. ${EXAMPLE}`);
  }

  /** `undefined` where the file does not name the model. */
  of(spec: string): CallPrice | undefined {
    const own = this.#prices.get(spec);
    if (own === undefined) return undefined;
    const { input, output, cached_input: cachedPrice = input } = own;
    return ({ inputTokens, outputTokens, cachedInputTokens = 0 }) => {
      if (inputTokens === null || outputTokens === null) return null;
      const cached = Math.min(cachedInputTokens, inputTokens);
      return ((inputTokens - cached) * input + cached * cachedPrice + outputTokens * output) / MILLION;
    };
  }
}

const EXAMPLE =
  'It is an object such as {"compatible:llama3.2": {"input": 0.1, "output": 0.4}}, in US dollars for a million tokens.';

async function jsonOf(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readUtf8File(path)) as unknown;
  } catch (error) {
    const fault = fileFault(error) ?? (error as Error).message;
    throw new ModelSpecError(`ASSAY_PRICES (${path}) can't be read: ${fault}`, { cause: error });
  }
}

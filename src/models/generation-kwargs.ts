import type { JSONObject, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { UnusableRequestError } from '../domain/errors.ts';
import type { JsonObject, JsonValue } from '../evaluation/json.ts';

const EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'];
const numberFor = (option: keyof GenerationSettings): Setting => ({
  option,
  expects: 'a number',
  read: (value) => (typeof value === 'number' && Number.isFinite(value) ? value : undefined),
});
const integerFor = (option: keyof GenerationSettings, least = -Infinity): Setting => ({
  option,
  expects: least === -Infinity ? 'a whole number' : `a whole number of at least ${least}`,
  read: (value) => (Number.isSafeInteger(value) && Number(value) >= least ? value : undefined),
});
const textsFor = (option: keyof GenerationSettings): Setting => ({
  option,
  expects: 'a string or a list of strings',
  read: (value) => {
    const texts: readonly JsonValue[] = Array.isArray(value) ? value : [value];
    return texts.every((text) => typeof text === 'string') ? [...texts] : undefined;
  },
});
const SETTINGS: ReadonlyMap<string, Setting> = new Map([
  ['temperature', numberFor('temperature')],
  ['max_tokens', integerFor('maxOutputTokens', 1)],
  ['max_output_tokens', integerFor('maxOutputTokens', 1)],
  ['max_completion_tokens', integerFor('maxCompletionTokens', 1)],
  ['top_p', numberFor('topP')],
  ['top_k', integerFor('topK', 1)],
  ['stop', textsFor('stopSequences')],
  ['stop_sequences', textsFor('stopSequences')],
  ['presence_penalty', numberFor('presencePenalty')],
  ['frequency_penalty', numberFor('frequencyPenalty')],
  ['seed', integerFor('seed')],
  [
    'reasoning_effort',
    {
      option: 'reasoning',
      expects: `one of ${EFFORTS.join(', ')}`,
      read: (value) => (typeof value === 'string' && EFFORTS.includes(value) ? value : undefined),
    },
  ],
  [
    'provider_options',
    {
      option: 'ownOptions',
      expects: 'an object',
      read: (value) => (typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined),
    },
  ],
]);

/** `generation_kwargs` as the AI SDK names them. */
export interface GenerationSettings extends Pick<
  LanguageModelV4CallOptions,
  | 'temperature'
  | 'maxOutputTokens'
  | 'topP'
  | 'topK'
  | 'stopSequences'
  | 'presencePenalty'
  | 'frequencyPenalty'
  | 'seed'
  | 'reasoning'
> {
  /** `max_completion_tokens`, which some servers take and some models require under this name. */
  maxCompletionTokens?: number;
  /** Options that only this provider has, under their names in the AI SDK. */
  ownOptions?: JSONObject;
}

interface Setting {
  readonly option: keyof GenerationSettings;
  readonly expects: string;
  /** The value for the SDK; `undefined` if it is of the wrong kind. */
  readonly read: (value: JsonValue) => unknown;
}

/**
 * Maps `generation_kwargs` to the SDK's settings; `null` means the provider's default.
 *
 * Throws a `GenerationKwargsError` that names every unknown name and every value of the wrong kind.
 *
 * @example generationSettings({ max_tokens: 200, stop: 'END' }) // { maxOutputTokens: 200, stopSequences: ['END'] }
 */
export function generationSettings(kwargs: JsonObject): GenerationSettings {
  const settings: Partial<Record<keyof GenerationSettings, unknown>> = {};
  const faults: string[] = [];
  for (const name of Object.keys(kwargs)) {
    const value = kwargs[name];
    if (value === null || value === undefined) continue;
    const fault = readSetting(name, value, settings);
    if (fault !== null) faults.push(fault);
  }
  if (faults.length > 0) throw new GenerationKwargsError(`generation_kwargs: ${faults.join('; ')}`);
  return settings as GenerationSettings;
}

/** The most tokens that an answer may have, as far as these options say. */
export function tokenLimit(kwargs: JsonObject): number | undefined {
  const { maxOutputTokens, maxCompletionTokens } = generationSettings(kwargs);
  return maxOutputTokens ?? maxCompletionTokens;
}

/** Throws a `GenerationKwargsError` if a model could not take these options. Use it before a job starts. */
export function checkGenerationKwargs(kwargs: JsonObject): void {
  generationSettings(kwargs);
}

function readSetting(
  name: string,
  value: JsonValue,
  settings: Partial<Record<keyof GenerationSettings, unknown>>,
): string | null {
  const setting = SETTINGS.get(name);
  if (setting === undefined) return `'${name}' is not known; the known names are ${[...SETTINGS.keys()].join(', ')}`;
  if (settings[setting.option] !== undefined || isSecondLimit(setting, settings))
    return `'${name}' is given twice under different names`;
  const read = setting.read(value);
  if (read === undefined) return `'${name}' must be ${setting.expects}, not ${JSON.stringify(value)}`;
  settings[setting.option] = read;
  return null;
}

/** Both limits mean the same to most providers. */
function isSecondLimit({ option }: Setting, settings: Partial<Record<keyof GenerationSettings, unknown>>): boolean {
  const other = { maxOutputTokens: 'maxCompletionTokens', maxCompletionTokens: 'maxOutputTokens' } as const;
  return (option === 'maxOutputTokens' || option === 'maxCompletionTokens') && settings[other[option]] !== undefined;
}

/** Generation options that are not passed to any model: unknown names or values of the wrong kind, each named. */
export class GenerationKwargsError extends UnusableRequestError {}

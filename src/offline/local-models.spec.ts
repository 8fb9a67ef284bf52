import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { ModelSpecError } from '../domain/errors.ts';
import type { JsonSchema } from '../evaluation/json.ts';
import type { CompletionRequest } from '../evaluation/model.ts';
import { signal, userRequest } from './completion-request.fixture.ts';
import { createLocalModel, LOCAL_MODELS } from './local-models.ts';

function bounds(keys: readonly [string, string], floor: number): fc.Arbitrary<JsonSchema> {
  return fc.tuple(fc.integer({ min: floor, max: 20 }), fc.nat(30), fc.constantFrom(0, 1, 2, 3)).map(([low, size, which]) => ({
    ...(which & 1 ? { [keys[0]]: low } : {}),
    ...(which & 2 ? { [keys[1]]: low + size } : {}),
  }));
}

const name = fc.constantFrom('label', 'reason', 'score', 'is_negative', 'confidence', 'toString');

const leaf: fc.Arbitrary<JsonSchema> = fc.oneof(
  bounds(['minLength', 'maxLength'], 0).map((limits) => ({ type: 'string', ...limits })),
  bounds(['minimum', 'maximum'], -20).map((limits) => ({ type: 'integer', ...limits })),
  bounds(['minimum', 'maximum'], -20).map((limits) => ({ type: 'number', ...limits })),
  fc.integer({ min: -20, max: 20 }).map((low) => ({ type: 'number', exclusiveMinimum: low, exclusiveMaximum: low + 0.5 })),
  fc.integer({ min: 1, max: 9 }).map((step) => ({ type: 'integer', multipleOf: step, minimum: -step, maximum: step })),
  fc
    .uniqueArray(fc.constantFrom('positive', 'negative', 'neutral', 'sports', 1, 2, 3.5, true, null), { minLength: 1 })
    .map((options) => ({ enum: options })),
  fc.constantFrom<JsonSchema>({ type: 'boolean' }, { type: 'null' }, { const: 'fixed' }, { type: ['null', 'string'] }, {}),
);

const { schema } = fc.letrec<{ schema: JsonSchema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(fc.dictionary(name, tie('schema'), { maxKeys: 4, noNullPrototype: true }), fc.boolean())
      .map(([properties, closed]) => ({
        type: 'object',
        properties,
        required: Object.keys(properties),
        ...(closed ? { additionalProperties: false } : {}),
      })),
    fc
      .tuple(tie('schema'), bounds(['minItems', 'maxItems'], 0))
      .map(([items, limits]) => ({ type: 'array', items, ...limits })),
    tie('schema').map((inner) => ({ anyOf: [inner, { type: 'null' }] })),
  ),
}));

const words = fc.array(
  fc.oneof(
    fc.constantFrom('love', 'awful', 'not', 'very', '"good"', '。', '\n- negative: "x"'),
    fc.string({ unit: 'grapheme' }),
  ),
);

/** What `local:proposer` needs in a prompt; the others take it as it comes. */
const TRIED =
  '<tried_step index="0" score="0.5000" difference="none" role="best">\n<tried_template>\nRate it: {{ x }}\n</tried_template>\n</tried_step>';

const prompt = words.map(
  (parts) =>
    `${TRIED}\nRate it.\n<inputs>\n${parts.join(' ')}\n</inputs>\n<output>\n${parts.toReversed().join(' ')}\n</output>`,
);

describe.each(LOCAL_MODELS.map(({ name: modelName }) => modelName))('local:%s', (modelName) => {
  it('answers in the form of any schema', async () => {
    await fc.assert(
      fc.asyncProperty(prompt, schema, async (text, outputSchema) => {
        const { parsed, content } = await createLocalModel(modelName).complete(userRequest(text, outputSchema), signal);
        const ajv = new Ajv2020({ strict: false, validateSchema: false });
        expect(ajv.validate(outputSchema, parsed) ? 'valid' : `${ajv.errorsText()} ${content}`).toBe('valid');
        expect(JSON.parse(content)).toEqual(parsed);
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same request the same answer', async () => {
    await fc.assert(
      fc.asyncProperty(prompt, fc.option(schema), async (text, outputSchema) => {
        const request: CompletionRequest = userRequest(text, outputSchema);
        const { latencySeconds: _one, ...first } = await createLocalModel(modelName).complete(request, signal);
        const { latencySeconds: _other, ...second } = await createLocalModel(modelName).complete(
          structuredClone(request),
          signal,
        );
        expect(second).toEqual(first);
      }),
      { numRuns: 30 },
    );
  });
});

describe('createLocalModel', () => {
  it.each(LOCAL_MODELS.map(({ name }) => name))('creates %s, whose id is the part after the provider', (name) => {
    expect(createLocalModel(name).modelId).toBe(name);
    expect(createLocalModel(`${name}?latency_ms=2`).modelId).toBe(`${name}?latency_ms=2`);
  });

  it.each(['', 'gpt', 'Echo', 'echo/', 'toString'])('lists the models for the unknown one %p', (modelId) => {
    expect(() => createLocalModel(modelId)).toThrow(ModelSpecError);
    expect(() => createLocalModel(modelId)).toThrow(/local:echo .*local:lexicon .*local:overlap /);
  });

  it.each([
    ['echo?speed=3', "there is no option 'speed'"],
    ['echo?toString=3', "there is no option 'toString'"],
    ['lexicon?output_tokens=3', "there is no option 'output_tokens'"],
    ['echo?latency_ms=-1', "latency_ms is '-1'"],
    ['echo?latency_ms=soon', "latency_ms is 'soon'"],
    ['echo?latency_ms=', "latency_ms is ''"],
    ['echo?latency_ms=1e3', "latency_ms is '1e3'"],
    ['echo?fail_rate=1.5', 'a number from 0 to 1'],
    ['echo?output_tokens=1.5', 'a whole number from 1'],
    ['echo?output_tokens=0', 'a whole number from 1'],
    ['echo?seed=1&seed=2', 'seed is given twice'],
  ])('refuses %s and lists the options', (modelId, fault) => {
    expect(() => createLocalModel(modelId)).toThrow(fault);
    expect(() => createLocalModel(modelId)).toThrow(/Its options are: latency_ms .*; fail_rate /);
  });

  it('names every fault at once', () => {
    expect(() => createLocalModel('echo?speed=3&fail_rate=2')).toThrow(/'speed'.*fail_rate is '2'/);
  });
});

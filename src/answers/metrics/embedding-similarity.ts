import { embeddingMetric, type EmbeddingMetric } from '../../evaluation/metric.ts';
import { outputText } from '../answer-metric.ts';
import { referenceTexts, type TextMetricOptions } from './text-metric.ts';

export interface EmbeddingSimilarityOptions extends TextMetricOptions {
  /** The model of embeddings, `provider:model-id`; its key must be set when a job uses the metric. */
  readonly model: string;
}

/**
 * A metric: how near the text is to the reference in meaning, by a model of embeddings: the cosine of the two vectors, below 0 as 0. Of several
 * references the nearest one counts. Throws a `MetricError` when an option can't be used.
 *
 * @example export const similar = embeddingSimilarity({ model: 'openai:text-embedding-3-small' });
 */
export function embeddingSimilarity(options: EmbeddingSimilarityOptions): EmbeddingMetric {
  const { description = 'How near the text is to the reference, by embeddings.', model } = options;
  return embeddingMetric({
    description,
    model,
    texts: ({ output, reference }) => ({ text: outputText(output, options), references: referenceTexts(reference, options) }),
  });
}

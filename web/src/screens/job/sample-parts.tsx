import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { costText, countText, durationText, scoreText } from '../../lib/format.ts';
import { Fact } from '../../parts/fact.tsx';
import { TextBlock } from './text-block.tsx';

/** What an import says about a sample. */
export function SampleParts({ sample }: { readonly sample: Schemas['PlacedSample'] }): ReactNode {
  const { error, prompt, response, raw_response: raw, reference, scores, tags, cluster } = sample;
  return (
    <>
      {error !== undefined && (
        <TextBlock
          title={
            <>
              It failed <code>{error.type}</code>
            </>
          }
          text={error.message}
        />
      )}
      <dl className="facts">
        {Object.entries(scores).map(([metric, score]) => (
          <Fact key={metric} name={metric} value={scoreText(score)} />
        ))}
      </dl>
      <div className="pair">
        {error === undefined && <TextBlock title="Response" text={prettyOf(response)} />}
        {reference !== undefined && <TextBlock title="Reference" text={prettyOf(reference)} />}
      </div>
      {raw !== undefined && <TextBlock title="Raw answer" text={raw} />}
      <TextBlock title="Prompt" text={prompt} none="It is not known what the model was asked." />
      <dl className="facts">
        <Fact name="latency" value={durationText(sample.latency)} />
        <Fact name="tokens in" value={countText(sample.input_tokens)} />
        <Fact name="tokens out" value={countText(sample.output_tokens)} />
        <Fact name="cost" value={costText(sample.cost)} />
        {tags.length > 0 && <Fact name="tags" value={tags.join(', ')} />}
        {cluster !== undefined && <Fact name="cluster" value={cluster} />}
        <Fact name="sample" value={sample.id} />
      </dl>
    </>
  );
}

/** JSON with its structure to be seen; other text as it is. */
function prettyOf(text: string): string {
  // A number too long for this language would come out as another one.
  if (!/^\s*[[{]/.test(text) || /\d{16}/.test(text)) return text;
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}

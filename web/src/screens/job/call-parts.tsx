import type { ReactNode } from 'react';
import type { Schemas } from '../../api/client.ts';
import { costText, countText, durationText } from '../../lib/format.ts';
import { MessageBlock, ToolCalls } from './message-parts.tsx';
import { textOf } from './result-row.ts';
import { TextBlock } from './text-block.tsx';

type Telemetry = Schemas['Telemetry'];

/** All that a trial asked its model: one completion, or every call of a program that may ask as often as it needs. */
export function TelemetryParts({ telemetry }: { readonly telemetry: Telemetry }): ReactNode {
  const { calls, request, response, rendered_prompt: rendered = '', other_attempts: others } = telemetry;
  if (calls === undefined) {
    if (request === undefined || response === undefined) return null;
    return <CallParts call={{ request, response, ...(others && { other_attempts: others }) }} rendered={rendered} />;
  }
  if (calls.length === 0) return <p className="notes">The program answered without asking the model.</p>;
  return (
    <section aria-label="Calls of the model">
      {calls.map((call, at) => (
        <Call key={JSON.stringify([at, call.response.latency])} call={call} number={at + 1} of={calls.length} />
      ))}
    </section>
  );
}

interface CallProps {
  readonly call: Schemas['Call'];
  readonly number: number;
  readonly of: number;
}

/** The last one is open: it is the one whose answer the others led to. */
function Call({ call, number, of }: CallProps): ReactNode {
  const { latency, input_tokens: input, output_tokens: output, cost_usd: cost } = call.response;
  const took = [durationText(latency), `${countText(input)} + ${countText(output)} tokens`];
  if (cost !== undefined) took.push(costText(cost));
  return (
    <details open={number === of}>
      <summary>
        Call {number} of {of}:{' '}
        {call.error === undefined ? took.join(' · ') : <bdi className="bad-text">{call.error.message.slice(0, 120)}</bdi>}
      </summary>
      {call.error !== undefined && (
        <TextBlock
          title={
            <>
              It failed: <code>{call.error.type}</code>
            </>
          }
          text={call.error.message}
        />
      )}
      <CallParts call={call} rendered="" />
    </details>
  );
}

/** What a model was asked, and everything that it answered, the answers that were of no use included. */
function CallParts({ call, rendered }: { readonly call: Schemas['Call']; readonly rendered: string }): ReactNode {
  const { request, response, other_attempts: others = [] } = call;
  const { tool_calls: toolCalls = [] } = response;
  const isSent = request.prompt.some(({ content }) => content === rendered);
  return (
    <>
      {(response.content !== '' || toolCalls.length === 0) && (
        <TextBlock title="Raw answer" text={response.content} none="No answer came." />
      )}
      <ToolCalls calls={toolCalls} title="The model asks for" />
      {response.reasoning !== undefined && response.reasoning !== '' && (
        <TextBlock title="Reasoning" text={response.reasoning} />
      )}
      {response.cached === true && <p className="under">The answer came from the cache or a recording: it cost nothing.</p>}
      {others.map((attempt, at) => (
        <Attempt key={JSON.stringify([at, attempt.latency])} attempt={attempt} number={at + 1} of={others.length} />
      ))}
      {request.system_instruction !== null && <TextBlock title="System instruction" text={request.system_instruction} />}
      {request.prompt.map((message, at) => (
        <MessageBlock
          key={`${String(at)} ${message.role}`}
          message={message}
          title={isSent && message.content === rendered ? `Prompt, as ${message.role}` : `Message of ${message.role}`}
        />
      ))}
      {!isSent && rendered !== '' && <TextBlock title="Rendered prompt" text={rendered} />}
      <details>
        <summary>The request</summary>
        <TextBlock title="Model" text={request.model_id} />
        <TextBlock title="Options" text={textOf(request.generation_kwargs, 2)} />
        {request.tools !== undefined && <TextBlock title="Tools" text={textOf(request.tools, 2)} />}
        {request.tool_choice !== undefined && <TextBlock title="Choice of a tool" text={request.tool_choice} />}
        {request.output_schema !== null && <TextBlock title="Schema of the output" text={textOf(request.output_schema, 2)} />}
        {response.left_out !== undefined && (
          <p className="under">The model refuses these options, and was asked without them: {response.left_out.join(', ')}.</p>
        )}
        {response.parsed !== undefined && <TextBlock title="Answer, parsed" text={textOf(response.parsed, 2)} />}
      </details>
    </>
  );
}

interface AttemptProps {
  readonly attempt: Schemas['Attempt'];
  readonly number: number;
  readonly of: number;
}

function Attempt({ attempt, number, of }: AttemptProps): ReactNode {
  const { content, error, latency, input_tokens: input, output_tokens: output, cost_usd: cost } = attempt;
  const took = [durationText(latency), `${countText(input)} + ${countText(output)} tokens`, costText(cost)];
  return (
    <details>
      <summary>
        Another answer, {number} of {of}
        {error !== null && (
          <>
            : <bdi className="bad-text">{error.slice(0, 120)}</bdi>
          </>
        )}
      </summary>
      {error !== null && <TextBlock title="Why it was of no use" text={error} />}
      <TextBlock title="Raw answer" text={content ?? ''} none="No answer came." />
      <p className="under">{took.join(' · ')}</p>
    </details>
  );
}

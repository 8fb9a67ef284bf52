import type { ReactNode } from 'react';
import { imageCaption } from '../../../../src/reports/image-caption.ts';
import type { Schemas } from '../../api/client.ts';
import { textOf } from './result-row.ts';
import { TextBlock } from './text-block.tsx';

interface MessageProps {
  readonly message: Schemas['Message'];
  readonly title: string;
}

/** A message of a request: its text, its images, and the tools that the assistant asked for in it. */
export function MessageBlock({ message, title }: MessageProps): ReactNode {
  const { content, parts, tool_calls: calls = [], tool_call_id: answered } = message;
  const shown = answered === undefined ? title : `${title}: the result of ${answered}`;
  return (
    <>
      {parts === undefined
        ? (content !== '' || calls.length === 0) && <TextBlock title={shown} text={content} />
        : parts.map((part, at) =>
            part.type === 'text' ? (
              <TextBlock key={`${String(at)} text`} title={shown} text={part.text} />
            ) : (
              <MessageImage key={`${String(at)} image`} title={shown} uri={part.image} />
            ),
          )}
      <ToolCalls calls={calls} title={`Tool call of ${message.role}`} />
    </>
  );
}

/** What a model asked to be called, each with its arguments. */
export function ToolCalls({
  calls,
  title,
}: {
  readonly calls: readonly Schemas['ToolCall'][];
  readonly title: string;
}): ReactNode {
  return calls.map(({ id, name, arguments: given }, at) => (
    <TextBlock
      key={`${String(at)} ${id}`}
      title={
        <>
          {title}: <code>{name}</code> ({id})
        </>
      }
      text={textOf(given, 2)}
    />
  ));
}

/** A picture that is part of the archive. Anything else, such as an address, is named and never fetched. */
function MessageImage({ uri, title }: { readonly uri: string; readonly title: string }): ReactNode {
  const caption = imageCaption(uri);
  if (caption === null) return <TextBlock title={`${title}: an image that is not shown`} text={uri.slice(0, 200)} />;
  return (
    <figure className="message-image">
      <figcaption className="under">
        {title}: {caption}
      </figcaption>
      <img src={uri} alt={caption} />
    </figure>
  );
}

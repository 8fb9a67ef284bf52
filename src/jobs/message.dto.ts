import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { MessagePayload } from '../evaluation/event.ts';
import type { JsonObject, JsonSchema } from '../evaluation/json.ts';
import type { Message, MessagePart, Tool, ToolCall } from '../evaluation/model.ts';

const JSON_OBJECT = { type: 'object', additionalProperties: true } as const;

export class ToolCallDto implements ToolCall {
  @ApiProperty({ description: 'What its result is matched by.', example: 'call_1' })
  readonly id!: string;

  @ApiProperty({ description: 'The tool.', example: 'calculate' })
  readonly name!: string;

  @ApiProperty({ description: 'What it is called with.', ...JSON_OBJECT, example: { expression: '7 + 5 * 3' } })
  readonly arguments!: JsonObject;
}

export class ToolDto implements Tool {
  @ApiProperty({ description: 'Its name.', example: 'calculate' })
  readonly name!: string;

  @ApiProperty({ description: 'What it does, as the model is told.', example: 'Computes an arithmetic expression.' })
  readonly description!: string;

  @ApiProperty({
    description: 'The JSON Schema of its arguments.',
    ...JSON_OBJECT,
    example: { type: 'object', properties: { expression: { type: 'string' } }, required: ['expression'] },
  })
  readonly parameters!: JsonSchema;
}

export class MessageDto implements MessagePayload {
  @ApiProperty({ description: 'The role of the author.', enum: ['system', 'user', 'assistant', 'tool'], example: 'user' })
  readonly role!: Message['role'];

  @ApiProperty({
    description: 'The text; of a message with images, the texts among its parts.',
    example: 'Classify this review: What a film!',
  })
  readonly content!: string;

  @ApiPropertyOptional({
    description: 'Of a message with images: texts and images in order. An image is a `data:` URI of a PNG, JPEG, GIF or WebP.',
    type: 'array',
    items: {
      oneOf: [
        {
          type: 'object',
          properties: { type: { type: 'string', enum: ['text'] }, text: { type: 'string' } },
          required: ['type', 'text'],
        },
        {
          type: 'object',
          properties: { type: { type: 'string', enum: ['image'] }, image: { type: 'string' } },
          required: ['type', 'image'],
        },
      ],
    },
    example: [
      { type: 'text', text: 'What is this?' },
      { type: 'image', image: 'data:image/png;base64,iVBORw0KGgo=' },
    ],
  })
  readonly parts?: readonly MessagePart[];

  @ApiPropertyOptional({ description: 'Of the assistant: what it asked to be called.', type: [ToolCallDto] })
  readonly tool_calls?: ToolCallDto[];

  @ApiPropertyOptional({ description: 'Of a tool: the call that it is the result of.', example: 'call_1' })
  readonly tool_call_id?: string;
}

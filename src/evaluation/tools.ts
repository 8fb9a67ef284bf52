import type { z } from 'zod';
import type { JsonSchema } from './json.ts';
import type { CompletionRequest, Tool, ToolChoice } from './model.ts';
import { outputSchema } from './output-schema.ts';

/** A tool as programs describe it to `complete`. */
export interface ToolDefinition {
  /** What it does, and when to use it. */
  readonly description: string;
  /** Its arguments: a zod object or a JSON Schema of an object. */
  readonly parameters: z.ZodType | JsonSchema;
}

/** The names that all providers take. */
const NAME = /^[a-zA-Z_][\w-]{0,63}$/;
const CHOICES: readonly unknown[] = ['auto', 'required', 'none'] satisfies readonly ToolChoice[];

/** The tools of a request. Throws a `TypeError` that says what is wrong with them. */
export function checkedTools({
  tools,
  toolChoice,
}: {
  readonly tools?: unknown;
  readonly toolChoice?: unknown;
}): Pick<CompletionRequest, 'tools' | 'toolChoice'> {
  if (tools === undefined) {
    if (toolChoice !== undefined) throw new TypeError('complete: toolChoice needs tools');
    return {};
  }
  if (typeof tools !== 'object' || tools === null || Array.isArray(tools) || Object.keys(tools).length === 0)
    throw new TypeError('complete: tools must be an object of { name: { description, parameters } }');
  if (toolChoice !== undefined && !CHOICES.includes(toolChoice))
    throw new TypeError("complete: toolChoice must be 'auto', 'required' or 'none'");
  const checked = Object.entries(tools).map(([name, tool]) => checkedTool(name, tool));
  return { tools: checked, ...(toolChoice === undefined ? {} : { toolChoice: toolChoice as ToolChoice }) };
}

function checkedTool(name: string, tool: unknown): Tool {
  if (!NAME.test(name))
    throw new TypeError(`complete: ${JSON.stringify(name)} is no name for a tool: use letters, digits, _ and -`);
  const { description, parameters } = (tool ?? {}) as Partial<ToolDefinition>;
  if (typeof description !== 'string' || description.trim() === '')
    throw new TypeError(`complete: the tool ${name} needs a description`);
  if (typeof parameters !== 'object')
    throw new TypeError(`complete: the tool ${name} needs parameters: a zod object or a JSON Schema`);
  const schema = outputSchema(parameters);
  if (schema['type'] !== 'object')
    throw new TypeError(`complete: the parameters of the tool ${name} must be those of an object`);
  return { name, description, parameters: schema };
}

import type { JsonObject, JsonValue } from '../../evaluation/json.ts';
import { projectCopy } from '../../evaluation/number-forms.ts';
import type { Complete } from '../../evaluation/program.ts';
import { inPythonsWords } from './python-words.ts';

/** `complete` with what Python sent, none of it checked. */
export type PythonComplete = (prompt: unknown, options: JsonObject) => Promise<unknown>;

/**
 * `complete` for a program in Python: `tool_calls`, `tool_call_id` and `tool_choice` are what has these names in TypeScript, and tools are a
 * list. All else is passed on as it is, to be checked as that of a program in TypeScript is; a `TypeError` has the names of Python.
 */
export function pythonComplete(complete: Complete): PythonComplete {
  const ask = complete as unknown as PythonComplete;
  return async (prompt, { tools, tool_choice: toolChoice, ...options }) => {
    try {
      return await ask(messagesOf(prompt), {
        ...options,
        ...(tools === undefined ? {} : { tools: toolsByName(tools) }),
        ...(toolChoice === undefined ? {} : { toolChoice }),
      });
    } catch (error) {
      throw isOfRequest(error) ? new TypeError(inPythonsWords(error.message)) : error;
    }
  };
}

/** Whether it is what the check of the request throws. */
function isOfRequest(error: unknown): error is TypeError {
  return error instanceof TypeError && error.message.startsWith('complete: ');
}

function messagesOf(prompt: unknown): unknown {
  const copy = projectCopy(prompt as JsonValue);
  return Array.isArray(copy) ? copy.map(messageOf) : copy;
}

function messageOf(message: JsonValue): unknown {
  if (!isObject(message)) return message;
  const { role, content, tool_calls: toolCalls, tool_call_id: toolCallId } = message;
  return { role, content, toolCalls, toolCallId };
}

function toolsByName(tools: JsonValue): JsonObject {
  const named = Array.isArray(tools) ? (tools as readonly JsonValue[]).flatMap(namedTool) : [];
  if (!Array.isArray(tools) || named.length === 0 || named.length < tools.length)
    throw new TypeError('complete: tools must be a list of { name, description, parameters }');
  const names = named.map(([name]) => name);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new TypeError(`complete: two tools are called ${twice}`);
  return Object.fromEntries(named);
}

function namedTool(tool: JsonValue): readonly (readonly [string, JsonObject])[] {
  if (!isObject(tool)) return [];
  const { name, ...definition } = tool;
  return typeof name === 'string' ? [[name, definition]] : [];
}

function isObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

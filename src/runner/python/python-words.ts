const PYTHONS_WORDS: Readonly<Record<string, string>> = {
  llmJudge: 'llm_judge',
  programmaticMetric: 'programmatic_metric',
  'range(': 'range_scale(',
  toolCallId: 'tool_call_id',
  toolCalls: 'tool_calls',
  toolChoice: 'tool_choice',
  'a zod object or a JSON Schema': 'a JSON Schema',
};

/** A message with the names that things have in Python. */
export function inPythonsWords(message: string): string {
  return Object.entries(PYTHONS_WORDS).reduce((text, [name, inPython]) => text.replaceAll(name, inPython), message);
}

import { describe, expect, it } from '@jest/globals';
import { definedPlaces, exportedPlaces } from './declared-places.ts';

describe('exportedPlaces', () => {
  it('has the line of each export, and the first paragraph of the doc comment right above it', () => {
    const source = `/** Of the module. */
import { defineProgram } from 'assay';

/** The answer in
 * two lines.
 *
 * And more. */
export const v1 = defineProgram(() => 1);
/** Of nothing. */
const hidden = 1;
export async function v2() {}
/**
 * @example v3()
 */
export function v3() {}
`;
    expect(Object.fromEntries(exportedPlaces(source))).toEqual({
      v1: { line: 8, description: 'The answer in two lines.' },
      v2: { line: 11, description: null },
      v3: { line: 15, description: null },
    });
  });
});

describe('definedPlaces', () => {
  it('has the line of each definition in Python, and the first paragraph of its docstring', () => {
    const source = `"""Of the module."""
LABELS = ("a", "b")

@program
def v1(inputs, render=(1, 2)) -> str:
    """The answer in
    "two" lines.

    And more."""
    return 1

@program(calls="any")
async def v2(
    complete,
):  # at once
    "Short."

def v3():
    return """no docstring"""

def v4():
    """Of v4."""

tone: Metric = llm_judge(description="x")
if LABELS == 1:
    pass
`;
    expect(Object.fromEntries(definedPlaces(source))).toEqual({
      LABELS: { line: 2, description: null },
      v1: { line: 5, description: 'The answer in "two" lines.' },
      v2: { line: 13, description: 'Short.' },
      v3: { line: 18, description: null },
      v4: { line: 21, description: 'Of v4.' },
      tone: { line: 24, description: null },
    });
  });
});

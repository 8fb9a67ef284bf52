import type { FinalAnswerRule } from '../../src/answers/final-answer.ts';

/** A text, the answer in it, the rule that finds it, and why. */
export interface WrittenExtraction {
  readonly given: string;
  /** `null`: it has none. */
  readonly expected: { readonly text: string; readonly rule: FinalAnswerRule } | null;
  readonly because: string;
}

const BOXED = 'in \\boxed{}';
const HASHES = 'after ####';
const FINAL = 'after "final answer"';
const STATED = 'after "the answer is"';
const LABEL = 'after "Answer:"';
const LINE = 'after "A:"';
const BOLD = 'in bold';
const EQUALS = 'after the last =';
const NUMBER = 'the last number';
const WHOLE = 'the whole text';

function found(given: string, text: string, rule: FinalAnswerRule, because: string): WrittenExtraction {
  return { given, expected: { text, rule }, because };
}

function nothing(given: string, because: string): WrittenExtraction {
  return { given, expected: null, because };
}

const FORMULA = 'the last formula';
const MODEL_STYLES: readonly WrittenExtraction[] = [
  found('The roots are $\\boxed{1}$ and $\\boxed{-2}$.', '1, -2', BOXED, 'joined boxes are one answer'),
  found('Either \\boxed{385} or \\boxed{400}', '385 or 400', BOXED, 'a hedge in two boxes is not a single number'),
  found('{"answer": 18, "steps": [7, 9]}', '18', LABEL, 'the field of a JSON object is a label'),
  found('{"answer": "\\\\frac{3}{4}"}', '\\frac{3}{4}', LABEL, 'JSON writes a backslash twice'),
  found('```json\n{"final_answer": "$18", "confidence": 95}\n```', '$18', FINAL, 'the other fields are not the answer'),
  found('{"answer": null, "note": "14"}', 'null', LABEL, 'nor if there is no answer'),
  found('So it is $64.\n\nWould you like me to show the 2 steps?', '$64', NUMBER, 'an offer of help is not an answer'),
  found('**Answer:** ✅ 18', '18', LABEL, 'emoji say nothing'),
  found('The answer turns out to be 18, from 9 eggs.', '18', STATED, 'another way to say is'),
  found('That gives a final answer of **18**, from 9 × 2.', '18', FINAL, 'answer of, before a number'),
  found('The answers are 3, 5 and 8.', '3, 5 and 8', STATED, 'several answers stay several'),
  found('A common wrong answer is 26. It should be 18.', '18', NUMBER, 'an answer that is not its own does not count'),
  nothing('A common wrong answer is 26.', 'and nothing else is said'),
  found('The answer is 26, which is wrong. She makes 18.', '18', NUMBER, 'what is taken back at once does not count'),
  found('The answer is 14. Wait, I forgot 2: it is 16.', '16', NUMBER, 'nor what the next sentence takes back'),
  found('The answer is 14. Wait, let me check: 7 × 2 = 14.', '14', STATED, 'a check takes nothing back'),
  found('The answer is 12 apples and 5 oranges.', '12 apples and 5 oranges', STATED, 'two quantities are not the first'),
  found('The answer is more than 12.', 'more than 12', STATED, 'a bound is not a value'),
  found('The answer is 7 PM.', '7 PM', STATED, 'a time of day is not a number'),
  found('The answer is 160 minutes, or 2 hours 40 minutes.', '160 minutes', STATED, 'the same amount said twice'),
  found('The answer is not $5$ but $7$.', '7', STATED, 'the one after but'),
  found('The answer is 10√2 units.', '10√2 units', STATED, 'more than the number in front'),
  found('The answer is minus 5.', 'minus 5', STATED, 'the sign in a word'),
  found('The answer is\n\\[\n\\frac{1}\n{2}\n\\]', '\\frac{1} {2}', STATED, 'displayed math is read whole'),
  found('Answer:\n$$\n\\begin{aligned}\nx &= 3+4 \\\\\n&= 7\n\\end{aligned}\n$$', '7', LABEL, 'the last of the rows'),
  found('72\n\nExplanation: 48 in April, then 24.', '72', 'the first line', 'first the value, then the reason'),
  found('So she is facing **east**.', 'east', BOLD, 'words, if the line has no number'),
  found('Thus the sum is $p - q$.', 'p - q', FORMULA, 'a formula without numbers'),
  found('The roots are $x = 1$ and $x = -2$.', 'x = 1, x = -2', FORMULA, 'joined formulas are one answer'),
  found('So $r^2 = 9$ and $r + s = 7$.', '7', FORMULA, 'these are not joined: the second follows from the first'),
  found('Thus $\\frac{x}{y} = \\frac{5}{3}$ as desired.', '\\frac{5}{3}', FORMULA, 'the formula ends at its delimiter'),
  found('The vertex is at (2, -3).', '(2, -3)', FORMULA, 'a point is more than its last number'),
  found('Expanding gives x^3 + 3x - 6.', 'x^3 + 3x - 6', FORMULA, 'nor is an expression its last number'),
  found('So the maximum is 2π.', '2π', FORMULA, 'nor is this its factor'),
  found('I think it is either 18 or 20.', '18 or 20', NUMBER, 'a hedge is not a single number'),
  found('There are 18 eggs (12 brown and 6 white).', '18', NUMBER, 'a remark in parentheses explains'),
  found('The temperature is minus 5 degrees.', 'minus 5 degrees', NUMBER, 'the sign in a word'),
  found('Eighteen dollars.', 'Eighteen dollars', WHOLE, 'a number in words that is the whole line'),
  nothing("Sorry, I can't help with that. Call 911.", 'a number in a refusal is not an answer'),
  nothing('There is not enough information about the 20 cups.', 'nor in a sentence that says why not'),
  nothing('So she pays $60, and the tip is $', 'the text breaks off before the answer'),
  nothing('We add 24 and get 48 + 24 =', 'here too'),
];

export const EXTRACTION: readonly WrittenExtraction[] = [
  found('So it is \\boxed{42}.', '42', BOXED, 'the box holds it'),
  found('\\boxed{\\frac{1}{2}}', '\\frac{1}{2}', BOXED, 'braces inside the box are balanced'),
  found('$\\boxed{\\text{18 dollars}}$', '18 dollars', BOXED, 'decoration of the whole is removed'),
  found('First \\boxed{3}, better \\boxed{5}.', '5', BOXED, 'the last box corrects the first'),
  found('Put it in \\boxed{}. It is \\boxed{7}, in \\boxed{}', '7', BOXED, 'empty boxes repeat the instruction'),
  found('\\fbox{7}', '7', BOXED, 'it is a box too'),
  found('\\boxed 5', '5', BOXED, 'LaTeX needs no braces for one sign'),
  found('\\boxed{\\boxed{5}}', '5', BOXED, 'a box in a box'),
  found('it is \\boxed{18', '18', BOXED, 'the end of the text closes the box'),
  found('\\boxed{18$\nas asked', '18', BOXED, 'so does the end of the line'),
  found('The answer is 5. \\boxed{7}', '7', BOXED, 'a box is stronger than a sentence'),
  found('\\boxed{7}. The answer is 5.', '7', BOXED, 'wherever it is'),
  found('9 * 2 = 18\n#### 18', '18', HASHES, 'as in GSM8K'),
  found('That makes it. #### $1,234', '$1,234', HASHES, 'also inside a line'),
  found('#### Step 3: add\nSo 4 + 3 = 7', '7', EQUALS, 'a heading is not an answer'),
  found('#### 1. Find the total\nThere are 7 eggs', '7', NUMBER, 'nor is one with a number'),
  found('Final answer: 18', '18', FINAL, 'it says so'),
  found('## Final Answer\n\n$$\n18\n$$', '18', FINAL, 'a heading, then display math'),
  found('Final Answer: The final answer is $18$. I hope it is correct.', '18', FINAL, 'the form that Minerva was asked for'),
  found('The final answer is 18. The answer is 5.', '18', FINAL, 'a final answer is stronger than an answer'),
  found('So the answer is 18.', '18', STATED, 'the full stop ends the sentence'),
  found('The answer is 1,234.5.', '1,234.5', STATED, 'and is not the decimal point'),
  found('The answer is 42!', '42', STATED, 'this is not a factorial either'),
  found('The answer is (42).', '(42)', STATED, 'parentheses are left to the comparison'),
  found('The answer to the question is **18 eggs**.', '18', STATED, 'bold, and a word that is not a unit'),
  found('The answer is that Janet makes $18 per day.', '$18 per day', STATED, 'the only number of the sentence'),
  found('The answer is found by adding 3 and 4.\nSo it is 7', '7', NUMBER, 'a sentence that states nothing is skipped'),
  found('The answer is 9, no. The answer is 7.', '7', STATED, 'the last one corrects the first'),
  found('The answer is twelve.', 'twelve', STATED, 'a word may be the answer'),
  found('The answer is $x = 5$.', 'x = 5', STATED, 'a formula is taken whole'),
  found('The answer is $3$ and $5$.', '$3$ and $5$', STATED, 'two answers stay two'),
  found('The answer is $5.', '$5', STATED, 'a dollar alone is money'),
  found('The answer is −3.', '-3', STATED, 'the Unicode minus'),
  found('the answer is:\n\\[\n18\n\\]', '18', STATED, 'the next line that has content'),
  found('**Answer:** 42', '42', LABEL, 'bold label'),
  found('**Answer**: 42', '42', LABEL, 'bold label, the colon outside'),
  found('**Answer: \\$18 per day.**', '\\$18 per day', LABEL, 'the whole line in bold'),
  found('Answer:\n\n42', '42', LABEL, 'the answer on the next line'),
  found('Answer: m+n = 256+37 = 293', 'm+n = 256+37 = 293', LABEL, 'a chain is taken whole, and read by the comparison'),
  found('The answer is 9 so far.\nAnswer: 18', '18', LABEL, 'of a sentence and a label, the last counts'),
  found('ANSWER: 18\n\nExplanation: 3 + 15', '18', LABEL, 'what follows does not matter'),
  found('<answer>18</answer>', '18', LABEL, 'a tag is a label too'),
  found('Answer: 18<|im_end|>', '18', LABEL, 'control tokens are not text'),
  found('Answer – 18', '18', LABEL, 'a dash in place of the colon'),
  found('The answer is:\n- 5 apples', '5', STATED, 'a bullet is not a minus'),
  found('A: 18', '18', LINE, 'as in a dialogue'),
  found("A: 10+John's age", "10+John's age", LINE, 'an expression is not cut down to its first number'),
  found('A: -1.8 billion', '-1.8 billion', LINE, 'sign and magnitude belong to it'),
  found('A: 40 km\nB: 42 km\nIt is 42 km', '42 km', NUMBER, 'a list of options is not an answer'),
  found('She makes **$18** a day at the 2 markets.', '$18', 'in bold', 'bold is stronger than the last number'),
  found('So 9*2 = $<<9*2=18>>18.', '$18', EQUALS, 'the calculator is not part of the text'),
  found('Thus there are 9 + 6 = 15 liters out of the 24 liters.', '15 liters', EQUALS, 'what follows is still about it'),
  found('Since 3 + 4 = 7 and he has 2 more, he has 9.', '9', NUMBER, 'what follows states another number'),
  found('x = 3\\sqrt{2}', 'x = 3\\sqrt{2}', WHOLE, 'it is nothing but the answer'),
  found('The area is $\\frac{3}{4}\\pi$.', '\\frac{3}{4}\\pi', 'the last formula', 'its numbers alone would be wrong'),
  found('The total is 72 clips, altogether.', '72', NUMBER, 'a comma alone is not a number'),
  found('It costs $5 and he got $3 back', '$3', NUMBER, 'two dollar signs are not a formula'),
  found('It takes 18 in total.', '18', NUMBER, 'these are not inches'),
  found('| Total | 18 |', '18', NUMBER, 'a table'),
  found('There are 5-6 apples', '5-6', NUMBER, 'a range stays one'),
  found('最终答案：１８', '18', NUMBER, 'full-width digits'),
  found('1. First add.\n2. Then there are 5\n3. Done', '5', NUMBER, 'list numbers do not count'),
  found('He has 7, see step 3 and Q4 and x2', '7', NUMBER, 'nor are names of things'),
  found('It was 7 on May 5, 2020 at 3:45 pm', '7', NUMBER, 'nor dates and times'),
  found('It came 3rd with 9 points and x_1', '9', NUMBER, 'nor ordinals and subscripts'),
  found('<think>The answer is 5</think> It is 7', '7', NUMBER, 'thinking does not count when something follows'),
  found('<think>The answer is 5</think>', '5', STATED, 'it does when nothing follows'),
  found('The answer is 5</think>It is 7', '7', NUMBER, 'the opening tag may have been in the prompt'),
  ...MODEL_STYLES,
  nothing('', 'there is no text'),
  nothing('I am not sure about this problem, which seems to lack what it needs.', 'it has no answer'),
  nothing('See step 3 of figure 4', 'these are names, not numbers'),
];

/** A text, the options, the letter of the one that it chooses, and why. */
export interface WrittenChoice {
  readonly given: string;
  readonly options: readonly string[];
  /** `null`: it chooses none. */
  readonly expected: string | null;
  readonly because: string;
}

const WAYS = ['40 km', '42 km', '45 km', '50 km'];
const TEN = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
const THINGS = ['A car', 'a bus', 'red', 'dark red'];

function choice(given: string, options: readonly string[], expected: string | null, because: string): WrittenChoice {
  return { given, options, expected, because };
}

export const CHOICE: readonly WrittenChoice[] = [
  choice('The answer is (C).', WAYS, 'C', 'as MMLU-Pro asks for it'),
  choice('<answer>C</answer>', WAYS, 'C', 'a tag is a label too'),
  choice('The answer is likely C', WAYS, 'C', 'a careful choice is one'),
  choice('Answer: C', WAYS, 'C', 'as simple-evals asks for it'),
  choice('ANSWER: $B$', WAYS, 'B', 'the dollars of the template are often repeated'),
  choice('\\boxed{C}', WAYS, 'C', 'in a box'),
  choice('\\boxed{\\text{C}}', WAYS, 'C', 'as text in a box'),
  choice('\\boxed{C: 45 km}', WAYS, 'C', 'with its text in a box'),
  choice('It is **C**', WAYS, 'C', 'in bold'),
  choice('C', WAYS, 'C', 'the letter alone'),
  choice('C.', WAYS, 'C', 'with a full stop'),
  choice('(c)', WAYS, 'C', 'a small letter that can be nothing else'),
  choice('Option C', WAYS, 'C', 'it says what the letter is'),
  choice('C) 45 km', WAYS, 'C', 'with its text'),
  choice('C\n\nIt goes 5 km too far in A.', WAYS, 'C', 'first the letter, then why'),
  choice('So it must be C.', WAYS, 'C', 'the only letter of the last line'),
  choice('I would pick B, a safe choice.', WAYS, 'B', 'it says what it picks'),
  choice('(C) is correct. (A) is incorrect.', WAYS, 'C', 'it says which is correct'),
  choice('The answer is 45 km.', WAYS, 'C', 'by the text'),
  choice('The answer is 45 kilometers', WAYS, 'C', 'by the same amount in another spelling'),
  choice('\\boxed{45000 m}', WAYS, 'C', 'by the same amount in another unit'),
  choice('So the way is 45 km long.', WAYS, 'C', 'the only option of the last line'),
  choice('The answer is B. Note that A is a common distractor.', WAYS, 'B', 'what comes after does not count'),
  choice('The answer is A. No: the answer is D.', WAYS, 'D', 'the last one corrects the first'),
  choice('The answer is C because I computed the integral.', TEN, 'C', 'I is a word here'),
  choice('The answer is B because a car moves.', WAYS, 'B', 'a is a word here'),
  choice('The answer is I.', TEN, 'I', 'and a letter here'),
  choice('Final answer: J', TEN, 'J', 'the tenth option'),
  choice('I think it is hard.', TEN, null, 'I is a word'),
  choice('The answer is I think unclear', TEN, null, 'I is a word here too'),
  choice('A good question. It depends.', TEN, null, 'A is a word'),
  choice('The answer is a bus', THINGS, 'B', 'the article is part of the text'),
  choice('The answer is A car', THINGS, 'A', 'by the text, which the letter happens to be'),
  choice('The answer is red', THINGS, 'C', 'the text whole'),
  choice('The answer is dark red', THINGS, 'D', 'the longer text holds the shorter one'),
  choice('The answer is E. coli', ['S. aureus', 'E. coli', 'x', 'y', 'z'], 'B', 'the text is read before the letter'),
  choice('The answer is B cells', ['T cells', 'B cells'], 'B', 'the text is read before the letter'),
  choice('The answer is B', ['B', 'A', 'C'], 'B', 'a letter alone is the letter of an option, not its text'),
  choice('Answer: C) 50 km', WAYS, 'C', 'where letter and text disagree, the letter counts: it was asked for'),
  choice('The answer is (Z)', WAYS, null, 'there is no such option'),
  choice('Answer: E', WAYS, null, 'there are only four'),
  choice('The answer is 47 km', WAYS, null, 'no option has this text'),
  choice('Answer: A or B', WAYS, null, 'two are not chosen'),
  choice('The answer is (C) and (D)', WAYS, null, 'nor are these'),
  choice('The answer is not C.', WAYS, null, 'this says which it is not'),
  choice('None of the above', WAYS, null, 'no option says so'),
  choice('The answer is none of the above.', ['1', '2', 'none of the above'], 'C', 'here one does'),
  choice("I'm sorry, I can't help with that.", TEN, null, 'a refusal'),
  choice('A: 40 km\nB: 42 km\nC: 45 km', WAYS, null, 'the options repeated'),
  choice('It must be option (d)', WAYS, 'D', 'a small letter that a word and parentheses mark'),
  choice('so it is option d', WAYS, 'D', 'a small letter behind the word option, at the end'),
  choice('I would take option a car', TEN, null, 'a is an article here'),
  choice('the choice is A', WAYS, 'A', 'the words before say what it is'),
  choice('as shown in (a), energy is lost', TEN, null, 'a part of a figure'),
  choice('Answer: D-glucose', ['L-glucose', 'x', 'y', 'z'], null, 'the letter is part of a name'),
  choice('The answer is 5', ['5 km', '5 m'], null, 'two options have this number'),
  choice('<think>The answer is A</think>The answer is B', WAYS, 'B', 'thinking does not count'),
];

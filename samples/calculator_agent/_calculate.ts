const TOKEN = /\s*(\d+(?:\.\d+)?|[-+*/^()])/y;

/** The value of an expression of numbers, + - * / ^ and parentheses. Throws an `Error` for anything else. */
export function calculate(expression: string): number {
  const tokens = tokensOf(expression);
  let at = 0;

  const take = (...signs: string[]): string | undefined => {
    const token = tokens[at];
    if (token === undefined || !signs.includes(token)) return undefined;
    at += 1;
    return token;
  };

  const operand = (): number => {
    if (take('-') !== undefined) return -operand();
    if (take('(') !== undefined) {
      const value = sum();
      if (take(')') === undefined) throw new Error('a parenthesis is not closed');
      return value;
    }
    const token = tokens[at];
    if (token === undefined || !/^\d/.test(token)) throw new Error(`there is ${token ?? 'nothing'} where a number is needed`);
    at += 1;
    return power(Number(token));
  };

  const power = (base: number): number => (take('^') === undefined ? base : base ** operand());

  const product = (): number => {
    let value = operand();
    for (let sign = take('*', '/'); sign !== undefined; sign = take('*', '/'))
      value = sign === '*' ? value * operand() : value / operand();
    return value;
  };

  const sum = (): number => {
    let value = product();
    for (let sign = take('+', '-'); sign !== undefined; sign = take('+', '-'))
      value = sign === '+' ? value + product() : value - product();
    return value;
  };

  const value = sum();
  if (at < tokens.length) throw new Error(`there is ${tokens[at] ?? ''} where the expression should end`);
  // As people write it: without what is left of 0.1 + 0.2.
  return Number(value.toPrecision(12));
}

function tokensOf(expression: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  while (pattern.lastIndex < expression.trimEnd().length) {
    const from = pattern.lastIndex;
    const [, token] = pattern.exec(expression) ?? [];
    if (token === undefined) throw new Error(`${expression.slice(from, from + 20)} can't be read`);
    tokens.push(token);
  }
  return tokens;
}

/** Two final answers, whether they are the same, and why. */
export interface MathPair {
  readonly given: string;
  readonly expected: string;
  readonly equal: boolean;
  readonly because: string;
}

const tex = String.raw;

function same(given: string, expected: string, because: string): MathPair {
  return { given, expected, equal: true, because };
}

function different(given: string, expected: string, because: string): MathPair {
  return { given, expected, equal: false, because };
}

/** The same mathematics as different people write it. */
const NOTATION: readonly MathPair[] = [
  same(tex`\dfrac{1}{2}`, tex`\frac12`, 'display style and braces do not matter'),
  same(tex`\left( 3, \frac{\pi}{2} \right)`, tex`(3,\pi/2)`, 'the size of brackets does not matter'),
  same('$\\boxed{42}.$', '42', 'dollar signs, the box and the final period do not matter'),
  same(tex`\$32,\!348`, '32348', 'the dollar sign and the thousands separator do not matter'),
  same('11,111,111,100', tex`11,\! 111,\! 111,\! 100`, 'thousands, with and without thin spaces'),
  same(tex`10\%`, '10', 'a percent sign may be left off'),
  same(tex`90^\circ`, '90', 'degrees may be left off'),
  same(tex`\frac{270}7\text{ degrees}`, tex`\frac{270}{7}^{\circ}`, 'degrees as a word and as a sign'),
  same(tex`15\mbox{ cm}^2`, '15', 'the unit may be left off'),
  same('5.4 cents', tex`5.4 \text{ cents}`, 'the unit in plain text'),
  same('x=5', '5', 'the name of the unknown may be left off'),
  same(tex`x \in [-2,7]`, '[-2,7]', 'the name of the unknown may be left off before a set'),
  same(tex`f(x) = 2x + 3`, '2x+3', 'the name of the function may be left off'),
  same('2π', tex`2\pi`, 'Unicode instead of commands'),
  same('√3 × ½', tex`\frac{\sqrt3}{2}`, 'Unicode for roots, products and fractions'),
  same('x² − 1', 'x^2-1', 'Unicode for powers and minus'),
  same('sqrt(2)/2', tex`\frac{\sqrt{2}}{2}`, 'a plain name of a function'),
  same('x^10', tex`x^{10}`, 'an exponent of two digits without braces is one exponent'),
  same(tex`\text{Evelyn}`, 'evelyn', 'text, whatever its letters'),
  same('C', tex`\text{(C)}`, 'the letter of a choice, with or without brackets'),
  same(tex`\pi \approx 3.14`, tex`\pi`, 'what comes after ≈ only adds an approximation'),
  same(tex`x = 2+3 = 5`, '5', 'a chain says its last part'),
  same('1.5708', tex`\frac{\pi}{2}`, 'a decimal that the exact value rounds to'),
  same(tex`3.1416`, tex`\pi`, 'a decimal that the exact value rounds to'),
  same(tex`\text{(C) ellipse}`, tex`\text{(C)}`, 'the letter with its text'),
  same(tex`\text{an ellipse}`, tex`\text{ellipse}`, 'an article'),
  same(tex`15\text{ square centimeters}`, tex`15\mbox{ cm}^2`, 'the unit in words'),
  same('m+n=7', '7', 'a sum that was asked for'),
  same(tex`|z| = 5`, '5', 'a size that was asked for'),
  same(tex`\cos\theta = \frac12`, '0.5', 'a function of an angle that was asked for'),
  same(tex`(r,\theta) = (3, \frac{\pi}{2})`, tex`(3,\frac{\pi}{2})`, 'the names of coordinates, Greek too'),
  same('A=6, B=31, C=-1', '(6,31,-1)', 'the coordinates one by one'),
  different('x=1, x=2', '(1,2)', 'two values of one unknown are not a point'),
  different('x=1, y=2', '(2,1)', 'the order is that of the point'),
  different('x+y=5', '5', 'it may be a line'),
  different('x^2=5', '5', 'an equation to be solved'),
  different(tex`\text{(B) } 5`, tex`\text{(A)}`, 'another letter'),
  different(tex`15\text{ square meters}`, tex`15\text{ cm}^2`, 'another unit in words'),
  different('3.1415', tex`\pi`, 'cut off, not rounded'),
  different('3.14', tex`\pi`, 'too few digits to stand for the exact value'),
  different('1.5709', tex`\frac{\pi}{2}`, 'the last digit is wrong'),
  different('2x=5', '5', 'what is 5 is not x but twice x'),
  different('x=5', 'y=5', 'another unknown'),
  different(tex`15\text{ cm}`, tex`15\text{ m}`, 'another unit'),
  different(tex`5\text{ or more}`, '5', 'what follows the number is not a unit'),
  different(tex`1/2x`, tex`\frac{x}{2}`, 'it is not clear what is under the slash'),
  different('1 2', '12', 'two numbers are not one'),
  different(tex`\text{Evelyn}`, tex`\text{Carla}`, 'other text'),
  different('(A)', '(B)', 'another choice'),
  different('2 pi', '2', 'a factor is not a unit'),
  different('', '5', 'nothing was answered'),
];

const PREALGEBRA: readonly MathPair[] = [
  same(tex`1\frac{4}{5}`, tex`\frac95`, 'a mixed number'),
  same('0.75', tex`\frac{3}{4}`, 'a decimal and its fraction'),
  same(tex`0.\overline{3}`, tex`\frac13`, 'a repeating decimal'),
  same('18.90', '18.9', 'a zero at the end of a decimal'),
  same(tex`2^{10}`, '1024', 'a power worked out'),
  same('3:2', '3 : 2', 'a ratio'),
  different(tex`\frac{1}{2}`, tex`\frac{1}{3}`, 'another fraction'),
  different('0.33', tex`\frac13`, 'two digits are too few'),
  different('1:2', '2:1', 'a ratio has an order'),
  different('-7', '7', 'the sign'),
];

const ALGEBRA: readonly MathPair[] = [
  same(tex`2\sqrt3`, tex`\sqrt{12}`, 'a root simplified'),
  same('(x+1)^2', 'x^2+2x+1', 'a square expanded'),
  same('y=2x+3', '2x-y+3=0', 'an equation rearranged'),
  same('5x-7y+11z+4=0', '-5x+7y-11z=4', 'an equation times -1'),
  same(tex`\frac{x^2}{4}+\frac{y^2}{9}=1`, '9x^2+4y^2=36', 'an equation times 36'),
  same(tex`36\sqrt{35}\,x^{3/2}`, tex`36x\sqrt{35x}`, 'roots of a number that is not negative'),
  same(tex`x=1 \text{ or } x=2`, '1,2', 'solutions named and listed'),
  same('1, -2', '-2, 1', 'solutions in any order'),
  same(tex`\pm 5`, '-5, 5', 'both signs'),
  same(tex`x = \pm 2`, 'x=2, x=-2', 'both signs, named'),
  same(tex`1 \pm \sqrt{19}`, tex`1-\sqrt{19},1+\sqrt{19}`, 'both roots of a quadratic'),
  same(tex`\{1\pm\sqrt{5},-2\}`, tex`-2, 1+\sqrt5, 1-\sqrt5`, 'both signs within a set'),
  same(tex`-2 \le x \le 7`, 'x∈[-2,7]', 'inequalities as an interval'),
  same('x > 3', tex`(3,\infty)`, 'an inequality as a ray'),
  same('x<-1 or x>1', tex`(-\infty,-1)\cup(1,\infty)`, 'two rays as a union'),
  same('2x < 6', 'x < 3', 'an inequality divided by 2'),
  same('3 < x', 'x > 3', 'an inequality read from the other end'),
  same(tex`\frac{1}{x+1}`, '(x+1)^{-1}', 'a negative exponent'),
  different('x^2-1', 'x^2+1', 'one sign'),
  different('[0,1)', '[0,1]', 'an end that does not belong to it'),
  different('x<3', tex`x \le 3`, 'an end that does not belong to it'),
  different('y < 3', 'x < 3', 'another unknown'),
  same('1 > x > 0', '0 < x < 1', 'a chain read from the other end'),
  different('-x < 3', 'x < 3', 'dividing by -1 reverses it'),
  different('1,2', '(1,2)', 'two solutions are not a point or an interval'),
  different('1,2', '1,2,3', 'one solution too few'),
  different('y=2x+3', 'y=2x-3', 'another line'),
  different('x^2=1', 'x=1', 'an equation with one more solution'),
  different(tex`\sqrt{x^2}`, 'x', 'not the same for negative numbers'),
  different('x>1 and x<3', 'x>1 or x<3', 'both and either'),
  different(tex`\pm 5`, '5', 'one of two solutions'),
];

const COUNTING: readonly MathPair[] = [
  same(tex`\binom{5}{2}`, '10', 'a binomial worked out'),
  same('5!', '120', 'a factorial worked out'),
  same('n!', 'n(n-1)!', 'a factorial taken apart'),
  same(tex`100 \cdot 99!`, '100!', 'a number of 158 digits'),
  same(tex`\frac{243}{625}`, '0.3888', 'an exact decimal'),
  same(tex`\binom{n}{k}`, tex`\frac{n!}{k!(n-k)!}`, 'a binomial by its definition'),
  different(tex`\binom{n}{k}`, tex`\binom{k}{n}`, 'one is 0 when the other is not'),
  different(tex`\binom{6}{2}`, tex`\binom{6}{3}`, 'another binomial'),
  different('100!+1', '100!', 'the last of 158 digits'),
  different(tex`\frac{1}{2^{10}}`, tex`\frac{1}{2^{11}}`, 'another probability'),
];

const NUMBER_THEORY: readonly MathPair[] = [
  same('2516_8', tex`2516_{8}`, 'a base with braces'),
  same(tex`(4210)_{5}`, '4210_5', 'digits in brackets'),
  same(tex`2^{2005}`, tex`4\cdot 2^{2003}`, 'a number of 604 digits'),
  same(tex`\gcd(12,18)`, '6', 'a divisor worked out'),
  same('A3_{16}', tex`\text{A3}_{16}`, 'digits that are letters'),
  same(tex`4210\text{ base }5`, '4210_5', 'the base in words'),
  same(tex`n \equiv 3 \pmod{7}`, '3', 'the modulus may be left off'),
  different(tex`x \equiv 3 \pmod{7}`, tex`x \equiv 3 \pmod{5}`, 'another modulus'),
  different('2516_8', '2516', 'digits in base 8 are another number in base 10'),
  different('2516_8', '2516_9', 'another base'),
  different('2516_8', '1358', 'the number is the same, but not the base that was asked for'),
  different(tex`2^{200}`, tex`2^{200}+1`, 'the last of 61 digits'),
  different(tex`e^{\pi\sqrt{163}}`, '262537412640768744', 'a near miss by 10^{-12}'),
];

const GEOMETRY: readonly MathPair[] = [
  same(tex`3\pi\text{ cm}^2`, tex`3 \pi`, 'a unit after a product'),
  same(tex`30^\circ`, tex`\frac{\pi}{6}`, 'degrees and radians'),
  same(tex`\frac{\sqrt6}{3}`, tex`\sqrt{\frac{2}{3}}`, 'a root made rational'),
  same('AB = 5', '5', 'the name of a segment'),
  same(tex`\angle ABC = 60^\circ`, '60', 'the name of an angle'),
  different('30', tex`\frac{\pi}{6}`, 'a number without a degree sign is not an angle in radians'),
  same(tex`\overline{AB}`, 'AB', 'the bar of a segment does not matter'),
  different('AB', 'BA', 'letters that are a name, not a product'),
  different(tex`3\pi`, '3', 'a factor is missing'),
  different(tex`\frac{3\pi}{4}`, tex`\frac{4\pi}{3}`, 'upside down'),
];

const INTERMEDIATE_ALGEBRA: readonly MathPair[] = [
  same('6 - 5i', '-5i+6', 'the parts of a complex number in any order'),
  same('(1+i)^{10}', '32i', 'a power of a complex number'),
  same('y^4-2y^3+7y^2+y-5', '-5+y+7y^2-2y^3+y^4', 'a polynomial in any order'),
  same(tex`(-\infty,2)\cup(3,\infty)`, tex`(3,\infty)\cup(-\infty,2)`, 'a union in any order'),
  same(tex`\mathbb{R}`, tex`(-\infty,\infty)`, 'all real numbers'),
  same(tex`\sqrt{3-2\sqrt2}`, tex`\sqrt2-1`, 'a nested root'),
  same(tex`\ln 8`, tex`3\ln 2`, 'a logarithm of a power'),
  same(tex`\frac{n(n+1)}{2}`, tex`\sum_{k=1}^n k`, 'a sum in closed form'),
  same(tex`\frac{a}{b}+\frac{b}{a}`, tex`\frac{a^2+b^2}{ab}`, 'one denominator'),
  different('3+4i', '3-4i', 'the conjugate'),
  different('10^{12}+i', '10^{12}+2i', 'a small part beside a large one'),
  different(tex`\ln x`, tex`\log x`, 'another base of the logarithm'),
  different(tex`(0,9)\cup(9,36)`, '(0,36)', 'a point is missing'),
  same('2abc-1', '-1+2cba', 'a product of three unknowns is not a word'),
  different(tex`\lfloor x/20 \rfloor`, '0', 'the same for small numbers only'),
  different('a^b', 'b^a', 'powers have an order'),
  different(tex`\lceil x \rceil`, tex`\lfloor x \rfloor + 1`, 'not the same for whole numbers'),
  same(tex`\text{all real numbers}`, tex`x \in \mathbb{R}`, 'all real numbers in words'),
  different(tex`3^{-1000}`, '0', 'small is not nothing'),
];

const PRECALCULUS: readonly MathPair[] = [
  same(tex`\sin^2 x+\cos^2 x`, '1', 'an identity'),
  same(tex`\cos 2x`, tex`1-2\sin^2 x`, 'a double angle'),
  same(tex`\cot x`, tex`\frac{\cos x}{\sin x}`, 'a quotient'),
  same(tex`\cos 36^\circ`, tex`\frac{1+\sqrt5}{4}`, 'an exact value'),
  same(tex`\tan^{-1}(1)`, tex`\frac{\pi}{4}`, 'an inverse function, not a power'),
  same(tex`e^{i\pi/3}`, tex`\frac12+\frac{\sqrt3}{2}i`, 'polar form'),
  same(
    tex`\begin{pmatrix} -1/3 \\ 2/3 \end{pmatrix}`,
    tex`\begin{bmatrix} -\frac13 \\ \frac23 \end{bmatrix}`,
    'brackets of a vector',
  ),
  same(tex`\begin{pmatrix} 1 \\ 2 \end{pmatrix}`, '(1,2)', 'a column as a point'),
  same(tex`\langle 1,2,3 \rangle`, '(1,2,3)', 'angle brackets'),
  same(tex`(x,y) = (1, \frac12)`, '(1,0.5)', 'the names of coordinates'),
  same(
    tex`\frac{1}{3}\begin{pmatrix} -1 \\ 2 \end{pmatrix}`,
    tex`\begin{pmatrix} -1/3 \\ 2/3 \end{pmatrix}`,
    'a factor before a matrix',
  ),
  different(
    tex`2\begin{pmatrix} 1 \\ 2 \end{pmatrix}`,
    tex`\begin{pmatrix} 1 \\ 2 \end{pmatrix}`,
    'a factor before a matrix counts',
  ),
  different('(1,2)', '(2,1)', 'a point has an order'),
  different('(1,2)', '(1,2,0)', 'one coordinate more'),
  different(tex`\sin x`, tex`\cos x`, 'another function'),
  different(tex`\sin^{-1} x`, tex`\frac{1}{\sin x}`, 'the inverse function is not a reciprocal'),
  different(tex`\begin{pmatrix} 1 & 2 \end{pmatrix}`, tex`\begin{pmatrix} 1 \\ 2 \end{pmatrix}`, 'a row and a column'),
  different(
    tex`\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}`,
    tex`\begin{pmatrix} 1 & 3 \\ 2 & 4 \end{pmatrix}`,
    'the transpose',
  ),
  different(tex`\infty`, tex`-\infty`, 'the other end'),
];

/** The seven subjects of MATH, and how answers are written. */
export const MATH_PAIRS: Readonly<Record<string, readonly MathPair[]>> = {
  notation: NOTATION,
  prealgebra: PREALGEBRA,
  algebra: ALGEBRA,
  'counting and probability': COUNTING,
  'number theory': NUMBER_THEORY,
  geometry: GEOMETRY,
  'intermediate algebra': INTERMEDIATE_ALGEBRA,
  precalculus: PRECALCULUS,
};

import type { ComparisonDto } from '../../compare/comparison.dto.ts';
import { pairSentence } from '../../reports/pair-sentence.ts';
import { type Gate, pairFault } from './comparison-gate.ts';

/** A pair and a metric as a test of CI: what is known, and why the gate fails it. */
export interface TestedPair {
  readonly metric: string;
  /** Such as `new against old`. */
  readonly runs: string;
  /** The verdict in words. */
  readonly sentence: string;
  /** `null` where it passes, or nothing was asked of it. */
  readonly fault: string | null;
}

/** The pairs of a comparison whose runs have titles, each held against the gate where there is one. */
export function testedPairs(titled: ComparisonDto, gate: Gate | undefined, maxMissing?: number): readonly TestedPair[] {
  const { pairwise_results: pairs, metadata } = titled;
  return pairs.map((pair) => ({
    metric: pair.metric,
    runs: `${pair.run_a} against ${pair.run_b}`,
    sentence: pairSentence(pair, { lowerIsBetter: metadata.lower_is_better.includes(pair.metric), method: metadata }),
    fault: gate === undefined ? null : pairFault(pair, titled, gate, maxMissing),
  }));
}

/** JUnit XML: a test case for each pair and metric. */
export function junitXml(pairs: readonly TestedPair[]): string {
  const counts = `tests="${pairs.length}" failures="${pairs.filter(({ fault }) => fault !== null).length}" errors="0" skipped="0"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="assay" ${counts}>`,
    `  <testsuite name="assay compare" ${counts}>`,
    ...pairs.map(testCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase({ metric, runs, sentence, fault }: TestedPair): string {
  const outcome =
    fault === null
      ? `<system-out>${xmlText(sentence)}</system-out>`
      : `<failure type="gate" message="${xmlText(fault)}">${xmlText(sentence)}</failure>`;
  return `    <testcase classname="${xmlText(runs)}" name="${xmlText(metric)}">${outcome}</testcase>`;
}

const XML_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** What XML 1.0 can't hold is U+FFFD. */
function xmlText(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll(/[&<>"'\t\n\r]/g, (character) => XML_ESCAPES[character] ?? '');
}

/** Workflow commands of GitHub: an error for each pair that fails, a notice for any other. */
export function githubAnnotations(pairs: readonly TestedPair[]): string {
  return pairs.map(annotation).join('');
}

function annotation({ metric, runs, sentence, fault }: TestedPair): string {
  const [command, text] = fault === null ? ['notice', sentence] : ['error', `${fault}. ${sentence}`];
  return `::${command} title=${githubProperty(`${metric}: ${runs}`)}::${githubText(text)}\n`;
}

/** As `escapeData` of GitHub’s own toolkit. */
function githubText(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** As its `escapeProperty`. */
function githubProperty(text: string): string {
  return githubText(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

import { costText, countText, durationText, scoreText } from '../../lib/format.ts';
import type { Column } from '../../parts/rows/row-table.tsx';
import { StatusMark } from '../../parts/status-mark.tsx';
import type { ResultRow } from './result-row.ts';

/** What the list shows of a row; where there is little room, only what tells rows apart. */
export function resultColumns(metrics: readonly string[], isCompact: boolean): Column<ResultRow>[] {
  const scores = metrics.map((metric) => scoreColumn(metric));
  if (isCompact) {
    return [
      { ...ROW, width: '4rem' },
      MARK,
      ...scores.slice(0, 1).map((score) => ({ ...score, width: '6.5rem' })),
      { ...OUTPUT, width: 'minmax(8rem, 1fr)' },
    ];
  }
  return [ROW, STATUS, INPUT, OUTPUT, REFERENCE, ...scores, LATENCY, TOKENS, COST];
}

const ROW: Column<ResultRow> = {
  id: 'row',
  name: 'Row',
  width: '4.5rem',
  sort: 'row',
  cell: ({ row, replicate }) =>
    replicate === 0 ? (
      String(row)
    ) : (
      <span title={`repeat ${String(replicate + 1)} of this row`}>
        {row} <small>×{replicate + 1}</small>
      </span>
    ),
};

const STATUS: Column<ResultRow> = {
  id: 'status',
  name: 'Status',
  width: '6.5rem',
  sort: 'status',
  cell: ({ status }) => <StatusMark status={status} />,
};

const MARK: Column<ResultRow> = {
  ...STATUS,
  isNameHidden: true,
  width: '2rem',
  cell: ({ status }) => (
    <span className="mark-only">
      <StatusMark status={status} />
    </span>
  ),
};

const INPUT: Column<ResultRow> = { id: 'input', name: 'Input', width: 'minmax(9rem, 3fr)', cell: ({ inputs }) => inputs };

const OUTPUT: Column<ResultRow> = {
  id: 'output',
  name: 'Output',
  width: 'minmax(9rem, 3fr)',
  cell: ({ output, isError }) => (isError ? <span className="bad-text">{output}</span> : output),
};

const REFERENCE: Column<ResultRow> = {
  id: 'reference',
  name: 'Reference',
  width: 'minmax(7rem, 2fr)',
  cell: ({ reference }) => reference,
};

const LATENCY: Column<ResultRow> = {
  id: 'latency',
  name: 'Latency',
  width: '5.5rem',
  isNumber: true,
  sort: 'latency',
  cell: ({ latency }) => durationText(latency),
};

const TOKENS: Column<ResultRow> = {
  id: 'tokens',
  name: 'Tokens',
  width: '5.5rem',
  isNumber: true,
  sort: 'output_tokens',
  cell: ({ tokens }) => countText(tokens),
};

const COST: Column<ResultRow> = {
  id: 'cost',
  name: 'Cost',
  width: '5.5rem',
  isNumber: true,
  sort: 'cost',
  cell: ({ cost }) => costText(cost),
};

function scoreColumn(metric: string): Column<ResultRow> {
  return {
    id: `metric ${metric}`,
    name: metric,
    width: `${String(Math.min(11, 2.5 + 0.6 * metric.length))}rem`,
    isNumber: true,
    sort: `metric.${metric}`,
    cell: ({ scores }) => scoreText(scores[metric]),
  };
}

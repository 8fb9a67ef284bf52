import type { AgreementDto, RatedByDto } from '../../compare/agreement.dto.ts';
import { visibleLine } from '../../evaluation/visible-text.ts';
import { intervalText, numberText } from '../../reports/figures.ts';
import { wrapped } from '../fitted-text.ts';
import { tableText } from '../table.ts';
import type { Look } from '../terminal.ts';

/** How far raters agree: what each says, the table of two, and the figures in sentences. */
export function agreementTable(body: AgreementDto, look: Look): string {
  const names = body.raters.map(raterName);
  const values = (body.values ?? []).map(numberText);
  const said = body.raters.map(({ n, mean, counts }, at) => [
    names[at] ?? '',
    String(n),
    numberText(mean),
    ...(counts ?? []).map(String),
  ]);
  const parts = [tableOf(['rater', 'rated', 'mean', ...values], said, look)];
  if (body.table !== null) {
    const rows = body.table.map((row, at) => [values[at] ?? '', ...row.map(String)]);
    parts.push(tableOf([`${names[0] ?? ''} ↓  ${names[1] ?? ''} →`, ...values], rows, look));
  }
  const lines = [...sentences(body), ...body.warnings.map(({ message }) => `Note: ${message}`)];
  return `${parts.join('\n\n')}\n\n${lines.map((line) => wrapped(visibleLine(line), look.columns)).join('\n')}\n`;
}

/** Such as `candidate helpfulness, look 2`. */
function raterName({ run_id: runId, metric, labels, look }: RatedByDto): string {
  const who = metric ?? `labels ${labels ?? ''}`;
  return `${runId} ${who}${look === null ? '' : `, look ${look}`}`;
}

function sentences({ n_items: n, kappa, weights, level, krippendorff }: AgreementDto): string[] {
  const alpha = `Krippendorff’s α (${level}): ${figure(krippendorff.alpha, krippendorff.interval)}`;
  const rated = `${n} samples are rated twice or more.`;
  if (kappa === null) return [rated, alpha];
  const { observed_agreement: observed, chance_agreement: chance } = kappa;
  const agreed = `they agree on ${numberText(observed)}, by chance on ${numberText(chance)}`;
  return [rated, `Cohen’s κ (${weights}): ${figure(kappa.kappa, kappa.interval)}; ${agreed}.`, alpha];
}

function figure(value: number | null, interval: readonly [number, number] | null): string {
  return interval === null ? numberText(value) : `${numberText(value)} (${intervalText(interval)})`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[], look: Look): string {
  const columns = head.map((name, at) => ({ head: name, least: 8, align: at === 0 ? ('left' as const) : ('right' as const) }));
  return tableText(columns, rows, look);
}

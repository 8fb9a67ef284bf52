import type { TemplateFilter } from '../render/template-filter.ts';
import { HTML_FILTERS } from './html-filters.ts';
import { JSON_FILTERS } from './json-filters.ts';
import { NUMBER_FILTERS } from './number-filters.ts';
import { ORDER_FILTERS } from './order-filters.ts';
import { PRETTY_PRINT_FILTERS } from './pretty-print.ts';
import { SELECTION_FILTERS } from './selection-filters.ts';
import { SEQUENCE_FILTERS } from './sequence-filters.ts';
import { TEXT_FILTERS } from './text-filters.ts';
import { LINK_FILTERS } from './url-links.ts';

/** All filters of Jinja2 3.1, and `json`. */
export const FILTERS: ReadonlyMap<string, TemplateFilter> = new Map([
  ...TEXT_FILTERS,
  ...NUMBER_FILTERS,
  ...SEQUENCE_FILTERS,
  ...ORDER_FILTERS,
  ...SELECTION_FILTERS,
  ...HTML_FILTERS,
  ...LINK_FILTERS,
  ...JSON_FILTERS,
  ...PRETTY_PRINT_FILTERS,
]);

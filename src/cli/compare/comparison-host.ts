import type { CompareRequestDto } from '../../compare/compare-request.dto.ts';
import type { ComparisonDto } from '../../compare/comparison.dto.ts';

/** Where a command compares runs: in this process, or on a server. */
export interface ComparisonHost {
  compare(request: CompareRequestDto): Promise<ComparisonDto>;

  /** The comparison as a page, or as Markdown. */
  comparisonReport(request: CompareRequestDto, form: 'html' | 'markdown'): Promise<string>;

  close(): Promise<void>;
}

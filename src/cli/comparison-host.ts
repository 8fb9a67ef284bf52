import type { CompareRequestDto } from '../compare/compare-request.dto.ts';
import type { ComparisonDto } from '../compare/comparison.dto.ts';

/** Where the command line's comparisons are made: in this process, or on a server. */
export interface ComparisonHost {
  compare(request: CompareRequestDto): Promise<ComparisonDto>;

  /** The comparison as a page, or as Markdown. */
  report(request: CompareRequestDto, form: 'html' | 'markdown'): Promise<string>;

  close(): Promise<void>;
}

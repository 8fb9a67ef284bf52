import type { ExportFormat, ExportPart } from '../../interop/run-export.ts';

/** A run as a file: its name, and its bytes or text as they come. */
export interface ExportedFile {
  readonly fileName: string;
  readonly chunks: AsyncIterable<Uint8Array | string>;
}

/** Where a command finds the runs that it gives out: in folders of this machine, or on a server. */
export interface ExportHost {
  /** The run by its id, or otherwise named. Throws where there is none. */
  export(name: string, format: ExportFormat, part: ExportPart): Promise<ExportedFile>;

  /** A job that has ended as tar.gz, by its id, or otherwise named. Throws where there is none, or it has not ended. */
  archive(name: string): Promise<ExportedFile>;

  close(): Promise<void>;
}

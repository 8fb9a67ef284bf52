/**
 * The tables of shared storage, forward only: each statement is run once, in this order, and never changed afterwards.
 *
 * `changed` is the transaction that last changed a row. Who follows a table remembers the oldest transaction that was open when it looked, and
 * asks for rows from that one on: so nothing is missed that was committed out of order, and a row may be seen twice.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE assay_database (id uuid NOT NULL DEFAULT gen_random_uuid());
  INSERT INTO assay_database DEFAULT VALUES;

  CREATE SEQUENCE assay_tokens;

  -- A job's record. A job that was deleted leaves its row behind for those who follow, without its texts.
  CREATE TABLE assay_jobs (
    id text COLLATE "C" PRIMARY KEY,
    status text NOT NULL,
    experiment text NOT NULL,
    -- When its turn comes among those that wait: the lowest first.
    turn integer NOT NULL DEFAULT 0,
    manifest text NOT NULL,
    summary text,
    version integer NOT NULL DEFAULT 1,
    queued_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    is_deleted boolean NOT NULL DEFAULT false,
    changed xid8 NOT NULL DEFAULT pg_current_xact_id()
  );
  CREATE INDEX assay_jobs_changed ON assay_jobs (changed);
  CREATE INDEX assay_jobs_unsettled ON assay_jobs (status, queued_at) WHERE status IN ('queued', 'running');

  -- How long a job's log is, and whose writes it takes: those that carry this token. A job that is made anew under the id of one that was
  -- deleted has another generation. Orders are for whoever holds the job, now or next.
  CREATE TABLE assay_logs (
    job_id text COLLATE "C" PRIMARY KEY REFERENCES assay_jobs (id) ON DELETE CASCADE,
    generation bigint NOT NULL DEFAULT nextval('assay_tokens'),
    token bigint,
    events integer NOT NULL DEFAULT 0,
    orders text,
    changed xid8 NOT NULL DEFAULT pg_current_xact_id()
  ) WITH (fillfactor = 50);
  CREATE INDEX assay_logs_changed ON assay_logs (changed);

  CREATE TABLE assay_events (
    job_id text COLLATE "C" NOT NULL,
    seq integer NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (job_id, seq)
  );

  -- Who works at a job, until when, and how far it is.
  CREATE TABLE assay_leases (
    job_id text COLLATE "C" PRIMARY KEY REFERENCES assay_jobs (id) ON DELETE CASCADE,
    token bigint NOT NULL,
    holder uuid NOT NULL,
    renewed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    progress text
  ) WITH (fillfactor = 50);

  -- The processes that are there. One that is not seen for a while is lost.
  CREATE TABLE assay_processes (
    id uuid PRIMARY KEY,
    role text NOT NULL,
    host text NOT NULL,
    pid integer NOT NULL,
    seen_at timestamptz NOT NULL DEFAULT clock_timestamp()
  );

  -- Jobs whose processes were lost one after another without an event in between, and which processes can't run a job, and why.
  CREATE TABLE assay_setbacks (
    job_id text COLLATE "C" PRIMARY KEY REFERENCES assay_jobs (id) ON DELETE CASCADE,
    losses integer NOT NULL DEFAULT 0,
    events_at_loss integer NOT NULL DEFAULT 0,
    refusals text
  );

  -- What is kept as one text under a name: labels of runs, hidden runs, keys of starts.
  CREATE TABLE assay_documents (
    kind text COLLATE "C" NOT NULL,
    owner text COLLATE "C" NOT NULL,
    name text COLLATE "C" NOT NULL,
    body text NOT NULL,
    is_deleted boolean NOT NULL DEFAULT false,
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    changed xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (kind, owner, name)
  );
  CREATE INDEX assay_documents_changed ON assay_documents (changed);

  -- Imported runs: the files of their folders, in pieces.
  CREATE TABLE assay_imports (
    run_id text COLLATE "C" PRIMARY KEY,
    digest text NOT NULL,
    is_deleted boolean NOT NULL DEFAULT false,
    changed xid8 NOT NULL DEFAULT pg_current_xact_id()
  );
  CREATE INDEX assay_imports_changed ON assay_imports (changed);
  CREATE TABLE assay_import_pieces (
    run_id text COLLATE "C" NOT NULL REFERENCES assay_imports (run_id) ON DELETE CASCADE,
    file text COLLATE "C" NOT NULL,
    piece integer NOT NULL,
    bytes bytea NOT NULL,
    PRIMARY KEY (run_id, file, piece)
  );

  CREATE TABLE assay_comparisons (
    id text COLLATE "C" PRIMARY KEY,
    record text NOT NULL,
    setup text NOT NULL,
    kept text,
    has_ended boolean NOT NULL DEFAULT false,
    states integer NOT NULL DEFAULT 0,
    created_at text NOT NULL,
    run_ids text[] NOT NULL,
    token bigint,
    holder uuid,
    renewed_at timestamptz
  );
  CREATE TABLE assay_comparison_states (
    comparison_id text COLLATE "C" NOT NULL REFERENCES assay_comparisons (id) ON DELETE CASCADE,
    seq integer NOT NULL,
    line text NOT NULL,
    PRIMARY KEY (comparison_id, seq)
  );
  `,
  `
  -- Which process does what one alone is to do.
  CREATE TABLE assay_duties (
    duty text COLLATE "C" PRIMARY KEY,
    holder uuid NOT NULL
  );
  `,
  `
  -- What gets somebody in for a while: sessions and tickets under the hashes of their secrets, and sign-ins that have begun at a provider.
  CREATE TABLE assay_passes (
    kind text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    body text NOT NULL,
    ends_at timestamptz NOT NULL,
    kept_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (kind, id)
  );
  CREATE INDEX assay_passes_ends ON assay_passes (ends_at);
  `,
];

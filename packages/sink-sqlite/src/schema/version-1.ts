import { BATCH_STATES } from '@tamis/core'

const STATES = BATCH_STATES.map((state) => `'${state}'`).join(', ')

/**
 * The tables that all datasets share. Times are ISO 8601 UTC text with milliseconds. `batch_no` ascends with the order
 * of opening, so that rows which begin with it are appended.
 */
export const VERSION_1 = `
create table batches (
  batch_no integer primary key,
  batch_id text not null collate nocase,
  attempt integer not null check (attempt >= 1),
  revision integer not null default 0,
  pipeline text not null,
  dataset text not null,
  state text not null check (state in (${STATES})),
  ad_hoc integer not null default 0 check (ad_hoc in (0, 1)),
  parked_at text,
  failures integer not null default 0,
  universe text not null,
  vs_currency text,
  parameters text not null,
  plan text not null,
  opened_at text not null,
  first_page_at text,
  extracted_at text,
  published_at text,
  pages integer,
  pages_received integer,
  requested integer,
  missing integer,
  missing_keys text,
  extracted integer,
  loaded integer,
  quarantined integer,
  duplicates integer,
  duplicate_keys text,
  warnings integer,
  findings text,
  gates text,
  source_keys text,
  listing_sha256 text,
  source_version text,
  dataset_version integer,
  rules text,
  judged_by text,
  accepted_note text,
  accepted_at text,
  exported_revision integer,
  issue_sha256 text,
  fence integer not null,
  unique (batch_id, attempt),
  check ((state = 'published') = (revision > 0)),
  check (state not in ('sealed', 'published', 'rejected') or extracted_at is not null),
  check (state not in ('published', 'rejected') or extracted = loaded + quarantined + duplicates)
) strict;
create unique index batches_current on batches (batch_id) where state <> 'abandoned';
create index batches_by_time on batches (pipeline, state, extracted_at);
-- Rows of batches are wide; whoever asks for one coin over the years need not read them.
create index batches_published
  on batches (dataset, pipeline, extracted_at, batch_no, ad_hoc, batch_id, revision, vs_currency)
  where state = 'published';

create table revisions (
  batch_no integer not null references batches,
  revision integer not null,
  published_at text not null,
  run_id text not null,
  reason text not null check (reason in ('run', 'replay', 'accepted', 'released')),
  judged_by text not null,
  extracted integer not null,
  loaded integer not null,
  quarantined integer not null,
  duplicates integer not null,
  note text,
  primary key (batch_no, revision)
) strict;

create table quarantine_entries (
  batch_no integer not null references batches,
  page integer not null,
  position integer not null,
  key text,
  revision integer not null,
  findings text not null,
  record text not null,
  status text not null check (status in ('open', 'released')),
  quarantined_at text not null,
  released_at text,
  released_by text,
  note text,
  primary key (batch_no, page, position),
  check ((status = 'released') = (released_at is not null))
) strict;
create index quarantine_entries_of on quarantine_entries (key, batch_no);
create table quarantine_events (
  event_no integer primary key,
  batch_no integer not null,
  page integer not null,
  position integer not null,
  revision integer not null,
  changed_at text not null,
  status text not null check (status in ('open', 'released')),
  by text not null,
  note text,
  findings_before text,
  foreign key (batch_no, page, position) references quarantine_entries
) strict;
create index quarantine_events_of on quarantine_events (batch_no, page, position);
create view quarantine as
  select b.pipeline, b.batch_id, q.revision, q.page, q.position, q.key as coin_id, q.findings, q.record, q.status,
    q.quarantined_at, q.released_at, q.released_by, q.note
  from batches b cross join quarantine_entries q on q.batch_no = b.batch_no;

create table runs (
  run_id text primary key,
  pipeline text not null,
  batch_id text collate nocase,
  mode text not null check (mode in ('run', 'replay')),
  status text,
  started_at text not null,
  finished_at text,
  duration_ms integer,
  attempt integer,
  revision integer,
  pages integer,
  requested integer,
  missing integer,
  extracted integer,
  loaded integer,
  quarantined integer,
  duplicates integer,
  warnings integer,
  api_calls integer,
  retries integer,
  issue_file text,
  error text,
  exit_code integer
) strict;
create index runs_by_time on runs (pipeline, started_at);

create table leases (
  pipeline text primary key,
  fence integer not null,
  owner text,
  run_id text,
  taken_at text,
  renewed_at text,
  expires_at text
) strict;

create table datasets (
  dataset text primary key,
  key text not null,
  version integer not null,
  fields text not null
) strict;
`

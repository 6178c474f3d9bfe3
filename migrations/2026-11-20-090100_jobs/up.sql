create table job_runs (
    id bigint generated always as identity constraint job_runs_pkey primary key,
    job text not null,
    key text not null,
    payload jsonb not null,
    state text not null default 'queued' constraint job_runs_state_check
        check (state in ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    trigger text not null constraint job_runs_trigger_check
        check (trigger in ('cron', 'manual', 'cache_miss', 'continuation')),
    priority integer not null,
    parent_id bigint constraint job_runs_parent_id_fkey references job_runs (id) on delete set null,
    due_at timestamptz,
    queued_at timestamptz not null,
    started_at timestamptz,
    finished_at timestamptz,
    failed_at timestamptz,
    retry_at timestamptz,
    attempt integer not null default 0,
    done integer not null default 0,
    total integer,
    message text,
    error text
);
-- What makes a waiting job unique, over all processes.
create unique index job_runs_live_key on job_runs (key) where state in ('queued', 'running');
create index job_runs_parent_id_idx on job_runs (parent_id);
create index job_runs_job_idx on job_runs (job, id desc);
comment on table job_runs is 'Every run of every job, with its progress; the queue itself is the schema graphile_worker.';
comment on column job_runs.key is 'What the run is about; one live run for each.';
comment on column job_runs.due_at is 'The tick it answers, for cron.';
comment on column job_runs.failed_at is 'When an attempt last failed.';
comment on column job_runs.retry_at is 'When a failed attempt is repeated; null while none has failed.';
comment on column job_runs.error is 'What went wrong last, in words a person may read.';

create function job_runs_notify() returns trigger language plpgsql as $$
begin
    perform pg_notify('job_runs', concat_ws(' ', new.id, new.state, new.retry_at is not null));
    return null;
end
$$;
comment on function job_runs_notify is 'Tells every process that a run changed, so that waiting people and subscriptions go on.';
create trigger job_runs_notify after insert or update on job_runs for each row execute function job_runs_notify();

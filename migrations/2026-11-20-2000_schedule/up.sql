create table schedules (
    job text constraint schedules_pkey primary key,
    line text not null,
    is_on boolean not null,
    is_paused boolean not null default false,
    next_due_at timestamptz not null
);
comment on table schedules is 'The jobs of the clock, and when each is due next: the same for every process.';
comment on column schedules.line is 'Six fields with seconds, in UTC.';
comment on column schedules.is_on is 'False: the configuration has switched it off.';
comment on column schedules.is_paused is 'An administrator has stopped it; what falls due meanwhile is not made up for.';

create table schedule_ticks (
    only_one boolean default true constraint schedule_ticks_pkey primary key constraint schedule_ticks_only_one_check check (only_one),
    ticked_at timestamptz not null
);
comment on table schedule_ticks is 'When any process last looked at the clock, to a few seconds: what fell due long before was missed.';

alter table job_runs add column kind text;
comment on column job_runs.kind is 'What the queue calls it, where that is not the job: a tick of the clock.';
-- Whatever goes wrong, a due time has one run.
create unique index job_runs_due_key on job_runs (job, due_at) where due_at is not null;
create index job_runs_finished_at_idx on job_runs (finished_at);

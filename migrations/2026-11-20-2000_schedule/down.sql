drop index job_runs_finished_at_idx;
drop index job_runs_due_key;
alter table job_runs drop column kind;
drop table schedule_ticks;
drop table schedules;

drop table job_runs;
drop function job_runs_notify();

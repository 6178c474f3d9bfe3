drop table personal_exports;
drop table attempts;
drop table api_tokens;
drop table refresh_tokens;
drop table sessions;
alter table users drop constraint users_demo_check, drop column is_demo;

alter table users
    add column is_demo boolean not null default false,
    add constraint users_demo_check check (not (is_demo and is_admin));
comment on column users.is_demo is 'The login that comes with the demo catalogue: its password is known to everybody, so it works on loopback only, and is never administrator.';

create table sessions (
    id bigint generated always as identity constraint sessions_pkey primary key,
    user_id bigint not null constraint sessions_user_id_fkey references users (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz
);
create index sessions_user_id_idx on sessions (user_id);
comment on table sessions is 'One sign-in each, and the family of refresh tokens that came of it. An access token works as long as its session is here and not revoked.';
comment on column sessions.expires_at is 'When the last refresh token of the family expires.';
comment on column sessions.revoked_at is 'When a used refresh token came again: somebody has a copy.';

create table refresh_tokens (
    hash text not null constraint refresh_tokens_pkey primary key,
    session_id bigint not null constraint refresh_tokens_session_id_fkey references sessions (id) on delete cascade,
    user_id bigint not null constraint refresh_tokens_user_id_fkey references users (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz
);
create index refresh_tokens_session_id_idx on refresh_tokens (session_id);
create index refresh_tokens_user_id_idx on refresh_tokens (user_id);
comment on table refresh_tokens is 'Single-use tokens that prolong a session.';
comment on column refresh_tokens.hash is 'SHA-256 of the token, in base64; the token itself is not kept.';
comment on column refresh_tokens.used_at is 'When it was first used. For half a minute after that it still works, so that two tabs that refresh together both stay signed in.';

create table api_tokens (
    id bigint generated always as identity constraint api_tokens_pkey primary key,
    user_id bigint not null constraint api_tokens_user_id_fkey references users (id) on delete cascade,
    name text not null constraint api_tokens_name_check check (name <> ''),
    scope text not null constraint api_tokens_scope_check check (scope in ('read', 'write', 'admin')),
    hash text not null constraint api_tokens_hash_key unique,
    created_at timestamptz not null,
    last_used_at timestamptz
);
create index api_tokens_user_id_idx on api_tokens (user_id);
comment on table api_tokens is 'Tokens that a person made for programs of theirs.';
comment on column api_tokens.hash is 'SHA-256 of the token, in base64; the token is shown once and not kept.';
comment on column api_tokens.last_used_at is 'Noted at most once a minute.';

create table attempts (
    id bigint generated always as identity constraint attempts_pkey primary key,
    subject text not null,
    attempted_at timestamptz not null
);
create index attempts_subject_idx on attempts (subject, attempted_at);
create index attempts_attempted_at_idx on attempts (attempted_at);
comment on table attempts is 'Passwords tried in vain, for a quarter of an hour.';
comment on column attempts.subject is 'A keyed hash of the address of an account, whether there is one or not, or of a client''s.';

create table personal_exports (
    hash text not null constraint personal_exports_pkey primary key,
    user_id bigint not null constraint personal_exports_user_id_fkey references users (id) on delete cascade,
    created_at timestamptz not null,
    expires_at timestamptz not null
);
create index personal_exports_user_id_idx on personal_exports (user_id);
comment on table personal_exports is 'Links to files of everything stored about a person, each to be fetched once, within the hour.';
comment on column personal_exports.hash is 'SHA-256 of the last part of the link, in base64.';

alter table scrobbles add column is_rough boolean not null default false;
comment on column scrobbles.is_rough is 'From a file that tells the minute only: makes way for the same play told to the second.';

create table listening_imports (
    id bigint generated always as identity constraint listening_imports_pkey primary key,
    user_id bigint not null constraint listening_imports_user_id_fkey references users (id) on delete cascade,
    service text not null constraint listening_imports_service_check check (service in ('lastfm', 'listenbrainz', 'spotify')),
    is_dry boolean not null,
    is_rough boolean not null default false,
    plays bigint not null default 0,
    left_out bigint not null default 0,
    failed bigint not null default 0,
    added bigint not null default 0,
    unchanged bigint not null default 0,
    created_at timestamptz not null,
    finished_at timestamptz
);
create index listening_imports_user_id_idx on listening_imports (user_id, service);
comment on table listening_imports is 'Files of plays that persons brought, and what came of them.';
comment on column listening_imports.is_dry is 'Nothing of it is stored: it only says what would be.';
comment on column listening_imports.is_rough is 'Some of its plays are told to the minute only.';

create table listening_import_parts (
    import_id bigint constraint listening_import_parts_import_id_fkey references listening_imports (id) on delete cascade,
    part integer,
    plays jsonb not null,
    is_rough boolean not null,
    constraint listening_import_parts_pkey primary key (import_id, part)
);
comment on table listening_import_parts is 'Plays of a file that are still to be stored, a thousand in a row.';

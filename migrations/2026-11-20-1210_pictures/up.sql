alter table artists add column image_page_url text;
alter table albums add column cover_page_url text;
comment on column artists.image_page_url is 'The page that the picture''s source has about it, to link back to.';
comment on column albums.cover_page_url is 'The page that the cover''s source has about it, to link back to.';

create table pictures (
    url_hash text constraint pictures_pkey primary key,
    url text not null,
    provider text not null,
    fetched_at timestamptz,
    media_type text,
    bytes bigint,
    width integer,
    height integer,
    hash text,
    problem text,
    failures integer not null default 0,
    retry_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pictures_fetched_check check (
        (fetched_at is null) = (hash is null) and (hash is null) = (width is null) and (hash is null) = (height is null)
    )
);
comment on table pictures is 'Every picture that was fetched or tried; the files lie under DATA_DIR/images, named by their content.';
comment on column pictures.url_hash is 'SHA-256 of url: an address may be longer than an index takes.';
comment on column pictures.media_type is 'What the bytes are, not what the source called them.';
comment on column pictures.bytes is 'Of the picture as it came.';
comment on column pictures.hash is 'SHA-256 of the picture as it came; the name of its files.';
comment on column pictures.problem is 'Why the last attempt failed; null once one succeeds.';
comment on column pictures.retry_at is 'Until then nobody tries again.';

create extension if not exists pg_trgm;

create table artists (
    id bigint generated always as identity constraint artists_pkey primary key,
    mbid uuid constraint artists_mbid_key unique,
    discogs_id bigint constraint artists_discogs_id_key unique,
    spotify_id text constraint artists_spotify_id_key unique,
    name text not null constraint artists_name_check check (name <> ''),
    normalized_name text not null constraint artists_normalized_name_check check (normalized_name <> ''),
    sort_name text,
    disambiguation text,
    image_url text,
    image_source text,
    image_attribution text,
    image_checked_at timestamptz,
    source text not null constraint artists_source_check
        check (source in ('lastfm_tag', 'manual', 'similar', 'seed', 'dump', 'lookup', 'demo')),
    popularity_score double precision not null default 0,
    info_synced_at timestamptz,
    albums_synced_at timestamptz,
    albums_next_offset integer not null default 0,
    albums_problem text,
    albums_retry_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index artists_normalized_name_idx on artists (normalized_name text_pattern_ops);
create index artists_normalized_name_trgm_idx on artists using gin (normalized_name gin_trgm_ops);
create index artists_squeezed_name_idx on artists (replace(normalized_name, ' ', '') text_pattern_ops);
create index artists_popularity_idx on artists (popularity_score desc, id);
-- One row for a name that no provider has told apart by an id; what keeps two writers from making two.
create unique index artists_name_without_id_key on artists (normalized_name) where mbid is null and discogs_id is null;

comment on table artists is 'Artists: looked up, named as similar, seeded, or imported.';
comment on column artists.normalized_name is 'The spelling by which providers meet; made by catalog/naming.';
comment on column artists.source is 'How the row first came to be.';
comment on column artists.popularity_score is 'Last.fm listeners, or 0 while unknown.';
comment on column artists.image_checked_at is 'When pictures were last looked for, found or not.';
comment on column artists.info_synced_at is 'When the artist itself was last completely looked up; null for one known only as similar to another.';
comment on column artists.albums_synced_at is 'When the list of albums was last completely fetched.';
comment on column artists.albums_next_offset is 'Where an interrupted fetch of the albums continues.';
comment on column artists.albums_problem is 'Why the last fetch of the albums failed; null once one succeeds.';

create table artist_aliases (
    artist_id bigint not null constraint artist_aliases_artist_id_fkey references artists (id) on delete cascade,
    normalized_name text not null,
    name text not null,
    source text not null,
    created_at timestamptz not null default now(),
    constraint artist_aliases_pkey primary key (artist_id, normalized_name)
);
create index artist_aliases_normalized_name_idx on artist_aliases (normalized_name text_pattern_ops);
comment on table artist_aliases is 'Other spellings of an artist that a provider gave, or that a look-up was answered by.';

create table artist_similars (
    artist_id bigint not null constraint artist_similars_artist_id_fkey references artists (id) on delete cascade,
    similar_artist_id bigint not null constraint artist_similars_similar_artist_id_fkey references artists (id) on delete cascade,
    score double precision not null constraint artist_similars_score_check check (score between 0 and 1),
    source text not null,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint artist_similars_pkey primary key (artist_id, similar_artist_id),
    constraint artist_similars_self_check check (artist_id <> similar_artist_id)
);
create index artist_similars_similar_artist_id_idx on artist_similars (similar_artist_id);
create index artist_similars_score_idx on artist_similars (artist_id, score desc, similar_artist_id);
comment on table artist_similars is 'Which artists a provider calls similar to which, from 0 to 1.';

create table albums (
    id bigint generated always as identity constraint albums_pkey primary key,
    mbid uuid constraint albums_mbid_key unique,
    discogs_master_id bigint,
    discogs_master_ids bigint[] not null default '{}',
    spotify_id text constraint albums_spotify_id_key unique,
    artist_id bigint not null constraint albums_artist_id_fkey references artists (id) on delete cascade,
    title text not null constraint albums_title_check check (title <> ''),
    normalized_title text not null,
    first_release_year integer,
    is_studio boolean not null,
    primary_type text,
    secondary_types text[] not null default '{}',
    track_count integer,
    cover_url text,
    cover_source text,
    cover_attribution text,
    cover_checked_at timestamptz,
    source text not null,
    releases_synced_at timestamptz,
    releases_sync_started_at timestamptz,
    releases_list integer not null default 0,
    releases_next_page integer not null default 1,
    releases_expected integer not null default 0,
    releases_problem text,
    releases_retry_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index albums_artist_id_idx on albums (artist_id, first_release_year, id);
create index albums_discogs_master_id_idx on albums (discogs_master_id);
create index albums_normalized_title_trgm_idx on albums using gin (normalized_title gin_trgm_ops);
create index albums_squeezed_title_idx on albums (replace(normalized_title, ' ', '') text_pattern_ops);
create index albums_normalized_title_idx on albums (normalized_title text_pattern_ops);
comment on table albums is 'Albums: MusicBrainz release groups, Discogs masters, or releases that belong to neither.';
comment on column albums.discogs_master_id is 'The first of discogs_master_ids.';
comment on column albums.discogs_master_ids is 'Every Discogs master of the album; MusicBrainz links some groups to two.';
comment on column albums.is_studio is 'Primary type Album and no secondary type.';
comment on column albums.releases_synced_at is 'When every list of pressings was last completely fetched.';
comment on column albums.releases_sync_started_at is 'When the fetch now under way began; pressings not seen since are withdrawn at its end.';
comment on column albums.releases_list is 'Which of the masters (or, after them, the search) an interrupted fetch continues with.';
comment on column albums.releases_expected is 'How many rows the lists fetched to their end so far said they have.';
comment on column albums.releases_next_page is 'At which page of that list it continues.';

create table releases (
    id bigint generated always as identity constraint releases_pkey primary key,
    discogs_id bigint constraint releases_discogs_id_key unique,
    mbid uuid constraint releases_mbid_key unique,
    spotify_id text constraint releases_spotify_id_key unique,
    album_id bigint not null constraint releases_album_id_fkey references albums (id) on delete cascade,
    title text not null,
    country text,
    year integer,
    format text,
    is_vinyl boolean not null,
    is_official boolean not null default true,
    label text,
    catalog_number text,
    barcodes text[] not null default '{}',
    discogs_rating double precision,
    discogs_votes integer,
    discogs_have integer,
    discogs_want integer,
    source text not null,
    listed_at timestamptz,
    details_synced_at timestamptz,
    withdrawn_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create index releases_album_id_idx on releases (album_id, year, id) where is_vinyl and withdrawn_at is null;
create index releases_album_id_all_idx on releases (album_id);
create index releases_barcodes_idx on releases using gin (barcodes);
comment on table releases is 'Releases: one pressing each.';
comment on column releases.format is 'Discogs'' words after the major format: 2xLP, Album, Reissue.';
comment on column releases.barcodes is 'Digits only.';
comment on column releases.discogs_rating is 'Average of discogs_votes ratings, 1 to 5.';
comment on column releases.listed_at is 'When a complete list of the album''s pressings last held it; null if none ever did.';
comment on column releases.details_synced_at is 'When the release itself was last looked up: rating, barcodes.';
comment on column releases.withdrawn_at is 'When Discogs was seen to have deleted or merged it; the row stays.';

create table provider_absences (
    provider text not null,
    subject text not null,
    recorded_at timestamptz not null,
    expires_at timestamptz not null,
    constraint provider_absences_pkey primary key (provider, subject)
);
comment on table provider_absences is 'What a provider answered it does not have, so that it is not asked again for a while.';

create table former_ids (
    kind text not null constraint former_ids_kind_check check (kind in ('artist', 'album')),
    former_id text not null,
    row_id bigint not null,
    created_at timestamptz not null default now(),
    constraint former_ids_pkey primary key (kind, former_id)
);
create index former_ids_row_id_idx on former_ids (kind, row_id);
comment on table former_ids is 'Ids that were merged into another and still lead there: our own, and MBIDs.';

create table upstreams (
    provider text not null constraint upstreams_pkey primary key,
    limit_per_minute integer not null,
    calls timestamptz[] not null default '{}',
    paused_until timestamptz,
    urgent_priority integer,
    urgent_until timestamptz,
    failures integer not null default 0,
    broken_until timestamptz,
    problem text,
    updated_at timestamptz not null default now()
);
comment on table upstreams is 'Every outside service and the request budget that all processes on this database share.';
comment on column upstreams.calls is 'When the calls of the last minute were made, oldest first.';
comment on column upstreams.urgent_priority is 'The most urgent caller now waiting for a call; others step back until urgent_until.';
comment on column upstreams.broken_until is 'Until when nobody calls, after repeated failure.';

-- One round trip, one row lock: what keeps a budget over all processes. The clock is the database's own, the
-- only one that every process shares. The window is half a second longer than a minute, so that calls which
-- travel at different speeds still never arrive too many in one minute.
create function upstream_ask(
    asked_provider text, asked_limit integer, spacing interval, asked_priority integer,
    out verdict text, out wait_ms bigint
) language plpgsql as $$
declare
    entry upstreams%rowtype;
    moment timestamptz;
    earliest timestamptz;
    minute constant interval := interval '60.5 seconds';
    share constant integer := greatest(1, asked_limit / 20);
begin
    insert into upstreams (provider, limit_per_minute) values (asked_provider, asked_limit) on conflict do nothing;
    select * into entry from upstreams where provider = asked_provider for update;
    moment := clock_timestamp();
    if entry.broken_until > moment then
        verdict := 'broken';
        wait_ms := ceil(extract(epoch from entry.broken_until - moment) * 1000);
        return;
    end if;
    if entry.urgent_until > moment and entry.urgent_priority < asked_priority then
        verdict := 'after';
        wait_ms := greatest(20, ceil(extract(epoch from entry.urgent_until - moment) * 1000));
        return;
    end if;
    entry.calls := array(select unnest from unnest(entry.calls) where unnest > moment - minute);
    earliest := greatest(
        entry.paused_until,
        entry.calls[cardinality(entry.calls)] + spacing,
        case when cardinality(entry.calls) >= asked_limit
            then entry.calls[cardinality(entry.calls) - asked_limit + 1] + minute end,
        -- People may have the whole minute's calls at once. A crawl takes them in twentieths, or it would take
        -- all of them at once and leave whoever comes next to wait out the minute.
        case when asked_priority > 0 and cardinality(entry.calls) >= share
            then entry.calls[cardinality(entry.calls) - share + 1] + minute * share / asked_limit end
    );
    if earliest is null or earliest <= moment then
        update upstreams set
            -- After a break one call tries, and nobody else until it has ended, or for another minute.
            broken_until = case when entry.broken_until is not null then moment + minute end,
            calls = entry.calls || moment,
            limit_per_minute = asked_limit,
            urgent_priority = case when urgent_priority < asked_priority then urgent_priority end,
            urgent_until = case when urgent_priority < asked_priority then urgent_until end
        where provider = asked_provider;
        verdict := 'now';
        wait_ms := 0;
        return;
    end if;
    if entry.urgent_until is null or entry.urgent_until <= moment or asked_priority < entry.urgent_priority then
        update upstreams set
            urgent_priority = asked_priority,
            -- Until then nobody is granted anything, so that the place costs nobody anything but the last moment.
            urgent_until = earliest + interval '100 milliseconds'
        where provider = asked_provider;
    end if;
    verdict := 'after';
    wait_ms := greatest(1, ceil(extract(epoch from earliest - moment) * 1000));
end
$$;
comment on function upstream_ask is 'Grants one call to a provider now, or says how long to wait; the more urgent caller goes first.';

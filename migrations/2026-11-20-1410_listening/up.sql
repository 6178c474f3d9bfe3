create table linked_accounts (
    user_id bigint not null constraint linked_accounts_user_id_fkey references users (id) on delete cascade,
    service text not null constraint linked_accounts_service_check check (service in ('lastfm', 'listenbrainz')),
    username text not null constraint linked_accounts_username_check check (username <> ''),
    last_sync_at timestamptz,
    problem text,
    complete_to timestamptz,
    walk_from timestamptz,
    walk_to timestamptz,
    walk_at timestamptz,
    walk_page integer not null default 1,
    linked_at timestamptz not null,
    constraint linked_accounts_pkey primary key (user_id, service)
);
comment on table linked_accounts is 'A person''s account at a service that knows what they listen to, and how far its plays are stored.';
comment on column linked_accounts.problem is 'Why the last synchronisation did not come to its end, as the person may read it.';
comment on column linked_accounts.complete_to is 'Every play up to then is stored, as far as the service knew it.';
comment on column linked_accounts.walk_from is 'Where the walk through the plays ends, which goes from the newest back; null: at the first play of all.';
comment on column linked_accounts.walk_to is 'When the walk began: what is played later is for the next one. Null: no walk is open.';
comment on column linked_accounts.walk_at is 'The next page of the walk has the plays up to then.';
comment on column linked_accounts.walk_page is 'Greater than 1 where a single second holds more plays than a page.';

create table listened_artists (
    id bigint generated always as identity constraint listened_artists_pkey primary key,
    name text not null constraint listened_artists_name_key unique,
    normalized_name text not null,
    mbid uuid,
    artist_id bigint constraint listened_artists_artist_id_fkey references artists (id) on delete set null,
    tries integer not null default 0,
    tried_at timestamptz,
    next_try_at timestamptz not null
);
create index listened_artists_artist_id_idx on listened_artists (artist_id);
create index listened_artists_next_try_at_idx on listened_artists (next_try_at) where artist_id is null;
comment on table listened_artists is 'Artists as services of listening write them, and who of the catalogue they are.';
comment on column listened_artists.next_try_at is 'While nobody of the catalogue is known to be meant: when to look again.';

create table listened_albums (
    id bigint generated always as identity constraint listened_albums_pkey primary key,
    listened_artist_id bigint not null constraint listened_albums_listened_artist_id_fkey references listened_artists (id) on delete cascade,
    title text not null,
    normalized_title text not null,
    mbid uuid,
    album_id bigint constraint listened_albums_album_id_fkey references albums (id) on delete set null,
    tries integer not null default 0,
    tried_at timestamptz,
    next_try_at timestamptz not null,
    constraint listened_albums_title_key unique (listened_artist_id, title)
);
create index listened_albums_album_id_idx on listened_albums (album_id);
create index listened_albums_next_try_at_idx on listened_albums (next_try_at) where album_id is null;
comment on table listened_albums is 'Albums as services of listening write them, and which of the catalogue they are.';
comment on column listened_albums.mbid is 'Of a release or of a release group; services do not say which.';

create table listened_tracks (
    id bigint generated always as identity constraint listened_tracks_pkey primary key,
    listened_artist_id bigint not null constraint listened_tracks_listened_artist_id_fkey references listened_artists (id) on delete cascade,
    title text not null,
    mbid uuid,
    constraint listened_tracks_title_key unique (listened_artist_id, title)
);
comment on table listened_tracks is 'Tracks as services of listening write them; the catalogue has none.';

create table scrobbles (
    user_id bigint not null constraint scrobbles_user_id_fkey references users (id) on delete cascade,
    source text not null,
    played_at timestamptz not null,
    listened_track_id bigint not null constraint scrobbles_listened_track_id_fkey references listened_tracks (id) on delete cascade,
    listened_album_id bigint constraint scrobbles_listened_album_id_fkey references listened_albums (id) on delete set null,
    constraint scrobbles_pkey primary key (user_id, source, played_at, listened_track_id)
) partition by range (played_at);
comment on table scrobbles is 'Every play of every person, in partitions by month (UTC), which scrobble_months makes when they are needed.';

-- Makes what partitions are missing for plays at these moments, and says how many there were. What was played before
-- services kept plays (a clock that says 1970) has one partition.
create function scrobble_months(moments timestamptz[]) returns integer language plpgsql as $$
declare
    first constant timestamp := '2002-01-01';
    month timestamp;
    part text;
    bounds text;
    made integer := 0;
begin
    for month in select distinct date_trunc('month', moment at time zone 'UTC') from unnest(moments) as m (moment) order by 1 loop
        if month < first then
            part := 'scrobbles_before_2002';
            bounds := format('from (minvalue) to (%L)', first at time zone 'UTC');
        else
            part := 'scrobbles_' || to_char(month, 'YYYY_MM');
            bounds := format('from (%L) to (%L)', month at time zone 'UTC', (month + interval '1 month') at time zone 'UTC');
        end if;
        if to_regclass(part) is null then
            -- Two who need the same month make it once.
            perform pg_advisory_xact_lock(hashtext('vinilogy scrobble months'));
            if to_regclass(part) is null then
                execute format('create table %I partition of scrobbles for values %s', part, bounds);
                made := made + 1;
            end if;
        end if;
    end loop;
    return made;
end
$$;
comment on function scrobble_months is 'Makes the partitions of scrobbles that plays at these moments need and that are not there yet.';

create table users (
    id bigint generated always as identity constraint users_pkey primary key,
    email text not null constraint users_email_check check (email <> ''),
    password_hash text not null,
    is_admin boolean not null default false,
    last_active_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
create unique index users_email_key on users (lower(email));
comment on table users is 'People with an account.';
comment on column users.password_hash is 'argon2id, in the PHC format, which names its own parameters.';
comment on column users.last_active_at is 'When they last did anything here; what active people ask for goes first.';

create table user_profiles (
    user_id bigint not null constraint user_profiles_pkey primary key
        constraint user_profiles_user_id_fkey references users (id) on delete cascade,
    country text not null default 'ES' constraint user_profiles_country_check check (country ~ '^[A-Z]{2}$'),
    currency text not null default 'EUR' constraint user_profiles_currency_check check (currency ~ '^[A-Z]{3}$'),
    language text not null default 'es' constraint user_profiles_language_check check (language in ('es', 'en')),
    primary_source text not null default 'lastfm' constraint user_profiles_primary_source_check
        check (primary_source in ('lastfm', 'spotify', 'listenbrainz', 'discogs')),
    last_sync_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now()
);
comment on table user_profiles is 'Where a person lives and pays, and what they speak and listen by.';

create table user_seed_artists (
    user_id bigint not null constraint user_seed_artists_user_id_fkey references users (id) on delete cascade,
    artist_id bigint not null constraint user_seed_artists_artist_id_fkey references artists (id) on delete cascade,
    source text not null constraint user_seed_artists_source_check check (source in ('manual', 'lastfm_top')),
    added_at timestamptz not null default now(),
    constraint user_seed_artists_pkey primary key (user_id, artist_id)
);
create index user_seed_artists_artist_id_idx on user_seed_artists (artist_id);
comment on table user_seed_artists is 'Artists that a person named as their taste.';

create table locked_recommendations (
    user_id bigint not null constraint locked_recommendations_user_id_fkey references users (id) on delete cascade,
    album_id bigint not null constraint locked_recommendations_album_id_fkey references albums (id) on delete cascade,
    locked_at timestamptz not null default now(),
    constraint locked_recommendations_pkey primary key (user_id, album_id)
);
create index locked_recommendations_album_id_idx on locked_recommendations (album_id);
comment on table locked_recommendations is 'Albums that a person keeps among their recommendations.';

create table dismissed_recommendations (
    user_id bigint not null constraint dismissed_recommendations_user_id_fkey references users (id) on delete cascade,
    album_id bigint not null constraint dismissed_recommendations_album_id_fkey references albums (id) on delete cascade,
    reason text,
    dismissed_at timestamptz not null default now(),
    constraint dismissed_recommendations_pkey primary key (user_id, album_id)
);
create index dismissed_recommendations_album_id_idx on dismissed_recommendations (album_id);
comment on table dismissed_recommendations is 'Albums that a person does not want to be recommended.';

create table wantlist_items (
    id bigint generated always as identity constraint wantlist_items_pkey primary key,
    user_id bigint not null constraint wantlist_items_user_id_fkey references users (id) on delete cascade,
    album_id bigint not null constraint wantlist_items_album_id_fkey references albums (id) on delete cascade,
    release_id bigint constraint wantlist_items_release_id_fkey references releases (id) on delete cascade,
    max_amount numeric(14, 4) constraint wantlist_items_max_amount_check check (max_amount >= 0),
    max_currency text constraint wantlist_items_max_currency_check check (max_currency ~ '^[A-Z]{3}$'),
    source text not null default 'manual',
    added_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint wantlist_items_max_check check ((max_amount is null) = (max_currency is null))
);
create unique index wantlist_items_album_key on wantlist_items (user_id, album_id) where release_id is null;
create unique index wantlist_items_release_key on wantlist_items (user_id, release_id) where release_id is not null;
create index wantlist_items_album_id_idx on wantlist_items (album_id);
create index wantlist_items_release_id_idx on wantlist_items (release_id);
comment on table wantlist_items is 'Albums, or single pressings, that a person wants to buy.';
comment on column wantlist_items.release_id is 'Null: any pressing of the album.';

create table collection_items (
    id bigint generated always as identity constraint collection_items_pkey primary key,
    user_id bigint not null constraint collection_items_user_id_fkey references users (id) on delete cascade,
    release_id bigint not null constraint collection_items_release_id_fkey references releases (id) on delete cascade,
    folder text not null default '',
    copies integer not null default 1 constraint collection_items_copies_check check (copies > 0),
    source text not null,
    added_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint collection_items_release_key unique (user_id, release_id, folder, source)
);
create index collection_items_release_id_idx on collection_items (release_id);
comment on table collection_items is 'Pressings that a person owns, as a service or a file says.';
comment on column collection_items.source is 'Whose list it is on: discogs, csv.';

create table listening_snapshots (
    id bigint generated always as identity constraint listening_snapshots_pkey primary key,
    user_id bigint not null constraint listening_snapshots_user_id_fkey references users (id) on delete cascade,
    source text not null,
    period text not null,
    payload_hash text not null,
    payload jsonb not null,
    taken_at timestamptz not null default now(),
    seen_at timestamptz not null default now()
);
create index listening_snapshots_user_id_idx on listening_snapshots (user_id, source, period, taken_at desc);
comment on table listening_snapshots is 'What a service said a person listened to most, stored again only when it changed.';
comment on column listening_snapshots.payload is 'A list, most played first, of {"artist", "album", "plays"} with "mbid" where known.';
comment on column listening_snapshots.seen_at is 'When the service last said the same.';

create view artist_demand as
    select artist_id, users.id as user_id, 'seed' as reason, last_active_at
    from user_seed_artists join users on users.id = user_id
    union all
    select artist_id, users.id, 'lock', last_active_at
    from locked_recommendations join albums on albums.id = album_id join users on users.id = user_id
    union all
    select artist_id, users.id, 'wantlist', last_active_at
    from wantlist_items join albums on albums.id = album_id join users on users.id = user_id;
comment on view artist_demand is 'Who wants something of which artist, and when they were last here: what crawls are ordered by.';

alter table linked_accounts add column refreshing_until timestamptz;
comment on column linked_accounts.refreshing_until is 'Until then one worker has the tokens renewed: a token that is renewed twice at once may be lost.';

alter table listened_artists add column spotify_id text;
comment on column listened_artists.spotify_id is 'The artist of that name whom a person has played at Spotify; of several the first.';

create table spotify_profiles (
    user_id bigint constraint spotify_profiles_pkey primary key
        constraint spotify_profiles_user_id_fkey references users (id) on delete cascade,
    spotify_id text not null,
    display_name text,
    country text,
    product text,
    followers bigint,
    fetched_at timestamptz not null
);
comment on table spotify_profiles is 'Who a person is at Spotify; what applications are not told any more is null.';

create table spotify_artists (
    spotify_id text constraint spotify_artists_pkey primary key,
    name text not null,
    genres text[] not null default '{}',
    popularity integer,
    followers bigint,
    detailed_at timestamptz
);
comment on table spotify_artists is 'Artists as Spotify knows them; who of the catalogue they are say listened_artists and artists.spotify_id.';
comment on column spotify_artists.detailed_at is 'When genres were asked for last; null: only the name is known.';

create table spotify_tracks (
    spotify_id text constraint spotify_tracks_pkey primary key,
    title text not null,
    artist_ids text[] not null default '{}',
    artist_names text[] not null default '{}',
    album_id text,
    album_title text,
    duration_ms integer,
    isrc text,
    is_explicit boolean not null default false,
    features_tried_at timestamptz
);
comment on table spotify_tracks is 'Tracks that persons have played, like or keep in playlists at Spotify.';
comment on column spotify_tracks.features_tried_at is 'When it was asked how the track sounds, whether it was told or not.';

create table spotify_audio_features (
    track_id text constraint spotify_audio_features_pkey primary key
        constraint spotify_audio_features_track_id_fkey references spotify_tracks (spotify_id) on delete cascade,
    danceability double precision,
    energy double precision,
    loudness double precision,
    speechiness double precision,
    acousticness double precision,
    instrumentalness double precision,
    liveness double precision,
    valence double precision,
    tempo double precision,
    key integer,
    mode integer,
    time_signature integer,
    fetched_at timestamptz not null
);
comment on table spotify_audio_features is 'How tracks sound, where Spotify still says so to the application.';

create table spotify_withdrawn (
    call text constraint spotify_withdrawn_pkey primary key,
    refused_at timestamptz not null
);
comment on table spotify_withdrawn is 'Calls that Spotify does not answer to this application any more; each is tried again after thirty days.';

create table spotify_playlists (
    user_id bigint not null constraint spotify_playlists_user_id_fkey references users (id) on delete cascade,
    spotify_id text not null,
    place integer not null,
    name text not null,
    description text,
    owner_id text,
    owner_name text,
    is_public boolean,
    is_collaborative boolean not null,
    snapshot_id text,
    tracks integer not null,
    stored_snapshot_id text,
    problem text,
    fetched_at timestamptz not null,
    constraint spotify_playlists_pkey primary key (user_id, spotify_id)
);
comment on table spotify_playlists is 'A person''s first twenty playlists.';
comment on column spotify_playlists.stored_snapshot_id is 'The snapshot whose first hundred tracks are stored.';
comment on column spotify_playlists.problem is 'Why its tracks are not stored.';

create table spotify_playlist_tracks (
    user_id bigint not null constraint spotify_playlist_tracks_user_id_fkey references users (id) on delete cascade,
    playlist_id text not null,
    place integer not null,
    kind text not null constraint spotify_playlist_tracks_kind_check check (kind in ('track', 'local', 'episode')),
    track_id text constraint spotify_playlist_tracks_track_id_fkey references spotify_tracks (spotify_id) on delete set null,
    title text not null,
    artist_names text[] not null,
    album_title text,
    duration_ms integer,
    added_at timestamptz,
    constraint spotify_playlist_tracks_pkey primary key (user_id, playlist_id, place),
    constraint spotify_playlist_tracks_playlist_fkey foreign key (user_id, playlist_id) references spotify_playlists (user_id, spotify_id) on delete cascade
);
create index spotify_playlist_tracks_track_id_idx on spotify_playlist_tracks (track_id);
comment on table spotify_playlist_tracks is 'What is on a person''s playlists: the first hundred places of each.';
comment on column spotify_playlist_tracks.place is 'From 0. A place where Spotify has withdrawn what stood there is missing.';
comment on column spotify_playlist_tracks.track_id is 'Null: a file of the person''s own, or an episode of a show.';

create table spotify_recently_played (
    user_id bigint not null constraint spotify_recently_played_user_id_fkey references users (id) on delete cascade,
    played_at timestamptz not null,
    track_id text not null constraint spotify_recently_played_track_id_fkey references spotify_tracks (spotify_id) on delete cascade,
    context text,
    constraint spotify_recently_played_pkey primary key (user_id, played_at, track_id)
) partition by range (played_at);
comment on table spotify_recently_played is 'Plays as Spotify tells them, a time series; scrobbles keeps the same plays for good.';
comment on column spotify_recently_played.context is 'What it was played from: spotify:playlist:….';

create table spotify_top_tracks (
    user_id bigint not null constraint spotify_top_tracks_user_id_fkey references users (id) on delete cascade,
    taken_at timestamptz not null,
    time_range text not null constraint spotify_top_tracks_time_range_check check (time_range in ('short_term', 'medium_term', 'long_term')),
    place integer not null,
    track_id text not null constraint spotify_top_tracks_track_id_fkey references spotify_tracks (spotify_id) on delete cascade,
    constraint spotify_top_tracks_pkey primary key (user_id, taken_at, time_range, place)
) partition by range (taken_at);
comment on table spotify_top_tracks is 'The tracks that a person plays most, as of each day (its first moment, UTC), a time series.';
comment on column spotify_top_tracks.time_range is 'About four weeks, six months, or a year.';

create table spotify_top_artists (
    user_id bigint not null constraint spotify_top_artists_user_id_fkey references users (id) on delete cascade,
    taken_at timestamptz not null,
    time_range text not null constraint spotify_top_artists_time_range_check check (time_range in ('short_term', 'medium_term', 'long_term')),
    place integer not null,
    artist_id text not null constraint spotify_top_artists_artist_id_fkey references spotify_artists (spotify_id) on delete cascade,
    constraint spotify_top_artists_pkey primary key (user_id, taken_at, time_range, place)
) partition by range (taken_at);
comment on table spotify_top_artists is 'The artists whom a person plays most, as of each day (its first moment, UTC), a time series.';

insert into time_series (name, keep_days) values ('spotify_recently_played', 90), ('spotify_top_tracks', null), ('spotify_top_artists', null);

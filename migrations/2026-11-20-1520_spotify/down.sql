delete from time_series where name in ('spotify_recently_played', 'spotify_top_tracks', 'spotify_top_artists');
drop table spotify_top_artists, spotify_top_tracks, spotify_recently_played, spotify_playlist_tracks, spotify_playlists,
    spotify_withdrawn, spotify_audio_features, spotify_tracks, spotify_artists, spotify_profiles;
alter table listened_artists drop column spotify_id;
alter table linked_accounts drop column refreshing_until;

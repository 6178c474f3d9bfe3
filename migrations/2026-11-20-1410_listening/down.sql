drop function scrobble_months;
drop table scrobbles, listened_tracks, listened_albums, listened_artists, linked_accounts;

drop function unmerge_rows;
drop function merge_rows;
drop table match_reviews, match_decisions, artist_keys;

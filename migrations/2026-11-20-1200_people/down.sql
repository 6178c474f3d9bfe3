drop view artist_demand;
drop table listening_snapshots, collection_items, wantlist_items, dismissed_recommendations, locked_recommendations,
    user_seed_artists, user_profiles, users;

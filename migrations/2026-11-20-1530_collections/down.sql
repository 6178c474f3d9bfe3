drop view owned_albums;
drop view owned_releases;
drop trigger releases_arrive on releases;
drop function releases_arrive;
drop function settle_collections;
comment on column wantlist_items.source is null;
drop table wanted_releases;
drop table collection_copies;

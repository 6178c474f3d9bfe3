drop function upstream_ask(text, integer, interval, integer);
drop table upstreams;
drop table provider_absences;
drop table releases;
drop table albums;
drop table artist_similars;
drop table artist_aliases;
drop table artists;
drop extension pg_trgm;

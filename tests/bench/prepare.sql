-- What the measuring needs beside the catalogue: the things that all three are asked for, and the search as a
-- function, since PostGraphile has none that tolerates typos.
drop schema if exists bench cascade;
create schema bench;

create table bench.picks (
    query text not null,
    n integer not null,
    id bigint,
    text text,
    constraint picks_pkey primary key (query, n)
);

-- The artists whose pages are fullest: five studio albums with ten pressings each, or near it.
insert into bench.picks (query, n, id)
select 'tree', row_number() over (order by full_albums desc, md5(artist_id::text)), artist_id
from (
    select artist_id, count(*) filter (where pressings >= 10) as full_albums
    from (
        select artist_id, row_number() over (partition by artist_id order by first_release_year, id) as rn,
            (select count(*) from releases where album_id = albums.id and is_vinyl and withdrawn_at is null) as pressings
        from albums where is_studio
    ) as listed where rn <= 5 group by artist_id
) as artists
order by full_albums desc, md5(artist_id::text) limit 300;

-- Albums with a hundred pressings.
insert into bench.picks (query, n, id)
select 'list', row_number() over (order by least(pressings, 100) desc, md5(album_id::text)), album_id
from (select album_id, count(*) as pressings from releases where is_vinyl and withdrawn_at is null group by album_id) as albums
order by least(pressings, 100) desc, md5(album_id::text) limit 300;

-- Names with a letter left out, doubled or exchanged with the next; in their normal form already, so that nobody is
-- measured by how names are normalised.
insert into bench.picks (query, n, text)
select 'search', row_number() over (order by md5(id::text)),
    case id % 3
        when 0 then overlay(normalized_name placing '' from at for 1)
        when 1 then overlay(normalized_name placing repeat(substr(normalized_name, at, 1), 2) from at for 1)
        else overlay(normalized_name placing substr(normalized_name, at + 1, 1) || substr(normalized_name, at, 1) from at for 2)
    end
from (
    select id, normalized_name, 3 + (id % (length(normalized_name) - 5))::integer as at
    from artists where normalized_name ~ '^\w{3,} ?\w{3,}$' and length(normalized_name) between 7 and 30
) as names
order by md5(id::text) limit 300;

analyze bench.picks;

-- What catalog/search.rs does for artists, to the letter, so that a search costs the database the same whoever asks.
create function bench.search_artists(text text) returns setof public.artists stable language sql as $$
    with named as (
        (select id, 0.9 + least(popularity_score, 1e7) / 1e9 + case when normalized_name = $1 then 0.1 else 0 end as rank
            from artists where normalized_name like $1 || '%' order by popularity_score desc limit 1000)
        union all
        (select id, 0.89 from artists where replace(normalized_name, ' ', '') like replace($1, ' ', '') || '%'
            order by popularity_score desc limit 1000)
        union all
        (select artist_id, 0.88 from artist_aliases where normalized_name like $1 || '%' limit 1000)
    ), matching as (
        select id, rank from named
        union all
        select id, similarity(normalized_name, $1) * 0.85 from artists
            where (select count(*) from named) < 20 and normalized_name % $1
        union all
        select id, word_similarity($1, normalized_name) * 0.8 from artists
            where (select count(*) from named) < 20 and $1 <% normalized_name
    ), best as (
        select id, max(rank) as rank from matching group by id order by max(rank) desc, id limit 1000
    )
    select artists.* from best join artists using (id) order by rank desc, id
$$;

select json_build_object('album', (
    select json_build_object('title', title, 'releases', json_build_object(
        'totalCount', (select count(*) from releases where album_id = albums.id and is_vinyl and withdrawn_at is null),
        'nodes', (
            select coalesce(json_agg(json_build_object(
                'id', 'release:' || id, 'discogsId', discogs_id, 'title', title, 'country', country, 'year', year, 'format', format,
                'label', label, 'catalogNumber', catalog_number, 'rating', discogs_rating)), '[]')
            from (
                select * from releases where album_id = albums.id and is_vinyl and withdrawn_at is null
                order by year, id limit 100
            ) as pressings)))
    from albums where id = (select id from bench.picks where query = 'list' and n = :n)));

select json_build_object('artist', (
    select json_build_object('name', name, 'albums', json_build_object(
        'totalCount', (select count(*) from albums where artist_id = artists.id and is_studio),
        'nodes', (
            select coalesce(json_agg(json_build_object(
                'id', 'album:' || id, 'title', title, 'firstReleaseYear', first_release_year,
                'releases', json_build_object(
                    'totalCount', (select count(*) from releases where album_id = page.id and is_vinyl and withdrawn_at is null),
                    'nodes', (
                        select coalesce(json_agg(json_build_object(
                            'id', 'release:' || id, 'discogsId', discogs_id, 'country', country, 'year', year, 'format', format,
                            'label', label, 'catalogNumber', catalog_number)), '[]')
                        from (
                            select * from releases where album_id = page.id and is_vinyl and withdrawn_at is null
                            order by year, id limit 10
                        ) as pressings)))), '[]')
            from (select * from albums where artist_id = artists.id and is_studio order by first_release_year, id limit 5) as page)))
    from artists where id = (select id from bench.picks where query = 'tree' and n = :n)));
